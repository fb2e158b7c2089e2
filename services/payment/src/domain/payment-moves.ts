import type { PaymentMethod, PaymentState } from '@ticketing/contracts';
import type { Intent } from './intent.ts';

/**
 * How a payment goes from its beginning to one of its two ends. A card is authorised, and captured when
 * the seats are sold; money that arrives at a virtual account is ours at once:
 *
 *   created -> requires_action -> authorised -> captured          (card)
 *   created -> awaiting_deposit -> captured                       (virtual account)
 *   created, requires_action, awaiting_deposit, failed, authorised -> voided
 *
 * `failed` is a refused card, which another may follow. `authorised` says more than the provider does: the
 * seats are sold to the booking, and the capture is owed. `captured` says that tickets were issued, or that
 * all of the money is owed back. Refunds go on from `captured` without another state.
 */
const movesFrom: Readonly<Record<PaymentState, readonly PaymentState[]>> = {
  created: ['requires_action', 'awaiting_deposit', 'failed', 'authorised', 'captured', 'voided'],
  requires_action: ['created', 'failed', 'authorised', 'captured', 'voided'],
  failed: ['created', 'requires_action', 'authorised', 'captured', 'voided'],
  awaiting_deposit: ['captured', 'voided'],
  authorised: ['captured', 'voided'],
  captured: [],
  voided: [],
};

/** Whether a payment may go from one state to the other; an open one may stay where it is. */
export const mayMove = (from: PaymentState, to: PaymentState): boolean =>
  movesFrom[from].includes(to) || (from === to && movesFrom[from].length > 0);

/** The states from which a payment may come to this one, itself among them. */
export const statesBefore = (to: PaymentState): readonly PaymentState[] =>
  (Object.keys(movesFrom) as PaymentState[]).filter((from) => mayMove(from, to));

/**
 * What is owed next.
 * - `wait`: for the customer, or for the provider.
 * - `secure`: the money is there or promised: the seats are to be sold to the booking.
 * - `capture`: the seats are sold: the promised money is to be taken.
 * - `confirm`: the money is ours and the seats are sold: tickets.
 * - `finish`: the tickets are issued: it only has to be noted.
 * - `return`: the money is ours and there can be no tickets: all of it goes back.
 * - `cancel`: there can be no tickets: the provider is to take no money.
 * - `abandon`: no money will come: the booking gives its seats back.
 */
export type Step =
  | 'wait'
  | 'secure'
  | 'capture'
  | 'confirm'
  | 'finish'
  | 'return'
  | 'cancel'
  | 'abandon';

interface Owed {
  /** While the booking can still be paid. */
  readonly inTime: Step;
  /** When its time is over, or it ended without us. */
  readonly over: Step;
}
const inAnyCase = (step: Step): Owed => ({ inTime: step, over: step });

/** By what the provider says of the intent. Money that is there decides; the time does not. */
const owedFor: Readonly<Record<Intent['status'], Owed>> = {
  requires_payment_method: { inTime: 'wait', over: 'cancel' },
  requires_confirmation: { inTime: 'wait', over: 'cancel' },
  requires_action: { inTime: 'wait', over: 'cancel' },
  // The bank decides; it cannot be cancelled meanwhile.
  processing: inAnyCase('wait'),
  requires_capture: inAnyCase('secure'),
  // A card was captured because the seats were sold; a deposit came by itself.
  succeeded: inAnyCase('secure'),
  canceled: inAnyCase('abandon'),
};

/** What must happen next, read from the provider's truth. */
export function nextStep(
  intent: Pick<Intent, 'status'>,
  { method, isOver }: { method: PaymentMethod; isOver: boolean },
): Step {
  if (intent.status === 'succeeded' && method === 'card') return 'confirm';
  return owedFor[intent.status][isOver ? 'over' : 'inTime'];
}

/** What the booking answered to `secure` and to `confirm`. */
export type BookingAnswer = 'secured' | 'seats_refused' | 'tickets_issued' | 'tickets_refused';

/** What follows on it, while the money is only promised and when it is ours. */
const owedAfter: Readonly<Record<BookingAnswer, { promised: Step; ours: Step }>> = {
  secured: { promised: 'capture', ours: 'confirm' },
  seats_refused: { promised: 'cancel', ours: 'return' },
  tickets_issued: { promised: 'capture', ours: 'finish' },
  tickets_refused: { promised: 'cancel', ours: 'return' },
};

/** What follows on an answer of the booking. */
export const stepAfter = (answer: BookingAnswer, intent: Pick<Intent, 'status'>): Step =>
  owedAfter[answer][intent.status === 'succeeded' ? 'ours' : 'promised'];

/** The state of a payment that waits. */
export function waitingState(
  intent: Pick<Intent, 'status' | 'declineCode'>,
  method: PaymentMethod,
): PaymentState {
  if (method === 'virtual_account') return 'awaiting_deposit';
  if (intent.status === 'processing' || intent.status === 'requires_action')
    return 'requires_action';
  return intent.declineCode === undefined ? 'created' : 'failed';
}
