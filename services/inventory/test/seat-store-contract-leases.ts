import { newId } from '@ticketing/service-kit';
import { waitUntil } from '@ticketing/testing';
import { beforeAll, expect, test } from 'vitest';
import type { SeatStore } from '../src/storage/seat-store.ts';
import { openPerformance, type StoreUnderTest } from './seat-store-contract-kit.ts';
import { saleTerms } from './support/sale-terms.ts';

/** Longer than any test here. */
const leaseMs = 600_000;
const one = { id: 'one', address: 'host-1:1', leaseMs };
const two = { id: 'two', address: 'host-2:2', leaseMs };
const mine = (term: number, afterCrash = false) => ({ mine: true, term, afterCrash });

/** Who may decide for a performance. */
export function testLeases(opened: () => StoreUnderTest): void {
  let store: SeatStore;
  let others: SeatStore;
  beforeAll(() => {
    store = opened().openStore();
    others = opened().openStore();
  });
  const countMax = 1_000_000;
  const isLeaderless = async (performanceId: string) =>
    (await store.listLeaderless(countMax)).includes(performanceId);
  /** It has lapsed by then, by the store's own clock. */
  const lapsed = (performanceId: string) =>
    waitUntil(() => isLeaderless(performanceId), { withinMs: 10_000 });

  test('of a performance that was never opened there is no lease', async () => {
    const performanceId = newId('performance');
    expect(await store.takeLease(performanceId, one)).toBeUndefined();
    await store.saveTerms(saleTerms(performanceId, {}));
    expect(await store.takeLease(performanceId, one)).toBeUndefined();
  });

  test('one has it, and every other hears who that is and for how long', async () => {
    const performanceId = await openPerformance(store);
    expect(await store.takeLease(performanceId, one)).toEqual(mine(1));
    const refused = await others.takeLease(performanceId, two);
    expect(refused).toMatchObject({ mine: false, leader: one.address });
    const { leftMs } = refused as { leftMs: number };
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(leaseMs);
    expect(await store.takeLease(performanceId, one)).toEqual(mine(1));
  });

  test('of those who ask at once one has it', async () => {
    const performanceId = await openPerformance(store);
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const leases = await Promise.all(
      ids.map((id) =>
        opened()
          .openStore()
          .takeLease(performanceId, { id, address: `${id}:1`, leaseMs }),
      ),
    );
    expect(leases.filter((lease) => lease?.mine)).toHaveLength(1);
  });

  test('it is renewed by its holder alone, who hears of newer terms', async () => {
    const performanceId = await openPerformance(store);
    const other = await openPerformance(store);
    await store.takeLease(performanceId, one);
    await others.takeLease(other, two);
    const both = [performanceId, other];
    expect(await store.renewLeases(one, both)).toEqual([{ performanceId, termsRevision: 0 }]);
    await others.saveTerms(saleTerms(performanceId, { revision: 9 }));
    expect(await store.renewLeases(one, both)).toEqual([{ performanceId, termsRevision: 9 }]);
    expect(await others.renewLeases(two, [performanceId])).toEqual([]);
    const moved = { ...one, address: 'host-1:9' };
    await store.renewLeases(moved, [performanceId]);
    expect(await others.takeLease(performanceId, two)).toMatchObject({ leader: moved.address });
  });

  test('renewed before it lapsed, it lasts', async () => {
    const performanceId = await openPerformance(store);
    await store.takeLease(performanceId, { ...one, leaseMs: 1 });
    await lapsed(performanceId);
    expect(await store.renewLeases(one, [performanceId])).toHaveLength(1);
    expect(await isLeaderless(performanceId)).toBe(false);
    expect(await others.takeLease(performanceId, two)).toMatchObject({ mine: false });
  });

  test('who gave it up left nothing on the way; another has it under the next term', async () => {
    const performanceId = await openPerformance(store);
    await store.takeLease(performanceId, one);
    await others.giveUpLeases(two, [{ performanceId, wanted: true }]);
    expect(await others.takeLease(performanceId, two)).toMatchObject({ mine: false });
    await store.giveUpLeases(one, [{ performanceId, wanted: false }]);
    expect(await store.renewLeases(one, [performanceId])).toEqual([]);
    expect(await others.takeLease(performanceId, two)).toEqual(mine(2));
    await others.giveUpLeases(two, [{ performanceId, wanted: false }]);
    expect(await others.takeLease(performanceId, two)).toEqual(mine(3));
  });

  test('of who let it lapse something may still come; so the next one is told, and stays told', async () => {
    const performanceId = await openPerformance(store);
    await store.takeLease(performanceId, { ...one, leaseMs: 1 });
    await lapsed(performanceId);
    expect(await others.takeLease(performanceId, two)).toEqual(mine(2, true));
    expect(await others.takeLease(performanceId, two)).toEqual(mine(2, true));
    expect(await store.renewLeases(one, [performanceId])).toEqual([]);
    expect(await store.takeLease(performanceId, one)).toMatchObject({ leader: two.address });
  });

  test('a new process at the holder’s address has it at once, as after a crash', async () => {
    const performanceId = await openPerformance(store);
    await store.takeLease(performanceId, one);
    const next = { ...one, id: 'the next at the same address' };
    expect(await store.takeLease(performanceId, next)).toEqual(mine(2, true));
    // Before their doors are open, all have the same address: none.
    const closed = await openPerformance(store);
    await store.takeLease(closed, { ...one, address: '' });
    expect(await others.takeLease(closed, { ...two, address: '' })).toMatchObject({ mine: false });
  });

  test('what nobody leads is listed while somebody must, the longest first, some at a time', async () => {
    const [first, second, unwanted, led] = [
      await openPerformance(store),
      await openPerformance(store),
      await openPerformance(store),
      await openPerformance(store),
    ];
    for (const performanceId of [first, second]) {
      await store.takeLease(performanceId, { ...one, leaseMs: 1 });
      await lapsed(performanceId);
    }
    await store.takeLease(unwanted, one);
    await store.giveUpLeases(one, [{ performanceId: unwanted, wanted: false }]);
    await store.takeLease(led, one);
    const listed = await store.listLeaderless(countMax);
    const own = listed.filter((id) => [first, second, unwanted, led].includes(id));
    expect(own).toEqual([first, second]);
    expect(await store.listLeaderless(1)).toHaveLength(1);
    await store.giveUpLeases(one, [{ performanceId: led, wanted: true }]);
    expect(await isLeaderless(led)).toBe(true);
    for (const performanceId of [first, second]) await others.takeLease(performanceId, two);
    expect(await isLeaderless(first)).toBe(false);
  });
}
