import {
  abandonBooking,
  confirmBooking,
  type DataOf,
  paymentCaptured,
  secureSeats,
} from '@ticketing/contracts';
import type { BusMessage } from '@ticketing/event-bus';
import { ApiError } from '@ticketing/service-kit';
import type { PaymentDependencies } from '../dependencies.ts';
import { type Intent, nextStep } from '../domain/intent.ts';
import {
  cancelAfterExpirySeconds,
  pollSecondsFirst,
  pollSecondsMax,
  retrySecondsFirst,
} from '../domain/limits.ts';
import { isSettled, type PaymentRecord, type VoidReason } from '../domain/payment-record.ts';
import { findPayment, updatePayment } from '../storage/payments.ts';

/**
 * Drives a payment as far as it can go now, from Stripe's truth: authorised -> seats secured -> captured
 * -> tickets. Every step is repeatable, so it does not matter who calls this, how often, or where an
 * earlier call was killed. What fails is tried again by the poller.
 */
export async function settlePayment(
  dependencies: PaymentDependencies,
  paymentId: string,
): Promise<void> {
  const payment = await findPayment(dependencies.database, paymentId);
  if (payment === undefined || isSettled(payment.state)) return;
  const progress: Progress = { state: payment.state };
  try {
    await takeSteps(dependencies, payment, progress);
  } catch (error) {
    const retryAt = laterBy(dependencies, backOff(retrySecondsFirst, payment.checks));
    await note(dependencies, payment, { state: progress.state, workDueAt: retryAt });
    const isOutage = error instanceof ApiError && (error.status === 503 || error.status === 504);
    const level = isOutage ? 'warn' : 'error';
    dependencies.logger[level]({ err: error, paymentId }, 'payment not settled yet; trying again');
  }
}

/** How far a payment came in this try, to be noted when the next step fails. */
interface Progress {
  state: PaymentRecord['state'];
}

async function takeSteps(
  dependencies: PaymentDependencies,
  payment: PaymentRecord,
  progress: Progress,
): Promise<void> {
  const { provider, clock } = dependencies;
  const intent =
    payment.stripeIntentId === null ? undefined : await provider.getIntent(payment.stripeIntentId);
  const overAt = payment.bookingExpiresAt.getTime() + cancelAfterExpirySeconds * 1000;
  const isOver = payment.cancelRequested || clock.now().getTime() > overAt;
  // Stripe never heard of it, or its answer was lost before anybody could pay.
  if (intent === undefined) return isOver ? voidPayment(dependencies, payment, 'timeout') : wait();
  const next = nextStep(intent, { isOver });
  switch (next.step) {
    case 'secure':
      return secureAndCapture(dependencies, payment, { intent, progress });
    case 'confirm':
      return confirmTickets(dependencies, payment, intent);
    case 'cancel':
      await provider.cancel(intent.id, `${payment.id}-cancel`);
      return voidPayment(dependencies, payment, 'timeout');
    case 'voided':
      return voidPayment(dependencies, payment, 'timeout');
    case 'wait':
      return wait(next.state, intent.declineCode);
  }

  async function wait(state: PaymentRecord['state'] = payment.state, declineCode?: string) {
    const workDueAt = laterBy(dependencies, backOff(pollSecondsFirst, payment.checks));
    await note(dependencies, payment, { state, workDueAt, declineCode: declineCode ?? null });
  }
}

/** Seats first, money second: nobody pays for a seat that went to somebody else. */
async function secureAndCapture(
  dependencies: PaymentDependencies,
  payment: PaymentRecord,
  { intent, progress }: { intent: Intent; progress: Progress },
): Promise<void> {
  const { bookings, provider } = dependencies;
  const refusal = await refusalOf(
    bookings.call(secureSeats, {
      params: { bookingId: payment.bookingId },
      body: { paymentId: payment.id },
      idempotencyKey: `${payment.id}-secure`,
    }),
  );
  if (refusal !== undefined) {
    await provider.cancel(intent.id, `${payment.id}-cancel`);
    const reason = refusal.code === 'seats_taken' ? 'seats_lost' : 'timeout';
    return voidPayment(dependencies, payment, reason);
  }
  progress.state = 'authorised';
  const captured = await provider.capture(intent.id, `${payment.id}-capture`);
  await confirmTickets(dependencies, payment, captured);
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

/** The money is ours: tickets, or, when the booking can have none, all of the money back. */
async function confirmTickets(
  dependencies: PaymentDependencies,
  payment: PaymentRecord,
  intent: Intent,
): Promise<void> {
  const { bookings, database, clock, newId, metrics, logger } = dependencies;
  const refusal = await refusalOf(
    bookings.call(confirmBooking, {
      params: { bookingId: payment.bookingId },
      body: { paymentId: payment.id, capturedMinor: intent.receivedMinor },
      idempotencyKey: `${payment.id}-confirm`,
    }),
  );
  const at = clock.now();
  const settled = await updatePayment(database, payment.id, {
    state: 'captured',
    at,
    workDueAt: null,
    messages: [
      capturedMessage(payment, { id: newId('message'), at, amountMinor: intent.receivedMinor }),
    ],
    ...(refusal !== undefined && {
      refund: { id: `${payment.id}-return`, refundMinor: intent.receivedMinor },
    }),
  });
  if (!settled) return;
  if (refusal !== undefined) {
    logger.error(
      { paymentId: payment.id, code: refusal.code },
      'captured without tickets; refunding',
    );
  }
  metrics.payments.inc({ state: 'captured' });
  metrics.capturedMinor.inc({ currency: payment.currency }, intent.receivedMinor);
}

const capturedMessage = (
  payment: PaymentRecord,
  { id, at, amountMinor }: { id: string; at: Date; amountMinor: number },
): BusMessage => ({
  id,
  key: payment.bookingId,
  type: paymentCaptured.type,
  time: at.toISOString(),
  data: {
    paymentId: payment.id,
    bookingId: payment.bookingId,
    customerId: payment.customerId,
    amountMinor,
    currency: payment.currency,
  } satisfies DataOf<typeof paymentCaptured>,
});

/** Nothing was taken: the booking gives its seats back. */
async function voidPayment(
  dependencies: PaymentDependencies,
  payment: PaymentRecord,
  reason: VoidReason,
): Promise<void> {
  await refusalOf(
    dependencies.bookings.call(abandonBooking, {
      params: { bookingId: payment.bookingId },
      body: { paymentId: payment.id, reason },
      idempotencyKey: `${payment.id}-abandon`,
    }),
  );
  await note(dependencies, payment, { state: 'voided', workDueAt: null, voidReason: reason });
}

async function note(
  { database, clock, metrics }: PaymentDependencies,
  payment: PaymentRecord,
  update: Omit<Parameters<typeof updatePayment>[2], 'at'>,
): Promise<void> {
  const moved = await updatePayment(database, payment.id, { ...update, at: clock.now() });
  if (moved) metrics.payments.inc({ state: update.state });
}

const backOff = (secondsFirst: number, tries: number): number =>
  Math.min(secondsFirst * 2 ** Math.min(tries, 10), pollSecondsMax);

const laterBy = ({ clock }: Pick<PaymentDependencies, 'clock'>, seconds: number): Date =>
  new Date(clock.now().getTime() + seconds * 1000);
