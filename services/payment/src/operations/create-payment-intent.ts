import {
  type createPaymentIntent as endpoint,
  getPayableBooking,
  type PayableBooking,
  type ReplyOf,
} from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { PaymentDependencies } from '../dependencies.ts';
import { pollSecondsFirst } from '../domain/limits.ts';
import { isSettled, type PaymentRecord, toPayment } from '../domain/payment-record.ts';
import {
  findLivePayment,
  findPaymentByKey,
  insertPayment,
  setIntent,
} from '../storage/payments.ts';

export interface CreatePaymentIntent {
  readonly bookingId: string;
  readonly customerId: string;
  readonly idempotencyKey: string;
}

/**
 * Begins to pay a booking, or goes on with the payment it has: a booking has one live intent, so a second
 * tab cannot pay twice. Throws booking_not_found, booking_expired, payment_not_possible,
 * payment_provider_unavailable.
 */
export async function createPaymentIntent(
  dependencies: PaymentDependencies,
  command: CreatePaymentIntent,
): Promise<ReplyOf<typeof endpoint>> {
  const booking = await payableBooking(dependencies, command);
  const payment = await findOrInsert(dependencies, command, booking);
  if (isSettled(payment.state))
    throw problem('payment_not_possible', 'The booking is paid already');
  const intent =
    payment.stripeIntentId === null
      ? await dependencies.provider.createIntent(payment)
      : await dependencies.provider.getIntent(payment.stripeIntentId);
  if (payment.stripeIntentId === null)
    await setIntent(dependencies.database, payment.id, intent.id);
  return {
    payment: toPayment(payment),
    clientSecret: intent.clientSecret,
    config: dependencies.publicConfig,
  };
}

async function payableBooking(
  { bookings, clock }: Pick<PaymentDependencies, 'bookings' | 'clock'>,
  { bookingId, customerId }: CreatePaymentIntent,
): Promise<PayableBooking & { expiresAt: string }> {
  const booking = await bookings.call(getPayableBooking, { params: { bookingId } });
  if (booking.customerId !== customerId) throw problem('booking_not_found');
  if (booking.state === 'expired') throw problem('booking_expired');
  const { expiresAt } = booking;
  if (booking.state !== 'pending_payment' || expiresAt === undefined) {
    throw problem('payment_not_possible', `The booking is ${booking.state}`);
  }
  if (clock.now() >= new Date(expiresAt)) throw problem('booking_expired');
  return { ...booking, expiresAt };
}

async function findOrInsert(
  { database, newId, clock }: Pick<PaymentDependencies, 'database' | 'newId' | 'clock'>,
  { bookingId, customerId, idempotencyKey }: CreatePaymentIntent,
  booking: PayableBooking & { expiresAt: string },
): Promise<PaymentRecord> {
  const createdAt = clock.now();
  const inserted = await insertPayment(database, {
    id: newId('payment'),
    bookingId,
    customerId,
    organizerId: booking.organizerId,
    idempotencyKey,
    amountMinor: booking.amountMinor,
    currency: booking.currency,
    description: booking.description,
    bookingExpiresAt: new Date(booking.expiresAt),
    workDueAt: new Date(createdAt.getTime() + pollSecondsFirst * 1000),
    createdAt,
  });
  if (inserted !== undefined) return inserted;
  const byKey = await findPaymentByKey(database, customerId, idempotencyKey);
  if (byKey !== undefined && byKey.bookingId !== bookingId) throw problem('idempotency_key_reused');
  const payment = byKey ?? (await findLivePayment(database, bookingId));
  if (payment === undefined) throw problem('service_unavailable', 'The payment changed; try again');
  return payment;
}
