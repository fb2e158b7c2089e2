import { problem } from '@ticketing/service-kit';
import Stripe from 'stripe';
import type { Intent } from '../domain/intent.ts';

/** Stripe, or the local server that speaks as Stripe: the same SDK, another address. */
export interface PaymentProvider {
  /** One intent per payment, however often it is asked for. */
  createIntent(payment: {
    id: string;
    bookingId: string;
    amountMinor: number;
    currency: string;
    description: string;
  }): Promise<Intent>;
  getIntent(intentId: string): Promise<Intent>;
  capture(intentId: string, key: string): Promise<Intent>;
  cancel(intentId: string, key: string): Promise<Intent>;
  /** Answers the refund's id. */
  refund(refund: { intentId: string; amountMinor: number; key: string }): Promise<string>;
  /** The intent that a signed webhook tells of. Throws webhook_signature_invalid. */
  readWebhook(body: Buffer, signature: string): { eventId: string; intentId: string | undefined };
  ping(): Promise<void>;
}

export interface StripeSettings {
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** Absent: Stripe itself. */
  readonly apiBaseUrl?: string;
}

const timeoutMs = 10_000;

/** Throws payment_provider_unavailable when Stripe cannot be reached. */
export function createStripeProvider(settings: StripeSettings): PaymentProvider {
  const address = settings.apiBaseUrl === undefined ? undefined : new URL(settings.apiBaseUrl);
  const stripe = new Stripe(settings.secretKey, {
    timeout: timeoutMs,
    maxNetworkRetries: 1,
    telemetry: false,
    appInfo: { name: 'Ticketing Pro' },
    ...(address && {
      host: address.hostname,
      port: Number(address.port),
      protocol: address.protocol === 'https:' ? ('https' as const) : ('http' as const),
    }),
  });

  async function ask<Result>(question: () => Promise<Result>): Promise<Result> {
    try {
      return await question();
    } catch (error) {
      const isOutage =
        error instanceof Stripe.errors.StripeConnectionError ||
        error instanceof Stripe.errors.StripeRateLimitError ||
        (error instanceof Stripe.errors.StripeAPIError && (error.statusCode ?? 500) >= 500);
      if (isOutage) throw problem('payment_provider_unavailable');
      throw error;
    }
  }

  return {
    createIntent: (payment) =>
      ask(async () =>
        toIntent(
          await stripe.paymentIntents.create(
            {
              amount: payment.amountMinor,
              currency: payment.currency.toLowerCase(),
              capture_method: 'manual',
              allowed_payment_method_types: ['card'],
              description: payment.description,
              metadata: { payment_id: payment.id, booking_id: payment.bookingId },
            },
            { idempotencyKey: payment.id },
          ),
        ),
      ),
    getIntent: (intentId) =>
      ask(async () => toIntent(await stripe.paymentIntents.retrieve(intentId))),
    capture: (intentId, key) =>
      ask(async () =>
        toIntent(await stripe.paymentIntents.capture(intentId, {}, { idempotencyKey: key })),
      ),
    cancel: (intentId, key) =>
      ask(async () =>
        toIntent(await stripe.paymentIntents.cancel(intentId, {}, { idempotencyKey: key })),
      ),
    refund: ({ intentId, amountMinor, key }) =>
      ask(async () => {
        const refund = await stripe.refunds.create(
          { payment_intent: intentId, amount: amountMinor },
          { idempotencyKey: key },
        );
        return refund.id;
      }),
    readWebhook(body, signature) {
      const event = verify(stripe, { body, signature, secret: settings.webhookSecret });
      const { object } = event.data;
      return {
        eventId: event.id,
        intentId: object.object === 'payment_intent' ? object.id : undefined,
      };
    },
    ping: () => ask(async () => void (await stripe.balance.retrieve())),
  };
}

function verify(
  stripe: Stripe,
  { body, signature, secret }: { body: Buffer; signature: string; secret: string },
): Stripe.Event {
  try {
    return stripe.webhooks.constructEvent(body, signature, secret);
  } catch {
    throw problem('webhook_signature_invalid');
  }
}

const statuses: readonly string[] = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
  'processing',
  'requires_capture',
  'succeeded',
  'canceled',
] satisfies Intent['status'][];

const isKnown = (status: string): status is Intent['status'] => statuses.includes(status);

/** A status that Stripe adds one day is an error to look at, never a guess about money. */
function toIntent(intent: Stripe.PaymentIntent): Intent {
  if (!isKnown(intent.status)) throw new Error(`unknown status of an intent: ${intent.status}`);
  const error = intent.last_payment_error;
  return {
    id: intent.id,
    status: intent.status,
    clientSecret: intent.client_secret ?? '',
    receivedMinor: intent.amount_received,
    declineCode: error?.decline_code ?? error?.code ?? undefined,
  };
}
