import type { createPaymentIntent as endpoint, ReplyOf } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { PaymentDependencies } from '../dependencies.ts';
import type { Intent } from '../domain/intent.ts';
import { pollSecondsFirst } from '../domain/limits.ts';
import { mayMove } from '../domain/payment-moves.ts';
import { isSettled, type PaymentRecord, toPayment } from '../domain/payment-record.ts';
import { ProviderRefusal } from '../engines/payment-provider.ts';
import type { NewPayment } from '../storage/payment-store.ts';
import { type BegunBooking, type BookingToPay, beginBooking } from './begin-booking.ts';
import { openIntent } from './open-intent.ts';
import { settlePayment } from './settle-payment.ts';
import type { SettleDependencies } from './settlement-steps.ts';

export type CreatePaymentIntent = BookingToPay & { readonly idempotencyKey: string };
export type CreateDependencies = SettleDependencies & Pick<PaymentDependencies, 'publicConfig'>;

/**
 * Begins to pay a booking, or goes on with the payment it has: a booking has one live intent, so a second
 * tab cannot pay twice; another method takes the place of the one that was begun. Throws
 * booking_not_found, booking_expired, payment_not_possible, payment_provider_unavailable,
 * inventory_unavailable, idempotency_key_reused.
 */
export async function createPaymentIntent(
  dependencies: CreateDependencies,
  command: CreatePaymentIntent,
): Promise<ReplyOf<typeof endpoint>> {
  if (!dependencies.publicConfig.methods.includes(command.method)) {
    throw problem('payment_not_possible', 'This installation takes cards only');
  }
  const paymentId = dependencies.newId('payment');
  const begun = await beginBooking(dependencies, paymentId, command);
  const payment = await findOrCreate(
    dependencies,
    newPayment(dependencies, { command, begun, paymentId }),
  );
  requireSamePrice(payment, begun);
  const opened = await openOrRead(dependencies, payment, begun);
  return {
    payment: toPayment(opened.payment),
    clientSecret: opened.intent.clientSecret,
    config: dependencies.publicConfig,
  };
}

function newPayment(
  { clock }: Pick<CreateDependencies, 'clock'>,
  {
    command,
    begun: { booking, expiresAt, payBy },
    paymentId,
  }: { command: CreatePaymentIntent; begun: BegunBooking; paymentId: string },
): NewPayment {
  const createdAt = clock.now();
  return {
    id: paymentId,
    bookingId: command.bookingId,
    customerId: command.customerId,
    organizerId: booking.organizerId,
    idempotencyKey: command.idempotencyKey,
    method: command.method,
    amountMinor: booking.amountMinor,
    currency: booking.currency,
    description: booking.description,
    payBy,
    bookingExpiresAt: expiresAt,
    workDueAt: new Date(createdAt.getTime() + pollSecondsFirst * 1000),
    createdAt,
    traceparent: booking.traceparent ?? null,
  };
}

/** The payment as it was saved now, or the one that the key or the booking has. */
async function findOrCreate(
  dependencies: CreateDependencies,
  payment: NewPayment,
): Promise<PaymentRecord> {
  const { store } = dependencies;
  const { customerId, idempotencyKey, bookingId, method } = payment;
  const created = await store.create(payment);
  if (created !== undefined) return created;
  const byKey = await store.findByKey(customerId, idempotencyKey);
  if (byKey !== undefined && (byKey.bookingId !== bookingId || byKey.method !== method)) {
    throw problem('idempotency_key_reused');
  }
  const found = byKey ?? (await store.findLive(bookingId));
  if (found === undefined) throw problem('service_unavailable', 'The payment changed; try again');
  if (isSettled(found.state)) throw problem('payment_not_possible', 'The payment has ended');
  return found.method === method ? found : replace(dependencies, found, payment);
}

/**
 * The customer chose another method. The provider takes no more money for the first one; when money came
 * meanwhile, that payment goes on, and this one is not possible.
 */
async function replace(
  dependencies: CreateDependencies,
  found: PaymentRecord,
  payment: NewPayment,
): Promise<PaymentRecord> {
  const { store, clock } = dependencies;
  const replaced = await store.replace(found.id, clock.now());
  if (replaced !== undefined) await settlePayment(dependencies, replaced);
  const created = await store.create(payment);
  if (created !== undefined) return created;
  const left = await store.get(found.id);
  const isOpen = left !== undefined && mayMove(left.state, 'voided') && left.state !== 'authorised';
  if (isOpen) throw problem('payment_provider_unavailable', 'The first method did not end yet');
  throw problem('payment_not_possible', 'The booking is being paid already');
}

/** The price that was shown is the price that is charged. */
function requireSamePrice(payment: PaymentRecord, { booking }: BegunBooking): void {
  if (payment.amountMinor === booking.amountMinor && payment.currency === booking.currency) return;
  throw problem('payment_not_possible', 'The price is not the one that the payment began with');
}

async function openOrRead(
  dependencies: CreateDependencies,
  payment: PaymentRecord,
  { expiresAt }: BegunBooking,
): Promise<{ intent: Intent; payment: PaymentRecord }> {
  const { store, provider, clock } = dependencies;
  if (payment.stripeIntentId === null) return open(dependencies, payment);
  const intent = await provider.getIntent(payment.stripeIntentId);
  if (payment.bookingExpiresAt.getTime() === expiresAt.getTime()) return { payment, intent };
  const followed = await store.noteIntent(payment.id, {
    intentId: intent.id,
    at: clock.now(),
    bookingExpiresAt: expiresAt,
  });
  return { payment: followed ?? payment, intent };
}

async function open(
  dependencies: CreateDependencies,
  payment: PaymentRecord,
): Promise<{ intent: Intent; payment: PaymentRecord }> {
  try {
    return await openIntent(dependencies, payment);
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error;
    throw problem('payment_not_possible', 'The payment provider does not take this payment');
  }
}
