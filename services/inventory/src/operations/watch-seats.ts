import type { PerformanceSlot } from './performance-slot.ts';
import type { Scheduler } from './scheduler.ts';

/** The most messages one watcher gets in a second, and the least time to gather changes. */
const messageMsMin = 100;
const gatherMs = 20;

export interface SeatChanges {
  readonly fromVersion: number;
  readonly toVersion: number;
  readonly seatNos: readonly number[];
  /** One byte for each of `seatNos`. */
  readonly status: Uint8Array;
  readonly reset: boolean;
}

export interface WatchedSeats {
  readonly slot: PerformanceSlot;
  readonly scheduler: Scheduler;
}

export interface Watcher {
  /** Takes a message; false: no more before `resume` is called. */
  readonly send: (changes: SeatChanges) => boolean;
  /** Nothing more will come. */
  readonly lost: () => void;
}

export interface Watch {
  /** The watcher can take messages again. */
  resume(): void;
  stop(): void;
}

/**
 * Sends a watcher what changed after a version, gathered into at most ten messages a second. A watcher
 * that is slow gets fewer and larger ones; one that was away too long gets a reset.
 */
export function watchSeats(
  { slot, scheduler }: WatchedSeats,
  afterVersion: number,
  watcher: Watcher,
): Watch {
  const { seen } = slot;
  let version = afterVersion;
  let canSend = true;
  let callOff: (() => void) | undefined;
  let sentAt = Number.NEGATIVE_INFINITY;

  function sendNow(): void {
    callOff = undefined;
    if (!canSend || version === seen.version) return;
    const changes = changesAfter(slot, version);
    version = changes.toVersion;
    sentAt = scheduler.monotonicMs();
    canSend = watcher.send(changes);
  }

  function sendSoon(): void {
    if (callOff !== undefined || !canSend || version === seen.version) return;
    const waitMs = Math.max(gatherMs, sentAt + messageMsMin - scheduler.monotonicMs());
    callOff = scheduler.after(waitMs, sendNow);
  }

  function stop(): void {
    callOff?.();
    seen.listeners.delete(listener);
  }

  const listener = {
    moved: sendSoon,
    lost: () => {
      stop();
      watcher.lost();
    },
  };
  seen.listeners.add(listener);
  sendNow();
  return {
    resume() {
      canSend = true;
      sendSoon();
    },
    stop,
  };
}

/** Remembered per slot, because most watchers stand at the same version. */
const lastChanges = new WeakMap<PerformanceSlot, SeatChanges>();

function changesAfter(slot: PerformanceSlot, fromVersion: number): SeatChanges {
  const { seen } = slot;
  const toVersion = seen.version;
  const last = lastChanges.get(slot);
  if (last?.fromVersion === fromVersion && last.toVersion === toVersion) return last;
  // A version beyond ours was seen at another writer that has lost it since, or never was.
  const seatNos = fromVersion > toVersion ? undefined : seen.deltas.changedAfter(fromVersion);
  const changes: SeatChanges =
    seatNos === undefined
      ? { fromVersion, toVersion, seatNos: [], status: new Uint8Array(0), reset: true }
      : {
          fromVersion,
          toVersion,
          seatNos,
          status: Uint8Array.from(seatNos, (seatNo) => seen.status[seatNo] as number),
          reset: false,
        };
  lastChanges.set(slot, changes);
  return changes;
}
