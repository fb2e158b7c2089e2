import type { Deposit } from '@ticketing/contracts';
import { fitsSchema } from '@ticketing/service-kit';
import type Stripe from 'stripe';
import { Type } from 'typebox';
import type { Intent } from '../domain/intent.ts';
import type { CardFace } from '../domain/payment-record.ts';

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
export function toIntent(intent: Stripe.PaymentIntent): Intent {
  if (!isKnown(intent.status)) throw new Error(`unknown status of an intent: ${intent.status}`);
  const error = intent.last_payment_error;
  return {
    id: intent.id,
    status: intent.status,
    clientSecret: intent.client_secret ?? '',
    receivedMinor: intent.amount_received,
    declineCode: error?.decline_code ?? error?.code ?? undefined,
    card: cardOf(intent),
    deposit: depositOf(intent),
  };
}

/** The local payment server's instructions, which Stripe's types do not know. */
const Instructions = Type.Object({
  expires_at: Type.Integer(),
  financial_addresses: Type.Array(
    Type.Object({
      kr: Type.Object({
        account_holder_name: Type.String(),
        account_number: Type.String(),
        bank_name: Type.String(),
        bank_name_latin: Type.String(),
      }),
    }),
    { minItems: 1 },
  ),
});

function depositOf({ next_action: action }: Stripe.PaymentIntent): Deposit | undefined {
  const instructions: unknown = action?.display_bank_transfer_instructions;
  if (instructions == null) return undefined;
  if (!fitsSchema(Instructions, instructions)) throw new Error('unknown transfer instructions');
  const [address] = instructions.financial_addresses;
  if (address === undefined) throw new Error('transfer instructions without an account');
  const { kr } = address;
  return {
    bankName: { ko: kr.bank_name, en: kr.bank_name_latin },
    accountNumber: kr.account_number,
    accountHolder: kr.account_holder_name,
    dueAt: new Date(instructions.expires_at * 1000).toISOString(),
  };
}

/** Of the charge that is in the answer because it was asked for (`expand`). */
function cardOf({ latest_charge: charge }: Stripe.PaymentIntent): CardFace | undefined {
  if (charge == null || typeof charge === 'string') return undefined;
  const { brand, last4 } = charge.payment_method_details?.card ?? {};
  return brand == null || last4 == null ? undefined : { brand, last4 };
}
