import { afterAll, beforeAll, describe } from 'vitest';
import type { StoreUnderTest } from './payment-store-contract-kit.ts';
import { testPayments } from './payment-store-contract-payments.ts';
import { testRefunds } from './payment-store-contract-refunds.ts';

/** Every sentence of the port of payments, proved on one engine. */
export function provesPaymentStore(engine: string, open: () => Promise<StoreUnderTest>): void {
  describe(`payments in ${engine}`, () => {
    let under: StoreUnderTest;
    beforeAll(async () => {
      under = await open();
    }, 120_000);
    afterAll(() => under?.close());
    testPayments(() => under);
    testRefunds(() => under);
  });
}
