import { newId } from '@ticketing/service-kit';
import { beforeAll, expect, test } from 'vitest';
import { decideBatch } from '../src/domain/decide-batch.ts';
import { replayRow } from '../src/domain/replay.ts';
import type { SeatStore } from '../src/storage/seat-store.ts';
import { encodeSnapshot } from '../src/storage/snapshot-codec.ts';
import {
  batchOf,
  effectsOfAllKinds,
  layoutOf,
  openPerformance,
  readRows,
  type StoreUnderTest,
  sequencesOf,
  soldTo,
  write,
} from './seat-store-contract-kit.ts';
import { saleTerms } from './support/sale-terms.ts';

/** What is decided of a performance, and how it is had again. */
export function testJournal(opened: () => StoreUnderTest): void {
  let under: StoreUnderTest;
  let store: SeatStore;
  beforeAll(() => {
    under = opened();
    store = under.openStore();
  });

  test('a performance is loaded from its first layout, which stays, and from no terms alone', async () => {
    const performanceId = newId('performance');
    expect(await store.loadPerformance(performanceId)).toBeUndefined();
    await store.saveTerms(saleTerms(performanceId, {}));
    expect(await store.loadPerformance(performanceId)).toBeUndefined();
    await store.saveLayout(layoutOf(performanceId));
    await store.saveLayout(layoutOf(performanceId, [{ id: 'other', level: 1, rows: [3] }]));
    const loaded = await store.loadPerformance(performanceId);
    expect(loaded).toMatchObject({ layout: { capacity: 20 }, publishedVersion: 0 });
    expect(loaded?.state).toMatchObject({ version: 0, ticketsPerCustomerMax: 4 });
  });

  test('the newest terms are kept, and whether they count for seats that are on sale is told', async () => {
    const performanceId = newId('performance');
    const terms = (revision: number, ticketsPerCustomerMax: number) =>
      saleTerms(performanceId, { revision, ticketsPerCustomerMax });
    expect(await store.saveTerms(terms(2, 5))).toEqual({ opened: false });
    await store.saveLayout(layoutOf(performanceId));
    expect((await store.loadPerformance(performanceId))?.terms).toMatchObject({ revision: 2 });
    expect(await store.saveTerms(terms(4, 6))).toEqual({ opened: true });
    expect(await store.saveTerms(terms(4, 6))).toEqual({ opened: true });
    expect(await store.saveTerms(terms(3, 7))).toEqual({ opened: false });
    expect((await store.loadPerformance(performanceId))?.terms).toMatchObject({
      kind: 'set_terms',
      revision: 4,
      ticketsPerCustomerMax: 6,
      closed: false,
    });
    await store.saveTerms(saleTerms(performanceId, { revision: 5, status: 'cancelled' }));
    expect((await store.loadPerformance(performanceId))?.terms?.closed).toBe(true);
  });

  test('a row is read as it was written, whatever it tells', async () => {
    const performanceId = await openPerformance(store);
    const batch = batchOf(1, { nowMs: 77_000, effects: effectsOfAllKinds });
    expect(await write(store, performanceId, batch)).toBe(true);
    const row = { sequence: 1, nowMs: 77_000, effects: effectsOfAllKinds };
    expect(await readRows(store, performanceId)).toEqual([row]);
  });

  test('the rows after a version come in order, of the performance alone', async () => {
    const performanceId = await openPerformance(store);
    const other = await openPerformance(store);
    for (const sequence of [1, 2, 4, 3, 5]) await write(store, performanceId, batchOf(sequence));
    await write(store, other, batchOf(6));
    expect(sequencesOf(await readRows(store, performanceId))).toEqual([1, 2, 3, 4, 5]);
    expect(sequencesOf(await readRows(store, performanceId, 3))).toEqual([4, 5]);
    expect(await readRows(store, performanceId, 5)).toEqual([]);
    expect(await readRows(store, newId('performance'))).toEqual([]);
  });

  test('a sequence is written once: the second batch is refused whole, the one beside it not', async () => {
    const performanceId = await openPerformance(store);
    const other = await openPerformance(store);
    const first = batchOf(1, { sold: soldTo('bkg_1', 4) });
    expect(await write(store, performanceId, first)).toBe(true);
    const returned = [{ seatNo: 4, bookingId: 'bkg_1' }];
    const second = batchOf(1, { nowMs: 9_000, sold: soldTo('bkg_2', 5), returned });
    const written = await store.writeBatches([
      { performanceId, batch: second },
      { performanceId: other, batch: batchOf(1, { sold: soldTo('bkg_3', 5) }) },
    ]);
    expect([...written]).toEqual([other]);
    expect(await readRows(store, performanceId)).toMatchObject([{ nowMs: first.nowMs }]);
    expect(await under.readSoldSeats(performanceId)).toEqual(new Map([[4, 'bkg_1']]));
    expect(await under.readSoldSeats(other)).toEqual(new Map([[5, 'bkg_3']]));
  });

  test('of writers at once on one sequence one writes, and what it sold is what is sold', async () => {
    const performanceId = await openPerformance(store);
    const writers = [1, 2, 3, 4].map((writer) => ({
      bookingId: `bkg_${writer}`,
      store: under.openStore(),
    }));
    const written = await Promise.all(
      writers.map((writer, seatNo) =>
        write(
          writer.store,
          performanceId,
          batchOf(1, { sold: soldTo(writer.bookingId, seatNo, 9) }),
        ),
      ),
    );
    expect(written.filter(Boolean)).toHaveLength(1);
    const seatNo = written.indexOf(true);
    const bookingId = `bkg_${seatNo + 1}`;
    expect(await under.readSoldSeats(performanceId)).toEqual(
      new Map([
        [seatNo, bookingId],
        [9, bookingId],
      ]),
    );
    expect(await readRows(store, performanceId)).toHaveLength(1);
  });

  test('a seat is sold once until its own booking returns it, and nothing else of that batch stays', async () => {
    const performanceId = await openPerformance(store);
    await write(store, performanceId, batchOf(1, { sold: soldTo('bkg_1', 4) }));
    const rival = batchOf(2, { sold: soldTo('bkg_2', 3, 4) });
    await expect(write(store, performanceId, rival)).rejects.toThrow();
    expect(sequencesOf(await readRows(store, performanceId))).toEqual([1]);
    expect(await under.readSoldSeats(performanceId)).toEqual(new Map([[4, 'bkg_1']]));
    const strange = batchOf(2, { returned: [{ seatNo: 4, bookingId: 'bkg_2' }] });
    expect(await write(store, performanceId, strange)).toBe(true);
    await expect(write(store, performanceId, { ...rival, sequence: 3 })).rejects.toThrow();
    const own = batchOf(3, { returned: [{ seatNo: 4, bookingId: 'bkg_1' }] });
    expect(await write(store, performanceId, own)).toBe(true);
    expect(await write(store, performanceId, { ...rival, sequence: 4 })).toBe(true);
    expect(await under.readSoldSeats(performanceId)).toEqual(
      new Map([
        [3, 'bkg_2'],
        [4, 'bkg_2'],
      ]),
    );
  });

  test('the newest snapshot and the rows after it are the performance', async () => {
    const performanceId = await openPerformance(store);
    const leader = (await store.loadPerformance(performanceId))?.state;
    if (leader === undefined) throw new Error('not opened');
    const snapshots: Parameters<SeatStore['saveSnapshot']>[0][] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      const hold = { kind: 'hold_seats', customerId: `c${turn}`, holdSeconds: 60 } as const;
      const command = { ...hold, holdId: `h${turn}`, seatNos: [turn * 3] };
      expect(await write(store, performanceId, decideBatch(leader, [command], 1_000 * turn))).toBe(
        true,
      );
      const { version, heldCount } = leader;
      snapshots.push({ performanceId, version, heldCount, state: encodeSnapshot(leader) });
    }
    const [, second, , fourth] = snapshots;
    if (second === undefined || fourth === undefined) throw new Error('no snapshot');
    await store.saveSnapshot(fourth);
    await store.saveSnapshot(second);
    const loaded = await under.openStore().loadPerformance(performanceId);
    if (loaded === undefined) throw new Error('not opened');
    expect(loaded.state.version).toBe(4);
    const tail = await readRows(store, performanceId, loaded.state.version);
    for (const row of tail) replayRow(loaded.state, row);
    expect(sequencesOf(tail)).toEqual([5, 6]);
    expect(encodeSnapshot(loaded.state)).toEqual(encodeSnapshot(leader));
  });

  test('a performance is unfinished while it has holds, or rows that no snapshot or message covers', async () => {
    const performanceId = await openPerformance(store);
    const state = (await store.loadPerformance(performanceId))?.state;
    if (state === undefined) throw new Error('not opened');
    const bytes = encodeSnapshot(state);
    const isListed = async () => (await store.listUnfinishedPerformances()).includes(performanceId);
    expect(await isListed()).toBe(false);
    await write(store, performanceId, batchOf(1));
    expect(await isListed()).toBe(true);
    await store.saveSnapshot({ performanceId, version: 1, heldCount: 0, state: bytes });
    expect(await isListed()).toBe(true);
    await store.savePublished([{ performanceId, version: 1 }]);
    expect(await isListed()).toBe(false);
    await write(store, performanceId, batchOf(2));
    await store.savePublished([{ performanceId, version: 2 }]);
    expect(await isListed()).toBe(true);
    await store.saveSnapshot({ performanceId, version: 2, heldCount: 1, state: bytes });
    expect(await isListed()).toBe(true);
  });

  test('what the bus was told goes no way back', async () => {
    const performanceId = await openPerformance(store);
    const other = await openPerformance(store);
    await store.savePublished([
      { performanceId, version: 7 },
      { performanceId: other, version: 3 },
    ]);
    await store.savePublished([{ performanceId, version: 5 }]);
    expect((await store.loadPerformance(performanceId))?.publishedVersion).toBe(7);
    expect((await store.loadPerformance(other))?.publishedVersion).toBe(3);
  });

  test('where rows were let go of, an old writer is refused still', async () => {
    const performanceId = await openPerformance(store);
    for (const sequence of [1, 2, 3]) await write(store, performanceId, batchOf(sequence));
    for (let call = 0; call < 2; call += 1) {
      await store.pruneJournal({ performanceId, version: 20_002 });
    }
    for (const sequence of [1, 2, 3]) {
      expect(await write(store, performanceId, batchOf(sequence))).toBe(false);
    }
    expect(sequencesOf(await readRows(store, performanceId, 2))).toEqual([3]);
    expect(await write(store, performanceId, batchOf(4))).toBe(true);
  });
}
