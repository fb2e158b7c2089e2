import { newId } from '@ticketing/service-kit';
import { quietLogger } from '@ticketing/testing';
import { expect, test } from 'vitest';
import { recordOf } from '../../test/booking-records.ts';
import type { BookingDependencies } from '../dependencies.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { releaseSeats } from './end-booking.ts';

/** Inventory with one hold, which is sold at the very moment at which it is released. */
function inventoryThatSells() {
  const seats = { owner: 'held' };
  const inventory: Partial<BookingDependencies['inventory']> = {
    async releaseHold() {
      await Promise.resolve();
      seats.owner = 'sold';
      return { result: 'HOLD_NOT_FOUND' };
    },
    async returnSeats() {
      if (seats.owner !== 'sold') return { result: 'NOT_OWNER' };
      seats.owner = 'nobody';
      return { result: 'OK' };
    },
  };
  return { seats, inventory: inventory as BookingDependencies['inventory'] };
}

test('a sale that comes while an ended booking gives its seats back is undone', async () => {
  const record: BookingRecord = recordOf({ state: 'expired', seatsReleased: false });
  const store: Partial<BookingDependencies['store']> = {
    save: async (changed) => ({ ...changed, version: changed.version + 1 }),
    get: async () => record,
  };
  const { seats, inventory } = inventoryThatSells();
  const dependencies = { store, inventory, newId, logger: quietLogger() };
  const released = await releaseSeats(dependencies as unknown as BookingDependencies, record);
  expect(released?.seatsReleased).toBe(true);
  expect(seats.owner).toBe('nobody');
});
