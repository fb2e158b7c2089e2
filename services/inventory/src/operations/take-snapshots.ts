import type { Clock, Logger } from '@ticketing/service-kit';
import type { Condense } from './condense-journal.ts';
import {
  idleMsMin,
  idleSnapshotMsMin,
  lastSnapshotsMsMax,
  replayMax,
  snapshotRetryMs,
} from './limits.ts';
import type { PerformanceSlot } from './performance-slot.ts';
import type { Slots } from './slots.ts';

export interface TakeSnapshotsDependencies {
  readonly slots: Pick<Slots, 'all'>;
  readonly condense: Condense;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface Snapshots {
  /** Takes one if the journal has become long. */
  takeIfLong(slot: PerformanceSlot): void;
  /** Takes one of a performance that changed and then stood still, and of the next one some seconds later. */
  takeOfIdle(): void;
  /**
   * Takes one of each performance that changed, and waits for those under way, but not without end; used
   * before stopping.
   */
  takeAll(): Promise<void>;
}

/** Snapshots only make the next start fast: one that fails is taken again later, nothing else. */
export function createSnapshots(dependencies: TakeSnapshotsDependencies): Snapshots {
  const { slots, condense, clock, log } = dependencies;
  const underWay = new Map<PerformanceSlot, Promise<void>>();
  const stopping = new AbortController();
  let idleTakenAtMs = 0;

  function take(slot: PerformanceSlot): Promise<void> {
    const taking = underWay.get(slot) ?? takeNow(slot);
    underWay.set(slot, taking);
    return taking;
  }

  async function takeNow(slot: PerformanceSlot): Promise<void> {
    const { toReplay } = slot;
    slot.toReplay = 0;
    try {
      await condense(slot.performanceId);
    } catch (error) {
      log.warn({ error, performanceId: slot.performanceId }, 'A snapshot could not be kept');
      // It is due as before, but not at once: the next start must not replay without end.
      slot.toReplay += toReplay;
      await clock.sleep(snapshotRetryMs, stopping.signal).catch(() => undefined);
    } finally {
      underWay.delete(slot);
    }
  }

  async function takeEach(): Promise<void> {
    await Promise.all(underWay.values());
    for (const slot of slots.all()) if (slot.toReplay > 0) await take(slot);
  }

  return {
    takeIfLong(slot) {
      if (isLong(slot)) void take(slot);
    },
    takeOfIdle() {
      const nowMs = clock.now().getTime();
      if (nowMs - idleTakenAtMs < idleSnapshotMsMin) return;
      for (const slot of slots.all()) {
        if (slot.toReplay === 0 || nowMs - slot.usedAtMs <= idleMsMin) continue;
        if (underWay.has(slot)) continue;
        idleTakenAtMs = nowMs;
        void take(slot);
        return;
      }
    },
    async takeAll() {
      stopping.abort();
      const taken = new AbortController();
      const tooLong = clock.sleep(lastSnapshotsMsMax, taken.signal).then(
        () => log.warn('The last snapshots are not waited for; the next start replays more'),
        () => undefined,
      );
      await Promise.race([takeEach(), tooLong]);
      taken.abort();
    },
  };
}

/** A snapshot writes all holds that are remembered: the more they are, the more must have happened since. */
function isLong({ toReplay, state }: PerformanceSlot): boolean {
  const remembered = state?.holds.ids.size() ?? 0;
  return toReplay >= Math.max(replayMax, remembered * 2);
}
