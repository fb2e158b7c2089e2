import { idPrefixes } from '@ticketing/contracts';
import type { EventBus } from '@ticketing/event-bus';
import type { Clock, Logger, NewId, ServiceCaller } from '@ticketing/service-kit';
import type { SqlDatabase } from '@ticketing/sql-database';
import type { Command, Reply, Result } from '../domain/commands.ts';
import type { InventoryMetrics } from '../metrics.ts';
import { createJournalWriter } from '../storage/journal.ts';
import { listUnfinishedPerformances } from '../storage/performances.ts';
import { type CommitLoop, createCommitLoop } from './commit-loop.ts';
import { idleMsMin, openingsMax, openSeatsMax, tickMs, waitingCommandsMax } from './limits.ts';
import type { PerformanceSlot } from './performance-slot.ts';
import { createAvailabilityPublisher } from './publish-availability.ts';
import { createSlots, type Slots } from './slots.ts';
import { createSnapshots } from './take-snapshots.ts';
import { type Watch, type Watcher, watchSeats } from './watch-seats.ts';

export interface SeatKeeperDependencies {
  readonly database: SqlDatabase;
  readonly eventBus: EventBus;
  readonly events: ServiceCaller;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly metrics: InventoryMetrics;
  readonly log: Logger;
}

interface SeatStatusReply {
  readonly result: Result;
  readonly version: number;
  /** One byte a seat; not to be changed, and not to be kept. */
  readonly status: Uint8Array;
}

/** The one writer of seats, as its doors see it. */
export interface SeatKeeper {
  /** Takes a command; `answer` is called once, when its outcome is durable. */
  submit(performanceId: string, command: Command, answer: (reply: Reply) => void): void;
  readStatus(performanceId: string): Promise<SeatStatusReply>;
  /** Resolves with a watch that is running, or with why there is none. */
  watch(performanceId: string, afterVersion: number, watcher: Watcher): Promise<Watch | Result>;
  /** Finishes what a crash left behind, and begins to look at the clock. */
  start(): Promise<void>;
  /** Ends what is under way, takes snapshots, tells the bus. New commands answer UNAVAILABLE. */
  close(): Promise<void>;
}

const unavailable: Reply = { result: 'UNAVAILABLE' };
const notFound: Reply = { result: 'PERFORMANCE_NOT_FOUND' };
const performanceIdForm = new RegExp(`^${idPrefixes.performance}_[0-9a-hjkmnp-tv-z]{26}$`);

