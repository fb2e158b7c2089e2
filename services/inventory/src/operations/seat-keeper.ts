import { idPrefixes } from '@ticketing/contracts';
import type { EventBus } from '@ticketing/event-bus';
import type { Clock, Logger, NewId, ServiceCaller } from '@ticketing/service-kit';
import type { Command, Result } from '../domain/commands.ts';
import type { SeatState } from '../domain/seat-state.ts';
import type { InventoryMetrics } from '../metrics.ts';
import type { Instance, SeatStore } from '../storage/seat-store.ts';
import { type CommitLoop, createCommitLoop } from './commit-loop.ts';
import type { Condense } from './condense-journal.ts';
import { createLeaseKeeper } from './keep-leases.ts';
import { idleMsMin, openSeatsMax, readTriesMax, tickMs, waitingCommandsMax } from './limits.ts';
import type { KeeperReply, PerformanceSlot } from './performance-slot.ts';
import { createAvailabilityPublisher } from './publish-availability.ts';
import type { Scheduler } from './scheduler.ts';
import { createSlots, isProven, type Slots } from './slots.ts';
import { createSnapshots } from './take-snapshots.ts';
import { type Watch, type Watcher, watchSeats } from './watch-seats.ts';

export interface SeatKeeperDependencies {
  readonly store: SeatStore;
  /** By what the store keeps: this thread is not asked. */
  readonly condense: Condense;
  readonly eventBus: Pick<EventBus, 'publish'>;
  readonly events: ServiceCaller;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly newId: NewId;
  /** This instance; its address may become known later. */
  readonly instance: () => Instance;
  readonly metrics: InventoryMetrics;
  readonly log: Logger;
}

interface SeatStatusReply {
  readonly result: Result;
  /** With NOT_LEADER, as in `KeeperReply`. */
  readonly leader?: string;
  readonly version: number;
  /** One byte a seat; not to be changed, and not to be kept. */
  readonly status: Uint8Array;
}

/** The one writer of seats, as its doors see it. */
export interface SeatKeeper {
  /** Takes a command; `answer` is called once, when its outcome is durable. */
  submit(performanceId: string, command: Command, answer: (reply: KeeperReply) => void): void;
  readStatus(performanceId: string): Promise<SeatStatusReply>;
  /**
   * Reads the state in a moment when all of it is committed; resolves with what `read` answers, or with why
   * there is nothing to read. What `read` keeps of the state must be its own copy.
   */
  readCommitted<Answer extends object>(
    performanceId: string,
    read: (state: SeatState) => Answer,
  ): Promise<Answer | KeeperReply>;
  /** Resolves with a watch that is running, or with why there is none. */
  watch(
    performanceId: string,
    afterVersion: number,
    watcher: Watcher,
  ): Promise<Watch | KeeperReply>;
  /** Takes up what nobody leads, and begins to look at the clock. */
  start(): Promise<void>;
  /** Tells the address of this instance to whoever looks for the leader, once it is known. */
  announce(): Promise<void>;
  /**
   * Ends what is under way, takes snapshots, tells the bus, gives the leases up. New commands answer
   * NOT_LEADER: whoever is left may lead.
   */
  close(): Promise<void>;
}

const unavailable: KeeperReply = { result: 'UNAVAILABLE' };
const leaderless: KeeperReply = { result: 'NOT_LEADER', leader: '' };
const notFound: KeeperReply = { result: 'PERFORMANCE_NOT_FOUND' };
const performanceIdForm = new RegExp(`^${idPrefixes.performance}_[0-9a-hjkmnp-tv-z]{26}$`);

