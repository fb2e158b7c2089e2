import { setTimeout as sleep } from 'node:timers/promises';
import { errorCatalogue } from '@ticketing/contracts';
import { type Crowd, type Sale, startCrowd, waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EnginesShop, openEnginesShop } from './engines-shop.ts';
import { expectTold, stateOf, type Trouble } from './expect-told.ts';
import { describeOnSmallDisks, makeSmallDisk, type SmallDisk } from './small-disks.ts';

/**
 * The disk under an engine fills up under load: who says what, what goes on, that nothing acknowledged
 * is lost, and that all comes back by itself once there is space and the engine runs. Redis and
 * OpenSearch guard themselves against a full store; see the tests of their packages.
 */
interface FullDisk extends Trouble {
  readonly engine: DiskEngine;
  /** What cannot grow. */
  readonly what: string;
  readonly salesGoOn: boolean;
  /** Whether the engine ends itself; then somebody starts it again, once there is space. */
  readonly ends: boolean;
  /** What is answered all the while, to who has bought before. */
  readonly served?: (sale: Sale) => string;
  /** Before anything is full: gives the engine the space in hand that the case counts on. */
  readonly prepare?: (shop: EnginesShop) => Promise<unknown>;
  /** Uses up the space that the engine has in hand. */
  readonly useUp?: (shop: EnginesShop) => Promise<unknown>;
}

const diskEngines = ['postgres', 'kafka', 'dynamodb'] as const;
type DiskEngine = (typeof diskEngines)[number];
const diskMegabytes = 400;

/** What is written next goes into a new segment of the log, of 16 MB: more than a test's sales fill. */
const beginSegment = ({ database }: EnginesShop) => database.query('select pg_switch_wal()');

const fullDisks: readonly FullDisk[] = [
  {
    engine: 'dynamodb',
    what: 'its file',
    knownAs: 'bookingWrites',
    notReady: [],
    degraded: ['booking'],
    salesGoOn: false,
    ends: false,
    served: ({ bookingId }) => `/bookings/${bookingId}`,
  },
  {
    engine: 'kafka',
    what: 'its logs',
    knownAs: 'eventBus',
    notReady: ['notification'],
    degraded: ['api-gateway', 'auth', 'events', 'inventory', 'booking', 'payment', 'search'],
    salesGoOn: true,
    ends: true,
    served: ({ bookingId }) => `/bookings/${bookingId}`,
  },
  {
    engine: 'postgres',
    what: 'its tables',
    knownAs: 'sqlWrites',
    notReady: [],
    degraded: ['auth', 'events', 'inventory', 'payment'],
    salesGoOn: false,
    ends: false,
    served: () => '/auth/me',
    prepare: beginSegment,
  },
  {
    engine: 'postgres',
    what: 'its write-ahead log',
    knownAs: 'sql',
    notReady: ['auth', 'events', 'inventory', 'payment'],
    degraded: [],
    salesGoOn: false,
    ends: true,
    useUp: beginSegment,
  },
];

/** The longest outage must not see a shopper at the limit of all performances. */
const pauseMs = 500;
const fullMs = 6_000;
const recoverMs = 60_000;
/** The stand-in for Stripe has its disk there too; as with Stripe, its own faults have no code. */
const codes = new Set<string>([...Object.keys(errorCatalogue), 'api_error']);
codes.delete('internal_error');

describeOnSmallDisks('a full disk', () => {
  const disks = new Map<DiskEngine, SmallDisk>();
  let shop: EnginesShop;
  const sold: Sale[] = [];

  beforeAll(async () => {
    for (const engine of diskEngines) disks.set(engine, makeSmallDisk(diskMegabytes));
    const folders = Object.fromEntries([...disks].map(([engine, { folder }]) => [engine, folder]));
    shop = await openEnginesShop({ portOffset: 3000, folders });
  }, 180_000);
  afterAll(async () => {
    try {
      for (const disk of disks.values()) disk.clear();
      await shop?.close();
    } finally {
      for (const disk of disks.values()) disk.remove();
    }
  }, 60_000);

  async function expectServed({ served }: FullDisk, sale: Sale): Promise<void> {
    const [api] = shop.apis;
    if (served === undefined) return;
    await expect(api?.call('GET', served(sale), { token: sale.token })).resolves.toBeDefined();
  }

  async function untilWhole(crowd: Crowd, clearedAt: number): Promise<Sale> {
    const isNew = ({ begunAt }: Sale) => begunAt > clearedAt;
    await waitUntil(() => crowd.sales.some(isNew), { withinMs: recoverMs });
    for (const { name } of shop.system.instances) {
      await expect
        .poll(() => stateOf(shop, name, ''), { timeout: recoverMs })
        .toMatch(/^200 ready/);
    }
    await crowd.stop();
    const [first] = crowd.sales.filter(isNew).sort((one, other) => one.endedAt - other.endedAt);
    if (first === undefined) throw new Error('no sale since there is space');
    return first;
  }

  test.each(fullDisks)(
    'of $engine for $what: it is told, and all comes back by itself',
    async (full) => {
      const engine = shop.engines[full.engine];
      const disk = disks.get(full.engine);
      await full.prepare?.(shop);
      const tokens = await shop.openAccounts(8);
      const crowd = startCrowd({ apis: shop.apis, tokens, offers: shop.offers, pauseMs });
      const [before] = await waitUntil(() => crowd.sales.length >= 3 && crowd.sales, {
        withinMs: recoverMs,
      });
      if (disk === undefined || before === undefined) throw new Error('no disk or no sale');

      const fullAt = performance.now();
      disk.fill();
      await full.useUp?.(shop);
      await expectTold(shop, full);
      await expectServed(full, before);
      await sleep(Math.max(0, fullMs - (performance.now() - fullAt)));
      if (full.ends) await expect.poll(() => isRunning(engine.processId)).toBe(false);
      else expect(isRunning(engine.processId)).toBe(true);
      const soldMeanwhile = crowd.sales.filter(({ begunAt }) => begunAt > fullAt);

      disk.clear();
      await engine.start();
      const clearedAt = performance.now();
      const first = await untilWhole(crowd, clearedAt);
      sold.push(...crowd.sales);
      console.log(
        `${full.engine}, no space for ${full.what}: ${soldMeanwhile.length} sales meanwhile, ` +
          `first new sale after ${Math.round(first.endedAt - clearedAt)} ms; ` +
          JSON.stringify(crowd.refusals),
      );
      if (full.salesGoOn) expect(soldMeanwhile.length).toBeGreaterThan(0);
      else expect(crowd.refusals).not.toEqual({});
      const unknown = Object.keys(crowd.refusals).filter((code) => !codes.has(code));
      expect(unknown, unknown.length === 0 ? '' : faultsTold(shop)).toEqual([]);
      await waitUntil(async () => (await shop.findFaults()).length === 0, {
        withinMs: recoverMs,
        everyMs: 500,
      });
    },
  );

  test('every sale that was acknowledged is confirmed, and a mail tells of it', async () => {
    expect(sold.length).toBeGreaterThan(40);
    await shop.untilTold(sold);
  });
});

/** What the services noted of answers that are their own fault. */
const faultsTold = ({ system }: EnginesShop): string =>
  system.instances
    .flatMap((instance) => system.outputOf(instance).split('\n'))
    .filter((line) => line.includes('internal_error'))
    .join('\n');

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}
