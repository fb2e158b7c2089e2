import {
  beginPayment,
  getPayableBooking,
  type PayableBooking,
  type PaymentMethod,
} from '@ticketing/contracts';
import { ApiError, problem } from '@ticketing/service-kit';
import type { PaymentDependencies } from '../dependencies.ts';
import { amountMinorMax } from '../domain/limits.ts';

export interface BookingToPay {
  readonly bookingId: string;
  readonly customerId: string;
  readonly method: PaymentMethod;
}

/** A booking that can be paid, and whose hold was extended for it. */
export interface BegunBooking {
  readonly booking: PayableBooking;
  readonly expiresAt: Date;
  /** Of a virtual account: until when the money must arrive. */
  readonly payBy: Date | null;
}

type BeginDependencies = Pick<PaymentDependencies, 'bookings' | 'clock'>;

/**
 * Extends the booking's hold before anybody can pay, so that it does not run out during 3-D Secure or while
 * a transfer is awaited. Repeatable; the hold is extended once. Throws booking_not_found,
 * booking_expired, payment_not_possible, inventory_unavailable.
 */
export async function beginBooking(
  dependencies: BeginDependencies,
  paymentId: string,
  toPay: BookingToPay,
): Promise<BegunBooking> {
  const payBy = await depositDeadline(dependencies, toPay);
  const booking = await begin(dependencies, toPay, { paymentId, payBy });
  requireOwn(booking, toPay);
  const expiresAt = payableUntil(dependencies, booking);
  // Money that comes when the seats are free again helps nobody.
  const payByAtMost = payBy === null || payBy < expiresAt ? payBy : expiresAt;
  return { booking, expiresAt, payBy: payByAtMost };
}

/** When a transfer must have arrived by the performance's terms; null for a card. */
async function depositDeadline(
  { bookings, clock }: BeginDependencies,
  toPay: BookingToPay,
): Promise<Date | null> {
  if (toPay.method === 'card') return null;
  const { bookingId } = toPay;
  const booking = await bookings.call(getPayableBooking, { params: { bookingId } });
  requireOwn(booking, toPay);
  if (booking.depositHours === undefined) {
    throw problem('payment_not_possible', 'The performance takes no bank transfers');
  }
  return new Date(clock.now().getTime() + booking.depositHours * 3_600_000);
}

async function begin(
  { bookings }: BeginDependencies,
  { bookingId, customerId, method }: BookingToPay,
  { paymentId, payBy }: { paymentId: string; payBy: Date | null },
): Promise<PayableBooking> {
  try {
    return await bookings.call(beginPayment, {
      params: { bookingId },
      body: {
        paymentId,
        customerId,
        method,
        ...(payBy !== null && { payBy: payBy.toISOString() }),
      },
      idempotencyKey: `${paymentId}-begin`,
    });
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'state_conflict') throw error;
    throw problem('payment_not_possible', 'The booking cannot be paid now');
  }
}

/** Another one's booking does not exist for the caller. */
function requireOwn(booking: PayableBooking, { customerId }: BookingToPay): void {
  if (booking.customerId !== customerId) throw problem('booking_not_found');
}

function payableUntil({ clock }: BeginDependencies, booking: PayableBooking): Date {
  const { state, amountMinor } = booking;
  if (state === 'expired') throw problem('booking_expired');
  if (state !== 'pending_payment' || booking.expiresAt === undefined) {
    throw problem('payment_not_possible', `The booking is ${state}`);
  }
  const expiresAt = new Date(booking.expiresAt);
  if (clock.now() >= expiresAt) throw problem('booking_expired');
  if (amountMinor < 1 || amountMinor > amountMinorMax) {
    throw problem('payment_not_possible', `An amount of ${amountMinor} cannot be paid at once`);
  }
  return expiresAt;
}
