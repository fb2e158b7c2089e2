import { setTimeout as sleep } from 'node:timers/promises';
import { errorCatalogue } from '@ticketing/contracts';
import { waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { describeOnSmallDisks, makeSmallDisk, type SmallDisk } from '../small-disks.ts';
import { expectAcknowledged } from './expect-acknowledged.ts';
import { type FaultyShop, openFaultyShop } from './faulty-shop.ts';
import { startFreshCrowd } from './fresh-crowd.ts';
import { wholeMsMax } from './outages.ts';

/**
 * The disk under the journal fills up. The whole form alone: it needs a system of its own, and the engines' tests
 * fill the disk of the other PostgreSQL in each run of continuous integration.
 */
interface FullDisk {
  readonly what: string;
  /** Before the disk is full, and when it is. */
  readonly prepare: (shop: FaultyShop) => Promise<unknown>;
  readonly useUp: (shop: FaultyShop) => Promise<unknown>;
}

/** What is written next goes into a new segment of the log, of 16 MB. */
const beginSegment = ({ database }: FaultyShop) => database.query('select pg_switch_wal()');
const nothing = async () => {};

const fullDisks: readonly FullDisk[] = [
  { what: 'its tables', prepare: beginSegment, useUp: nothing },
  {
    what: 'its write-ahead log, so that the server ends',
    prepare: nothing,
    // It may end before it answers.
    useUp: (shop) => beginSegment(shop).catch(() => {}),
  },
];

const diskMegabytes = 500;
const fullMs = 8_000;
const crowdSize = 6;
/** The payment server has its disk there too; as with Stripe, its own faults have no code. */
const codes = new Set<string>([...Object.keys(errorCatalogue), 'api_error', 'unreachable']);
codes.delete('internal_error');

describeOnSmallDisks('a full disk for the journal', () => {
  let disk: SmallDisk;
  let shop: FaultyShop;
  const acknowledged: string[] = [];

  beforeAll(async () => {
    disk = makeSmallDisk(diskMegabytes);
    shop = await openFaultyShop({ portOffset: 5700, dataFolder: disk.folder });
  });
  afterAll(async () => {
    disk?.clear();
    await shop?.close();
    disk?.remove();
  });

  test.each(fullDisks)(
    'no space for $what: refused by a code, and all goes on by itself',
    async ({ what, prepare, useUp }) => {
      const crowd = startFreshCrowd(shop, crowdSize);
      onTestFinished(() => crowd.stop());
      onTestFinished(() => disk.clear());
      await waitUntil(() => crowd.sold.length >= crowdSize, { withinMs: wholeMsMax });
      await prepare(shop);
      const fullAt = performance.now();
      disk.fill();
      await useUp(shop);
      await sleep(fullMs);
      disk.clear();
      const clearedAt = performance.now();
      const refusals = { ...crowd.refusals };
      await waitUntil(() => crowd.soldSince(clearedAt) > 0, { withinMs: wholeMsMax });
      const firstMs = Math.round(performance.now() - clearedAt);
      await crowd.stop();
      acknowledged.push(...crowd.sold);
      await shop.untilWhole(wholeMsMax - (performance.now() - clearedAt));
      console.log(
        `no space for ${what} for ${Math.round(clearedAt - fullAt)} ms: first new sale after ` +
          `${firstMs} ms; ${JSON.stringify(refusals)}`,
      );
      expect(refusals).not.toEqual({});
      expect(Object.keys(crowd.refusals).filter((code) => !codes.has(code))).toEqual([]);
    },
  );

  expectAcknowledged({ shop: () => shop, acknowledged }, 5);
});
