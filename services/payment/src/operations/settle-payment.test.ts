import { fixedClock } from '@ticketing/testing';
import { expect, test } from 'vitest';
import type { Intent } from '../domain/intent.ts';
import type { PaymentRecord } from '../domain/payment-record.ts';
import { settlePayment } from './settle-payment.ts';
import type { SettleDependencies } from './settlement-steps.ts';

test.each([
  ['pauses for ten minutes in the end', 3_600, 600],
  ['looks when its time is over, whatever the pause', 100, 160.001],
  ['looks at once after the last second in which somebody may pay', -59, 1.001],
])('who waits for a deposit %s', async (_, expiresInSeconds, looksInSeconds) => {
  const clock = fixedClock();
  const nowMs = clock.now().getTime();
  const dues: (number | undefined)[] = [];
  const dependencies = {
    clock,
    store: {
      update: async (_id: string, { workDueAt }: { workDueAt: Date | null }) => {
        dues.push(workDueAt?.getTime());
        return false;
      },
    },
    provider: { getIntent: async () => ({ id: 'pi_1', status: 'requires_action' }) as Intent },
  };
  const payment = {
    id: 'pay_1',
    stripeIntentId: 'pi_1',
    state: 'created',
    method: 'virtual_account',
    checks: 9,
    bookingExpiresAt: new Date(nowMs + expiresInSeconds * 1000),
  } as PaymentRecord;
  await settlePayment(dependencies as unknown as SettleDependencies, payment);
  expect(dues).toEqual([nowMs + looksInSeconds * 1000]);
});
