import type { Clock, Logger } from '@ticketing/service-kit';
import type { SeatStore } from '../storage/seat-store.ts';
import { encodeSnapshot } from '../storage/snapshot-codec.ts';
import type { Snapshot } from '../storage/snapshots.ts';
import {
  idleMsMin,
  idleSnapshotMsMin,
  snapshotEffects,
  snapshotRetryMs,
  snapshotRows,
} from './limits.ts';
import type { PerformanceSlot } from './performance-slot.ts';
import type { Slots } from './slots.ts';

export interface TakeSnapshotsDependencies {
  readonly slots: Slots;
  readonly store: Pick<SeatStore, 'saveSnapshot' | 'pruneJournal'>;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface Snapshots {
  /** Takes one if the journal has become long; to be called when the slot is ready. */
  takeIfLong(slot: PerformanceSlot): void;
  /** Takes one of a performance that changed and then stood still, and of the next one some seconds later. */
  takeOfIdle(): void;
  /** Takes one of each performance that changed; used before stopping. */
  takeAll(): Promise<void>;
}

/** Snapshots only make the next start fast: one that fails is taken again later, nothing else. */
export function createSnapshots(dependencies: TakeSnapshotsDependencies): Snapshots {
  const { slots, store, clock, log } = dependencies;
  const underWay = new Set<PerformanceSlot>();
  let idleTakenAtMs = 0;

  async function save(slot: PerformanceSlot, snapshot: Snapshot): Promise<void> {
    const { rowsSinceSnapshot, effectsSinceSnapshot } = slot;
    slot.rowsSinceSnapshot = 0;
    slot.effectsSinceSnapshot = 0;
    underWay.add(slot);
    try {
      await store.saveSnapshot(snapshot);
      await store.pruneJournal(snapshot);
    } catch (error) {
      log.warn({ error, performanceId: slot.performanceId }, 'A snapshot could not be kept');
      // It is due as before, but not at once: the next start must not replay without end.
      slot.rowsSinceSnapshot += rowsSinceSnapshot;
      slot.effectsSinceSnapshot += effectsSinceSnapshot;
      await clock.sleep(snapshotRetryMs).catch(() => undefined);
    } finally {
      underWay.delete(slot);
    }
  }

  async function take(slot: PerformanceSlot): Promise<void> {
    const { state, performanceId, phase } = slot;
    if (state === undefined || phase !== 'ready' || underWay.has(slot)) return;
    const { version, heldCount } = state;
    await save(slot, { performanceId, version, heldCount, state: encodeSnapshot(state) });
  }

  return {
    takeIfLong(slot) {
      const { rowsSinceSnapshot, effectsSinceSnapshot } = slot;
      if (rowsSinceSnapshot < snapshotRows && effectsSinceSnapshot < snapshotEffects) return;
      void take(slot);
    },
    takeOfIdle() {
      const nowMs = clock.now().getTime();
      if (nowMs - idleTakenAtMs < idleSnapshotMsMin) return;
      for (const slot of slots.all()) {
        if (slot.rowsSinceSnapshot === 0 || nowMs - slot.usedAtMs <= idleMsMin) continue;
        if (slot.phase !== 'ready' || underWay.has(slot)) continue;
        idleTakenAtMs = nowMs;
        void take(slot);
        return;
      }
    },
    async takeAll() {
      for (const slot of slots.all()) if (slot.rowsSinceSnapshot > 0) await take(slot);
    },
  };
}
