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
}

/** What must happen next, read from Stripe's truth. */
export type NextStep =
  | { readonly step: 'wait'; readonly state: 'created' | 'failed' | 'requires_action' }
  | { readonly step: 'secure' }
  | { readonly step: 'confirm' }
  | { readonly step: 'cancel' }
  | { readonly step: 'voided' };

/**
 * Decides from the intent: authorised money is secured with seats and captured, captured money is
 * confirmed with tickets, an intent of a booking that is over is cancelled.
 */
export function nextStep(intent: Intent, { isOver }: { isOver: boolean }): NextStep {
  switch (intent.status) {
    case 'requires_capture':
      return { step: 'secure' };
    case 'succeeded':
      return { step: 'confirm' };
    case 'canceled':
      return { step: 'voided' };
    case 'processing':
      return { step: 'wait', state: 'requires_action' };
    case 'requires_action':
      return isOver ? { step: 'cancel' } : { step: 'wait', state: 'requires_action' };
    case 'requires_payment_method':
    case 'requires_confirmation':
      if (isOver) return { step: 'cancel' };
      return { step: 'wait', state: intent.declineCode === undefined ? 'created' : 'failed' };
  }
}
