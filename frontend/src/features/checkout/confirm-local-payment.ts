import { type CardInput, digitsOf, readExpiry } from './card.ts';

export type ConfirmOutcome =
  | { readonly kind: 'accepted' }
  /** The card's bank wants to see the customer: go to `url`. */
  | { readonly kind: 'redirect'; readonly url: string }
  /** `code` as Stripe names it: `insufficient_funds`, `expired_card`, ... */
  | { readonly kind: 'declined'; readonly code: string }
  /** The server did not answer, so what became of the card is not known yet. */
  | { readonly kind: 'unclear' };

export interface ConfirmRequest {
  readonly apiBaseUrl: string;
  readonly publishableKey: string;
  readonly clientSecret: string;
  readonly card: CardInput;
  /** Where the bank's page comes back to. */
  readonly returnUrl: string;
}

interface IntentReply {
  readonly status?: string;
  readonly next_action?: { readonly redirect_to_url?: { readonly url?: string } } | null;
  readonly error?: { readonly code?: string; readonly decline_code?: string };
}

const timeoutMs = 20_000;

/** The id is the part of a client secret before `_secret_`. */
const intentIdOf = (clientSecret: string): string => clientSecret.split('_secret_')[0] ?? '';

/** Reads the answer of `POST /v1/payment_intents/:id/confirm`. Source: Stripe's API reference. */
export function readConfirmation(reply: IntentReply): ConfirmOutcome {
  const { error } = reply;
  if (error !== undefined) {
    const generic = error.decline_code === undefined || error.decline_code === 'generic_decline';
    const code = generic ? error.code : error.decline_code;
    return { kind: 'declined', code: code ?? 'card_declined' };
  }
  const url = reply.next_action?.redirect_to_url?.url;
  if (reply.status === 'requires_action' && url !== undefined) return { kind: 'redirect', url };
  if (reply.status === 'requires_payment_method')
    return { kind: 'declined', code: 'card_declined' };
  return { kind: 'accepted' };
}

/** Sends the card from the browser straight to the local payment server; our services never see it. */
export async function confirmLocalPayment(
  request: ConfirmRequest,
  send: typeof fetch = fetch,
): Promise<ConfirmOutcome> {
  const expiry = readExpiry(request.card.expiry);
  const id = intentIdOf(request.clientSecret);
  const body = new URLSearchParams({
    key: request.publishableKey,
    client_secret: request.clientSecret,
    return_url: request.returnUrl,
    'payment_method_data[type]': 'card',
    'payment_method_data[card][number]': digitsOf(request.card.number),
    'payment_method_data[card][exp_month]': String(expiry?.month ?? ''),
    'payment_method_data[card][exp_year]': String(expiry?.year ?? ''),
    'payment_method_data[card][cvc]': digitsOf(request.card.cvc),
  });
  try {
    const base = request.apiBaseUrl.replace(/\/+$/, '');
    const signal = AbortSignal.timeout(timeoutMs);
    const reply = await send(`${base}/v1/payment_intents/${id}/confirm`, {
      method: 'POST',
      body,
      signal,
    });
    if (reply.status >= 500) return { kind: 'unclear' };
    return readConfirmation((await reply.json()) as IntentReply);
  } catch {
    return { kind: 'unclear' };
  }
}
