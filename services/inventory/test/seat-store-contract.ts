import { afterAll, beforeAll, describe } from 'vitest';
import { testJournal } from './seat-store-contract-journal.ts';
import type { StoreUnderTest } from './seat-store-contract-kit.ts';
import { testLeases } from './seat-store-contract-leases.ts';

/** Every sentence of the port of seats, proved on one engine; its time goes as ours does. */
export function provesSeatStore(engine: string, open: () => Promise<StoreUnderTest>): void {
  describe(`seats in ${engine}`, () => {
    let under: StoreUnderTest;
    beforeAll(async () => {
      under = await open();
    }, 120_000);
    afterAll(() => under?.close());
    testJournal(() => under);
    testLeases(() => under);
  });
}
