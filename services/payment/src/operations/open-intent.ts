import { type DataOf, depositRequested } from '@ticketing/contracts';
import type { BusMessage } from '@ticketing/event-bus';
import type { PaymentDependencies } from '../dependencies.ts';
import { attemptKey } from '../domain/attempt-key.ts';
import type { Intent } from '../domain/intent.ts';
import { retrySecondsFirst } from '../domain/limits.ts';
import type { PaymentRecord } from '../domain/payment-record.ts';
import { isAnswered } from '../engines/payment-provider.ts';

export type OpenIntentDependencies = Pick<
  PaymentDependencies,
  'store' | 'provider' | 'clock' | 'newId'
>;

/**
 * Begins the payment at the provider and notes its answer, with the message that tells where to transfer the
 * money to. Asked again after a lost answer, it is the same intent. Throws what the provider throws.
 */
export async function openIntent(
  dependencies: OpenIntentDependencies,
  payment: PaymentRecord,
): Promise<{ intent: Intent; payment: PaymentRecord }> {
  const { store, clock } = dependencies;
  const intent = await createIntent(dependencies, payment);
  const { deposit } = intent;
  const noted = await store.noteIntent(payment.id, {
    intentId: intent.id,
    at: clock.now(),
    bookingExpiresAt: payment.bookingExpiresAt,
    ...(deposit !== undefined && {
      deposit,
      messages: [depositMessage(dependencies, payment, deposit)],
    }),
  });
  return { intent, payment: noted ?? payment };
}

async function createIntent(
  { store, provider, clock }: OpenIntentDependencies,
  payment: PaymentRecord,
): Promise<Intent> {
  try {
    return await provider.createIntent(payment, attemptKey(payment.id, payment.attempt));
  } catch (error) {
    if (isAnswered(error)) {
      const at = clock.now();
      const workDueAt = new Date(at.getTime() + retrySecondsFirst * 1000);
      const failedAttempt = payment.attempt;
      await store.update(payment.id, { state: payment.state, at, workDueAt, failedAttempt });
    }
    throw error;
  }
}

const depositMessage = (
  { newId, clock }: OpenIntentDependencies,
  payment: PaymentRecord,
  deposit: NonNullable<Intent['deposit']>,
): BusMessage => ({
  id: newId('message'),
  key: payment.bookingId,
  type: depositRequested.type,
  time: clock.now().toISOString(),
  data: {
    paymentId: payment.id,
    bookingId: payment.bookingId,
    customerId: payment.customerId,
    amountMinor: payment.amountMinor,
    currency: payment.currency,
    description: payment.description,
    deposit,
  } satisfies DataOf<typeof depositRequested>,
});
