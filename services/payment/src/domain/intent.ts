import type { Deposit } from '@ticketing/contracts';
import type { CardFace } from './payment-record.ts';

/** What we need to know of a Stripe PaymentIntent; the domain does not know Stripe's SDK. */
export interface Intent {
  readonly id: string;
  readonly status:
    | 'requires_payment_method'
    | 'requires_confirmation'
    | 'requires_action'
    | 'processing'
    | 'requires_capture'
    | 'succeeded'
    | 'canceled';
  readonly clientSecret: string;
  readonly receivedMinor: number;
  /** Code of the last refusal, such as `insufficient_funds`. */
  readonly declineCode: string | undefined;
  /** The card that was charged. */
  readonly card: CardFace | undefined;
  /** The account that was issued. */
  readonly deposit: Deposit | undefined;
}
