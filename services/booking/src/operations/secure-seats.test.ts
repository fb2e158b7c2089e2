import { systemClock } from '@ticketing/service-kit';
import { quietLogger } from '@ticketing/testing';
import { expect, test } from 'vitest';
import { recordOf } from '../../test/booking-records.ts';
import type { BookingDependencies } from '../dependencies.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { secureSeats } from './secure-seats.ts';

const paymentId = 'pay_1';

/** A booking whose hold was lost, and inventory, which lets it end at the moment that a test chooses. */
function scene(endsAt: 'hold again' | 'confirm again' | 'never') {
  let record: BookingRecord = recordOf();
  const holds = new Set<string>();
  const seats = { sold: false };
  const told = { returnsLost: 0 };
  const end = () => {
    record = { ...record, version: record.version + 1, state: 'expired', seatsReleased: true };
  };
  const inventory: Partial<BookingDependencies['inventory']> = {
    async holdSeats({ holdId }) {
      if (endsAt === 'hold again') end();
      holds.add(holdId);
      return { result: 'OK', fence: 7, seatNos: [], expiresAtMs: 0 } as never;
    },
    async confirmHold({ holdId }) {
      if (!holds.has(holdId)) return { result: 'HOLD_NOT_FOUND' };
      if (endsAt === 'confirm again') end();
      seats.sold = true;
      return { result: 'OK' };
    },
    async releaseHold({ holdId }) {
      return { result: holds.delete(holdId) ? 'OK' : 'HOLD_NOT_FOUND' };
    },
    async returnSeats() {
      if (told.returnsLost > 0) {
        told.returnsLost -= 1;
        return { result: 'UNAVAILABLE' };
      }
      seats.sold = false;
      return { result: 'OK' };
    },
  };
  const store: Partial<BookingDependencies['store']> = {
    get: async () => record,
    async save(changed) {
      if (changed.version !== record.version) return undefined;
      record = { ...changed, version: changed.version + 1 };
      return record;
    },
  };
  const dependencies = {
    ...{ store, inventory, clock: systemClock, logger: quietLogger(), newId: () => 'msg_1' },
  } as unknown as BookingDependencies;
  return {
    ...{ seats, holds, told },
    secure: () =>
      secureSeats(dependencies, { bookingId: record.id, paymentId }).then(
        () => 'secured',
        (error: { code?: string }) => error.code,
      ),
  };
}

test('a lost hold is taken anew and sold', async () => {
  const { seats, secure } = scene('never');
  expect(await secure()).toBe('secured');
  expect(seats.sold).toBe(true);
});

test.each(['hold again', 'confirm again'] as const)(
  'a booking that ends at "%s" leaves no seat sold, nor a hold that could still be',
  async (moment) => {
    const { seats, holds, told, secure } = scene(moment);
    told.returnsLost = 1;
    // Whoever hears this asks again, also after a crash.
    expect(await secure()).toBe('inventory_unavailable');
    expect(await secure()).toBe('booking_expired');
    expect([seats.sold, [...holds]]).toEqual([false, []]);
  },
);
