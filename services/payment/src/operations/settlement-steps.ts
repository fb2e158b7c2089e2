import {
  abandonBooking,
  confirmBooking,
  type DataOf,
  type PaymentState,
  paymentCaptured,
  secureSeats,
} from '@ticketing/contracts';
import type { BusMessage } from '@ticketing/event-bus';
import { ApiError } from '@ticketing/service-kit';
import type { PaymentDependencies } from '../dependencies.ts';
import type { Intent } from '../domain/intent.ts';
import { mayMove, type Step, stepAfter } from '../domain/payment-moves.ts';
import type { PaymentRecord, VoidReason } from '../domain/payment-record.ts';
import type { PaymentUpdate } from '../storage/payment-store.ts';

export type SettleDependencies = Pick<
  PaymentDependencies,
  'store' | 'provider' | 'bookings' | 'clock' | 'newId' | 'metrics' | 'logger'
>;

/** A payment on its way to its end. */
export interface Sale {
  readonly payment: PaymentRecord;
  /** How far it came, to be noted when the next step fails. */
  state: PaymentState;
  voidReason: VoidReason;
}

/** Seats first, money second: nobody pays for a seat that went to somebody else. */
export async function secure(
  { bookings }: SettleDependencies,
  sale: Sale,
  intent: Intent,
): Promise<Step> {
  const { payment } = sale;
  const refusal = await refusalOf(
    bookings.call(secureSeats, {
      params: { bookingId: payment.bookingId },
      body: { paymentId: payment.id },
      idempotencyKey: `${payment.id}-secure`,
    }),
  );
  if (refusal === undefined) {
    if (mayMove(sale.state, 'authorised') && payment.method === 'card') sale.state = 'authorised';
    return stepAfter('secured', intent);
  }
  if (refusal.code === 'seats_taken') sale.voidReason = 'seats_lost';
  return stepAfter('seats_refused', intent);
}

/** The money is ours: tickets. */
export async function confirm(
  { bookings, logger }: SettleDependencies,
  { payment }: Sale,
  intent: Intent,
): Promise<Step> {
  if (intent.receivedMinor !== payment.amountMinor) {
    throw new Error(`${payment.id}: ${intent.receivedMinor} came for ${payment.amountMinor}`);
  }
  const refusal = await refusalOf(
    bookings.call(confirmBooking, {
      params: { bookingId: payment.bookingId },
      body: { paymentId: payment.id, capturedMinor: intent.receivedMinor },
      idempotencyKey: `${payment.id}-confirm`,
    }),
  );
  if (refusal === undefined) return stepAfter('tickets_issued', intent);
  const { id: paymentId } = payment;
  logger.error({ paymentId, code: refusal.code }, 'captured without tickets; refunding');
  return stepAfter('tickets_refused', intent);
}

/** The money is ours and there can be no tickets: all of it is owed back, and the booking ends. */
export async function returnMoney(
  dependencies: SettleDependencies,
  sale: Sale,
  intent: Intent,
): Promise<void> {
  await giveSeatsBack(dependencies, sale);
  await finish(dependencies, sale, intent, { returnUnder: `${sale.payment.id}-return` });
}

export async function finish(
  dependencies: SettleDependencies,
  { payment }: Sale,
  intent: Intent,
  returning: Pick<PaymentUpdate, 'returnUnder'> = {},
): Promise<void> {
  const { newId, clock, metrics } = dependencies;
  const at = clock.now();
  const settled = await note(dependencies, payment, {
    state: 'captured',
    workDueAt: null,
    ...(intent.card !== undefined && { card: intent.card }),
    messages: [capturedMessage(payment, { id: newId('message'), at })],
    ...returning,
  });
  if (settled) metrics.capturedMinor.inc({ currency: payment.currency }, payment.amountMinor);
}

/** Nothing was taken and nothing will be: the booking ends, unless it is paid in another way. */
export async function abandon(dependencies: SettleDependencies, sale: Sale): Promise<void> {
  const { voidReason } = sale;
  // Replaced since it was read, its booking is being paid by another payment.
  const payment = (await dependencies.store.get(sale.payment.id)) ?? sale.payment;
  if (!payment.isReplaced) await giveSeatsBack(dependencies, sale);
  await note(dependencies, payment, {
    state: 'voided',
    workDueAt: null,
    ...(!payment.isReplaced && { voidReason }),
  });
}

/** A booking that ended by itself, or that has its tickets, refuses, and that is that. */
async function giveSeatsBack(
  { bookings }: SettleDependencies,
  { payment, voidReason: reason }: Sale,
): Promise<void> {
  await refusalOf(
    bookings.call(abandonBooking, {
      params: { bookingId: payment.bookingId },
      body: { paymentId: payment.id, reason },
      idempotencyKey: `${payment.id}-abandon`,
    }),
  );
}

const refusalCodes = new Set([
  'seats_taken',
  'booking_expired',
  'booking_not_found',
  'state_conflict',
]);

/** The booking's final no; anything else is an outage and is thrown on. */
async function refusalOf(question: Promise<unknown>): Promise<ApiError | undefined> {
  try {
    await question;
    return undefined;
  } catch (error) {
    if (error instanceof ApiError && refusalCodes.has(error.code)) return error;
    throw error;
  }
}

const capturedMessage = (
  payment: PaymentRecord,
  { id, at }: { id: string; at: Date },
): BusMessage => ({
  id,
  key: payment.bookingId,
  type: paymentCaptured.type,
  time: at.toISOString(),
  data: {
    paymentId: payment.id,
    bookingId: payment.bookingId,
    customerId: payment.customerId,
    amountMinor: payment.amountMinor,
    currency: payment.currency,
  } satisfies DataOf<typeof paymentCaptured>,
});

/** True when it moved the payment to another state. */
export async function note(
  { store, clock, metrics }: SettleDependencies,
  payment: PaymentRecord,
  update: Omit<PaymentUpdate, 'at'>,
): Promise<boolean> {
  const moved = await store.update(payment.id, { ...update, at: clock.now() });
  if (moved) metrics.payments.inc({ state: update.state });
  return moved;
}
