import { afterAll, beforeAll, describe } from 'vitest';
import { auditFindsLostSeat, auditFindsNothing } from './ask-audit.ts';
import { survivesCrowds } from './crowds.ts';
import { expectAcknowledged } from './expect-acknowledged.ts';
import { type FaultyShop, openFaultyShop } from './faulty-shop.ts';
import { printedRandom } from './form.ts';
import { survivesStoppedLeader } from './leaders.ts';
import { type Suite, survivesOutages, survivesWebhooks } from './outages.ts';
import { findsWhatIsPlanted } from './planted.ts';
import { survivesKillsAtEveryStep } from './saga-steps.ts';

/** All on one system, so that what one fault leaves behind is there when the next one comes. */
let shop: FaultyShop;
const suite: Suite = { shop: () => shop, acknowledged: [], random: printedRandom() };

/** After these faults the audit is asked too. */
function audited(survives: (suite: Suite) => void): void {
  survives(suite);
  auditFindsNothing(suite);
}

beforeAll(async () => {
  shop = await openFaultyShop({ portOffset: 5600, inventories: 2 });
  // The second comes when it is needed: until then all commands have one way.
  await shop.system.kill({ name: 'inventory', number: 1 });
});
afterAll(() => shop?.close());

describe('many at once', () => audited(survivesCrowds));
describe('the payment server tells', () => audited(survivesWebhooks));
describe('what is wrong', () => {
  findsWhatIsPlanted(suite);
  auditFindsLostSeat(suite);
});
describe('an outage', () => audited(survivesOutages));
describe('two inventories', () => audited(survivesStoppedLeader));
describe('at every step of a sale', () => audited(survivesKillsAtEveryStep));

expectAcknowledged(suite, 20);
