import { afterAll, beforeAll, describe } from 'vitest';
import { auditFindsNothing } from './ask-audit.ts';
import { refusesLateDeposits, survivesDeposits } from './deposits.ts';
import { expectAcknowledged } from './expect-acknowledged.ts';
import { type FaultyShop, openFaultyShop } from './faulty-shop.ts';
import { printedRandom } from './form.ts';
import type { Suite } from './outages.ts';
import { survivesReturnedRefunds } from './returned-refunds.ts';

/** Payment beside a payment server that runs apart: money that comes later, and money that comes back. */
let shop: FaultyShop;
const suite: Suite = { shop: () => shop, acknowledged: [], random: printedRandom() };

beforeAll(async () => {
  // The shortest that booking takes: the deadline of a deposit may follow soon.
  shop = await openFaultyShop({ portOffset: 5800, env: { BOOKING_PAY_SECONDS: '30' } });
});
afterAll(() => shop?.close());

describe('deposits', () => {
  survivesDeposits(suite);
  auditFindsNothing(suite);
});
describe('refunds that come back', () => {
  survivesReturnedRefunds(suite);
  auditFindsNothing(suite);
});
refusesLateDeposits(suite);
expectAcknowledged(suite, 5);