export function createSeatKeeper(dependencies: SeatKeeperDependencies): SeatKeeper {
  const { store, clock, scheduler, metrics, log } = dependencies;
  const slots: Slots = createSlots({ ...dependencies, onReady: (slot) => loop.wake(slot) });
  const snapshots = createSnapshots({ ...dependencies, slots });
  const onCommitted = snapshots.takeIfLong;
  const loop: CommitLoop = createCommitLoop({ ...dependencies, slots, onCommitted });
  const leases = createLeaseKeeper({ ...dependencies, slots, wake: loop.wake });
  const publisher = createAvailabilityPublisher({ ...dependencies, slots });
  const stopping = new AbortController();
  let ticking: Promise<unknown> | undefined;
  metrics.setGauges(() => gaugesOf(slots));

  /** The slot, ready and as new as the journal; or why not. */
  async function freshSlot(performanceId: string): Promise<PerformanceSlot | KeeperReply> {
    if (stopping.signal.aborted) return leaderless;
    if (!performanceIdForm.test(performanceId)) return notFound;
    const elsewhere = slots.leaderElsewhere(performanceId);
    if (elsewhere !== undefined) return elsewhere;
    const slot = slots.get(performanceId);
    slot.usedAtMs = clock.now().getTime();
    for (let tries = 0; tries < readTriesMax; tries += 1) {
      if (isProven(slot) && slots.isLeased(slot)) return slot;
      if (!slots.isLeased(slot)) slots.confirm(slot);
      else if (slot.phase === 'ready') loop.wake(slot);
      if (slot.phase === 'ready') await scheduler.nextTurn();
      const failure = await slots.whenReady(slot);
      if (failure !== undefined) return failure;
    }
    return unavailable;
  }

  function tick(): void {
    const nowMs = clock.now().getTime();
    for (const slot of slots.all()) {
      if (slot.phase !== 'ready' || slot.state === undefined) continue;
      if (slot.state.expiries.nextAtMs() <= nowMs) loop.wake(slot);
      else if (!isProven(slot)) loop.wake(slot);
      // Who watches must not go on seeing what another leader has changed.
      else if (slot.seen.listeners.size > 0 && !slots.isLeased(slot)) slots.confirm(slot);
    }
    snapshots.takeOfIdle();
    publisher.tick();
    const evicted = evictIdle(slots, nowMs);
    if (evicted.length > 0) void leases.giveUp(evicted);
  }

  async function tickUntilStopped(): Promise<void> {
    while (!stopping.signal.aborted) {
      await clock.sleep(tickMs, stopping.signal).catch(() => undefined);
      if (!stopping.signal.aborted) tick();
    }
  }

  return {
    submit(performanceId, command, answer) {
      if (stopping.signal.aborted) return answer(leaderless);
      const known = slots.find(performanceId);
      if (known === undefined && !performanceIdForm.test(performanceId)) return answer(notFound);
      const elsewhere = slots.leaderElsewhere(performanceId);
      if (elsewhere !== undefined) {
        metrics.countReply(command.kind, elsewhere.result);
        return answer(elsewhere);
      }
      const slot =
        known === undefined || known.phase === 'opening' ? slots.get(performanceId) : known;
      if (slot.waiting.length >= waitingCommandsMax) return answer(unavailable);
      slot.waiting.push({ command, answer, arrivedAt: scheduler.monotonicMs(), fencedTries: 0 });
      loop.wake(slot);
    },
    async readStatus(performanceId) {
      const slot = await freshSlot(performanceId);
      if ('result' in slot) return { ...slot, version: 0, status: new Uint8Array(0) };
      return { result: 'OK', version: slot.seen.version, status: slot.seen.status };
    },
    async readCommitted(performanceId, read) {
      const slot = await freshSlot(performanceId);
      if ('result' in slot) return slot;
      for (let tries = 0; tries < readTriesMax; tries += 1) {
        if (slot.phase === 'ready' && slot.state !== undefined) return read(slot.state);
        const failure = await slots.whenReady(slot);
        if (failure !== undefined) return failure;
      }
      return unavailable;
    },
    async watch(performanceId, afterVersion, watcher) {
      const slot = await freshSlot(performanceId);
      return 'result' in slot ? slot : watchSeats({ slot, scheduler }, afterVersion, watcher);
    },
    async start() {
      ticking = Promise.all([tickUntilStopped(), leases.keepUntil(stopping.signal)]);
      const unfinished = await store.listUnfinishedPerformances();
      if (unfinished.length > 0) log.info({ count: unfinished.length }, 'Performances to take up');
      void leases.takeUp(unfinished, stopping.signal);
    },
    announce: () => leases.renew(),
    async close() {
      stopping.abort();
      await ticking;
      await drain(slots, loop);
      await snapshots.takeAll();
      await publisher.flush().catch((error: unknown) => {
        log.warn({ error }, 'The last availability was not published; the next start does it');
      });
      await leases.giveUp([...slots.all()]);
      for (const slot of [...slots.all()]) slots.drop(slot);
    },
  };
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
function evictIdle(slots: Slots, nowMs: number): PerformanceSlot[] {
  let seats = 0;
  for (const { seen } of slots.all()) seats += seen.status.length;
  if (seats <= openSeatsMax) return [];
  const evicted: PerformanceSlot[] = [];
  const idle = [...slots.all()].filter(
    (slot) =>
      slot.phase === 'ready' &&
      slot.waiting.length === 0 &&
      slot.seen.listeners.size === 0 &&
      slot.state?.heldCount === 0 &&
      slot.toReplay === 0 &&
      slot.seen.version <= slot.publishedVersion &&
      nowMs - slot.usedAtMs > idleMsMin,
  );
  idle.sort((a, b) => a.usedAtMs - b.usedAtMs);
  for (const slot of idle) {
    if (seats <= openSeatsMax) break;
    seats -= slot.seen.status.length;
    slots.drop(slot);
    evicted.push(slot);
  }
  return evicted;
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
