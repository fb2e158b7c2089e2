import { systemClock } from '@ticketing/service-kit';
import { fixedClock, quietLogger } from '@ticketing/testing';
import { expect, test } from 'vitest';
import { layoutOf } from '../../test/support/layouts.ts';
import { createSeatState } from '../domain/seat-state.ts';
import { idleMsMin, idleSnapshotMsMin, lastSnapshotsMsMax, replayMax } from './limits.ts';
import { createSlot, type PerformanceSlot } from './performance-slot.ts';
import { createSnapshots } from './take-snapshots.ts';

test('of performances that stand still one is kept every few seconds, until all are', () => {
  const standing = ['prf_1', 'prf_2', 'prf_3'].map((performanceId) => {
    const slot = createSlot(performanceId, 0);
    slot.state = createSeatState(layoutOf([{ id: 'pit', level: 0, rows: [8] }]), 4);
    return Object.assign(slot, { phase: 'ready', toReplay: 2 } as const);
  });
  const selling = Object.assign(createSlot('prf_4', idleMsMin * 2), { toReplay: 2 });
  const saved: string[] = [];
  let nowMs = idleMsMin + 1;
  const snapshots = createSnapshots({
    slots: { all: () => [selling, ...standing] },
    condense: (performanceId) => {
      saved.push(performanceId);
      return new Promise(() => {});
    },
    clock: { ...systemClock, now: () => new Date(nowMs) },
    log: quietLogger(),
  });
  const kept = standing.map(() => {
    snapshots.takeOfIdle();
    nowMs += idleSnapshotMsMin - 1;
    snapshots.takeOfIdle();
    nowMs += 1;
    return [...saved];
  });
  expect(kept).toEqual([['prf_1'], ['prf_1', 'prf_2'], ['prf_1', 'prf_2', 'prf_3']]);
  snapshots.takeOfIdle();
  expect(saved).toHaveLength(3);
});

test('one is taken when a start would have much to replay, and more when more is remembered', () => {
  const { snapshots, saved, changed } = twoThatChanged({ condense: () => new Promise(() => {}) });
  const [few, many] = changed as [PerformanceSlot, PerformanceSlot];
  const { holds, ...state } = createSeatState(layoutOf([{ id: 'pit', level: 0, rows: [8] }]), 4);
  many.state = { ...state, holds: { ...holds, ids: { ...holds.ids, size: () => replayMax } } };
  const takenAt = (slot: PerformanceSlot, toReplay: number) => {
    slot.toReplay = toReplay;
    snapshots.takeIfLong(slot);
    return [...saved];
  };
  expect(takenAt(few, replayMax - 1)).toEqual([]);
  expect(takenAt(many, replayMax * 2 - 1)).toEqual([]);
  expect(takenAt(few, replayMax)).toEqual(['prf_1']);
  expect(takenAt(many, replayMax * 2)).toEqual(['prf_1', 'prf_2']);
});

test('a stop takes one of each that changed', async () => {
  const { snapshots, saved } = twoThatChanged({ condense: async () => {} });
  await snapshots.takeAll();
  expect(saved).toEqual(['prf_1', 'prf_2']);
});

test('a stop does not wait without end for a snapshot that is never made', async () => {
  const { snapshots, saved, clock } = twoThatChanged({ condense: () => new Promise(() => {}) });
  let isTaken = false;
  const taking = snapshots.takeAll().then(() => {
    isTaken = true;
  });
  await clock.advance(lastSnapshotsMsMax - 1);
  expect(isTaken).toBe(false);
  await clock.advance(1);
  await taking;
  expect(saved).toEqual(['prf_1']);
});

test('a stop does not wait until one that failed is due again', async () => {
  const refused = async () => {
    throw new Error('the disk is full');
  };
  const { snapshots, saved, clock } = twoThatChanged({ condense: refused });
  await snapshots.takeAll();
  expect(saved).toEqual(['prf_1', 'prf_2']);
  expect(clock.sleeping).toBe(0);
});

function twoThatChanged({ condense }: { condense: () => Promise<void> }) {
  const changed = ['prf_1', 'prf_2'].map((performanceId) =>
    Object.assign(createSlot(performanceId, 0), { toReplay: 2 }),
  );
  const saved: string[] = [];
  const clock = fixedClock();
  const snapshots = createSnapshots({
    slots: { all: () => changed },
    condense(performanceId) {
      saved.push(performanceId);
      return condense();
    },
    clock,
    log: quietLogger(),
  });
  return { snapshots, saved, clock, changed };
}
