import { expect, test } from 'vitest';
import type { PaymentRecord } from '../domain/payment-record.ts';
import { abandon, type SettleDependencies } from './settlement-steps.ts';

test.each([
  ['that was replaced since it was read leaves its booking to the other one', true],
  ['that nothing takes the place of ends its booking', false],
])('a payment %s', async (_, isReplaced) => {
  const read = { id: 'pay_1', bookingId: 'bkg_1', isReplaced: false } as PaymentRecord;
  const updates: object[] = [];
  const asked: string[] = [];
  const store: Partial<SettleDependencies['store']> = {
    get: async () => ({ ...read, isReplaced }),
    update: async (_id, { at: _at, ...update }) => {
      updates.push(update);
      return false;
    },
  };
  const bookings: SettleDependencies['bookings'] = {
    call: async ({ path }) => {
      asked.push(path);
      return undefined as never;
    },
  };
  const dependencies = { store, bookings, clock: { now: () => new Date() } };
  await abandon(dependencies as SettleDependencies, {
    payment: read,
    state: 'created',
    voidReason: 'timeout',
  });
  expect(asked).toHaveLength(isReplaced ? 0 : 1);
  const voided = { state: 'voided', workDueAt: null };
  expect(updates).toEqual([isReplaced ? voided : { ...voided, voidReason: 'timeout' }]);
});
