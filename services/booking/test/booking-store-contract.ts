import type { Clock } from '@ticketing/service-kit';
import { afterAll, beforeAll, describe } from 'vitest';
import type { StoreUnderTest } from './booking-store-contract-kit.ts';
import { testMessages } from './booking-store-contract-messages.ts';
import { testRecords } from './booking-store-contract-records.ts';

/** Every sentence of the port of bookings, proved on one engine; the store reads time from the clock. */
export function provesBookingStore(
  engine: string,
  open: (clock: Pick<Clock, 'now'>) => Promise<StoreUnderTest>,
): void {
  describe(`bookings in ${engine}`, () => {
    const clock = { aheadMs: 0, now: () => new Date(Date.now() + clock.aheadMs) };
    let under: StoreUnderTest;
    beforeAll(async () => {
      under = await open(clock);
    }, 120_000);
    afterAll(() => under?.close());
    testRecords(() => under);
    testMessages(() => under, clock);
  });
}
