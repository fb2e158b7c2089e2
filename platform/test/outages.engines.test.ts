import { setTimeout as sleep } from 'node:timers/promises';
import { type Crowd, startCrowd, waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EnginesShop, openEnginesShop, type ProductionEngine } from './engines-shop.ts';
import { expectTold, stateOf, type Trouble } from './expect-told.ts';

/** Each engine is killed and frozen under load: who says what, who goes on, and that all comes back by itself. */
interface Outage extends Trouble {
  readonly engine: ProductionEngine;
  /** Whether shops stay open. */
  readonly salesGoOn: boolean;
}

const outages: readonly Outage[] = [
  { engine: 'opensearch', knownAs: 'index', notReady: ['search'], degraded: [], salesGoOn: true },
  { engine: 'ses', knownAs: 'mailer', notReady: [], degraded: ['notification'], salesGoOn: true },
  {
    engine: 'redis',
    knownAs: 'keyValueStore',
    notReady: [],
    degraded: ['api-gateway'],
    salesGoOn: true,
  },
  {
    engine: 'kafka',
    knownAs: 'eventBus',
    notReady: ['notification'],
    degraded: ['api-gateway', 'auth', 'events', 'inventory', 'booking', 'payment', 'search'],
    salesGoOn: true,
  },
  {
    engine: 'dynamodb',
    knownAs: 'bookings',
    notReady: ['booking'],
    degraded: [],
    salesGoOn: false,
  },
  {
    engine: 'postgres',
    knownAs: 'sql',
    notReady: ['auth', 'events', 'inventory', 'payment'],
    degraded: [],
    salesGoOn: false,
  },
];

const downMs = 6_000;
/** The longest outage must not see a shopper at the limit of all performances. */
const pauseMs = 500;
const recoverMs = 60_000;

let shop: EnginesShop;
const sold: Crowd['sales'][number][] = [];

beforeAll(async () => {
  shop = await openEnginesShop({ portOffset: 2100 });
}, 180_000);
afterAll(() => shop?.close());

describe.each(outages)('without $engine', (outage) => {
  test.each(['killed', 'frozen'] as const)(
    '%s: it is told, and all comes back by itself',
    async (how) => {
      const engine = shop.engines[outage.engine];
      const tokens = await shop.openAccounts(8);
      const crowd = startCrowd({ apis: shop.apis, tokens, offers: shop.offers, pauseMs });
      await waitUntil(() => crowd.sales.length >= 3, { withinMs: 60_000 });

      const downAt = performance.now();
      if (how === 'killed') await engine.kill();
      else engine.freeze();
      await expectTold(shop, outage);
      await sleep(Math.max(0, downMs - (performance.now() - downAt)));
      const upAt = performance.now();
      const soldMeanwhile = crowd.sales.filter(
        ({ begunAt, endedAt }) => begunAt > downAt && endedAt < upAt,
      );
      if (how === 'killed') await engine.start();
      else engine.thaw();
      const backAt = performance.now();

      await waitUntil(() => crowd.sales.some(({ begunAt }) => begunAt > backAt), {
        withinMs: recoverMs,
      });
      for (const instance of shop.system.instances) {
        await expect
          .poll(() => stateOf(shop, instance.name, ''), { timeout: recoverMs })
          .toMatch(/^200 ready/);
      }
      await crowd.stop();
      sold.push(...crowd.sales);
      const firstSale = Math.min(
        ...crowd.sales.filter(({ begunAt }) => begunAt > backAt).map(({ endedAt }) => endedAt),
      );
      console.log(
        `${outage.engine} ${how}: ${soldMeanwhile.length} sales without it, ` +
          `first new sale ${Math.round(firstSale - backAt)} ms after it was back; ` +
          JSON.stringify(crowd.refusals),
      );
      if (outage.salesGoOn) expect(soldMeanwhile.length).toBeGreaterThan(0);
      await waitUntil(async () => (await shop.findFaults()).length === 0, {
        withinMs: recoverMs,
        everyMs: 500,
      });
    },
  );
});

test('every sale that was acknowledged is confirmed, and a mail tells of it', async () => {
  expect(sold.length).toBeGreaterThan(40);
  await shop.untilTold(sold);
});