export function createSeatKeeper(dependencies: SeatKeeperDependencies): SeatKeeper {
  const { database, clock, metrics, log } = dependencies;
  const journal = createJournalWriter(database);
  const slots: Slots = createSlots({ ...dependencies, onReady: (slot) => loop.wake(slot) });
  const snapshots = createSnapshots({ ...dependencies, slots });
  const onCommitted = snapshots.takeIfLong;
  const loop: CommitLoop = createCommitLoop({ ...dependencies, journal, slots, onCommitted });
  const publisher = createAvailabilityPublisher({ ...dependencies, slots });
  const stopping = new AbortController();
  let ticking: Promise<void> | undefined;
  metrics.setGauges(() => gaugesOf(slots));

  /** The slot, ready and as new as the journal; or why not. */
  async function freshSlot(performanceId: string): Promise<PerformanceSlot | Reply> {
    if (stopping.signal.aborted) return unavailable;
    if (!performanceIdForm.test(performanceId)) return notFound;
    const slot = slots.get(performanceId);
    slot.usedAtMs = clock.now().getTime();
    while (slot.state === undefined || slots.isStale(slot)) {
      slots.follow(slot);
      const failure = await slots.whenReady(slot);
      if (failure !== undefined) return failure;
    }
    return slot;
  }

  function tick(): void {
    const nowMs = clock.now().getTime();
    for (const slot of slots.all()) {
      if (slot.phase !== 'ready' || slot.state === undefined) continue;
      if (slot.state.expiries.nextAtMs() <= nowMs) loop.wake(slot);
      else if (slot.seen.listeners.size > 0 && slots.isStale(slot)) slots.follow(slot);
    }
    snapshots.takeOfIdle();
    publisher.tick();
    evictIdle(slots, nowMs);
  }

  async function tickUntilStopped(): Promise<void> {
    while (!stopping.signal.aborted) {
      await clock.sleep(tickMs, stopping.signal).catch(() => undefined);
      if (!stopping.signal.aborted) tick();
    }
  }

  return {
    submit(performanceId, command, answer) {
      if (stopping.signal.aborted) return answer(unavailable);
      if (!performanceIdForm.test(performanceId)) return answer(notFound);
      const slot = slots.get(performanceId);
      if (slot.waiting.length >= waitingCommandsMax) return answer(unavailable);
      slot.waiting.push({ command, answer, arrivedAt: performance.now(), fencedTries: 0 });
      if (slot.phase === 'ready') loop.wake(slot);
    },
    async readStatus(performanceId) {
      const slot = await freshSlot(performanceId);
      if ('result' in slot) return { result: slot.result, version: 0, status: new Uint8Array(0) };
      return { result: 'OK', version: slot.seen.version, status: slot.seen.status };
    },
    async watch(performanceId, afterVersion, watcher) {
      const slot = await freshSlot(performanceId);
      return 'result' in slot ? slot.result : watchSeats(slot, afterVersion, watcher);
    },
    async start() {
      ticking = tickUntilStopped();
      const unfinished = await listUnfinishedPerformances(database);
      if (unfinished.length > 0) log.info({ count: unfinished.length }, 'Performances to take up');
      void openAll(slots, unfinished, stopping.signal);
    },
    async close() {
      stopping.abort();
      await ticking;
      await drain(slots, loop);
      await snapshots.takeAll();
      await publisher.flush().catch((error: unknown) => {
        log.warn({ error }, 'The last availability was not published; the next start does it');
      });
      for (const slot of [...slots.all()]) slots.drop(slot);
    },
  };
}

/** Opens performances a few at a time, so that a start does not crowd out the first callers. */
async function openAll(
  slots: Slots,
  performanceIds: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const left = performanceIds.values();
  const openSome = async () => {
    for (const performanceId of left) {
      if (signal.aborted) return;
      await slots.whenReady(slots.get(performanceId));
    }
  };
  await Promise.all(Array.from({ length: openingsMax }, openSome));
}

/** Waits until every command that was taken is answered. */
async function drain(slots: Slots, loop: CommitLoop): Promise<void> {
  for (;;) {
    await loop.settle();
    const busy = [...slots.all()].find((slot) => slot.phase !== 'ready' || slot.waiting.length > 0);
    if (busy === undefined) return;
    if (busy.phase === 'ready') loop.wake(busy);
    else await slots.whenReady(busy);
  }
}

/** Makes room when too many seats are in memory: performances that nobody uses leave first. */
function evictIdle(slots: Slots, nowMs: number): void {
  let seats = 0;
  for (const { seen } of slots.all()) seats += seen.status.length;
  if (seats <= openSeatsMax) return;
  const idle = [...slots.all()].filter(
    (slot) =>
      slot.phase === 'ready' &&
      slot.waiting.length === 0 &&
      slot.seen.listeners.size === 0 &&
      slot.state?.heldCount === 0 &&
      slot.rowsSinceSnapshot === 0 &&
      slot.seen.version <= slot.publishedVersion &&
      nowMs - slot.usedAtMs > idleMsMin,
  );
  idle.sort((a, b) => a.usedAtMs - b.usedAtMs);
  for (const slot of idle) {
    if (seats <= openSeatsMax) return;
    seats -= slot.seen.status.length;
    slots.drop(slot);
  }
}

function gaugesOf(slots: Slots) {
  let waiting = 0;
  let watchers = 0;
  for (const slot of slots.all()) {
    waiting += slot.waiting.length;
    watchers += slot.seen.listeners.size;
  }
  return { performances: slots.size(), waiting, watchers };
}
