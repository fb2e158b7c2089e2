import { systemClock } from '@ticketing/service-kit';
import { quietLogger } from '@ticketing/testing';
import { expect, test } from 'vitest';
import { layoutOf } from '../../test/support/layouts.ts';
import { createSeatState } from '../domain/seat-state.ts';
import { idleMsMin, idleSnapshotMsMin } from './limits.ts';
import { createSlot } from './performance-slot.ts';
import { createSnapshots } from './take-snapshots.ts';

test('of performances that stand still one is kept every few seconds, until all are', () => {
  const standing = ['prf_1', 'prf_2', 'prf_3'].map((performanceId) => {
    const slot = createSlot(performanceId, 0);
    slot.state = createSeatState(layoutOf([{ id: 'pit', level: 0, rows: [8] }]), 4);
    return Object.assign(slot, { phase: 'ready', rowsSinceSnapshot: 1 } as const);
  });
  const selling = Object.assign(createSlot('prf_4', idleMsMin * 2), { rowsSinceSnapshot: 1 });
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
