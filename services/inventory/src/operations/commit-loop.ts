import type { Clock, Logger } from '@ticketing/service-kit';
import { closeBatch, decideInto, openBatch } from '../domain/decide-batch.ts';
import { replayRow } from '../domain/replay.ts';
import type { SeatState } from '../domain/seat-state.ts';
import type { InventoryMetrics } from '../metrics.ts';
import type { SeatStore } from '../storage/seat-store.ts';
import {
  batchCommandsMax,
  fencedTriesMax,
  halvedCommandsMin,
  tickMs,
  waitingMsMax,
} from './limits.ts';
import {
  type Flight,
  type KeeperReply,
  type PendingCommand,
  type PerformanceSlot,
  type SeenChanges,
  showCommitted,
  takeChanges,
} from './performance-slot.ts';
import type { Scheduler } from './scheduler.ts';
import { isProven, type Slots } from './slots.ts';

export interface CommitLoopDependencies {
  readonly store: Pick<SeatStore, 'writeBatches'>;
  readonly slots: Slots;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly metrics: InventoryMetrics;
  readonly log: Logger;
  /** Called when a batch was committed. */
  readonly onCommitted: (slot: PerformanceSlot) => void;
}

export interface CommitLoop {
  /** Decides the slot's commands and due holds in the next turn. */
  wake(slot: PerformanceSlot): void;
  /** Resolves when nothing is being decided or written. */
  settle(): Promise<void>;
}

/** A batch that is being written. */
interface SentFlight extends Flight {
  readonly changes: SeenChanges;
}

const unavailable: KeeperReply = { result: 'UNAVAILABLE' };

/**
 * Group commit in a pipeline: while one statement writes the batches of all performances, what comes is
 * decided into the next ones, on top of what is not durable yet. They are sent when that statement has
 * succeeded, and taken back when it has not. Nobody is answered and nothing is shown before the commit of
 * all that it was decided on; answers go out while the database works on the next statement.
 */
export function createCommitLoop(dependencies: CommitLoopDependencies): CommitLoop {
  const { store, slots, clock, scheduler, metrics, log, onCommitted } = dependencies;
  /** Replaced, not cleared: see `open`. */
  let due = new Set<PerformanceSlot>();
  /**
   * Batches that commands still join. Not a Map: each time one grows or is cleared it leaves a table behind that
   * keeps all that was in it, and leads to the next; once the first of them is old, no small collection frees
   * the rest.
   */
  let open: Flight[] = [];
  let sent: readonly SentFlight[] = [];
  let isTurnDue = false;
  let idleWaiters: (() => void)[] = [];

  function wake(slot: PerformanceSlot): void {
    due.add(slot);
    if (isTurnDue) return;
    isTurnDue = true;
    // Lets everything that has arrived join.
    void scheduler.nextTurn().then(takeTurn);
  }

  function takeTurn(): void {
    isTurnDue = false;
    const round = due;
    due = new Set();
    for (const slot of round) decideWaiting(slot);
    if (sent.length === 0) sendOpen();
    notifyIdle();
  }

  const isIdle = () => !isTurnDue && sent.length === 0 && open.length === 0;

  function notifyIdle(): void {
    if (idleWaiters.length === 0 || !isIdle()) return;
    const waiters = idleWaiters;
    idleWaiters = [];
    for (const notify of waiters) notify();
  }

  function decideWaiting(slot: PerformanceSlot): void {
    const { state, phase } = slot;
    if (state === undefined || (phase !== 'ready' && phase !== 'ahead')) return;
    answerLate(slot);
    const nowMs = clock.now().getTime();
    const isWanted = slot.waiting.length > 0 || state.expiries.nextAtMs() <= nowMs;
    if (!slots.isLeased(slot)) {
      // Another one may lead by now: it would not see our row, and refuse by what it read before.
      if (isWanted) slots.confirm(slot);
      return;
    }
    if (slot.waiting.length > 0) slot.usedAtMs = nowMs;
    const flight = slot.open;
    if (flight === undefined) {
      if (!isWanted && isProven(slot)) return;
      // Somebody wants to read it when all is durable.
      if (phase === 'ahead' && slot.readyWaiters.length > 0) return;
    }
    const candidates = slot.waiting.slice(0, roomFor(slot, flight?.pending.length ?? 0));
    try {
      join(flight ?? begin(slot, state, nowMs), candidates);
    } catch (error) {
      abandon(slot, candidates, error);
    }
  }

  function begin(slot: PerformanceSlot, state: SeatState, nowMs: number): Flight {
    const flight = { slot, state, pending: [], batch: openBatch(state, nowMs) };
    open.push(flight);
    slot.open = flight;
    slot.phase = 'ahead';
    return flight;
  }

  function join(
    { slot, state, pending, batch }: Flight,
    candidates: readonly PendingCommand[],
  ): void {
    const commands = candidates.map(({ command }) => command);
    const joined = decideInto(batch, state, commands);
    for (const command of candidates.slice(0, joined)) pending.push(command);
    slot.waiting = slot.waiting.slice(joined);
  }

  /** The machine found its own state impossible: nothing may be built on it. */
  function abandon(
    slot: PerformanceSlot,
    candidates: readonly PendingCommand[],
    error: unknown,
  ): void {
    const { performanceId } = slot;
    log.error(
      { error, performanceId },
      'A batch could not be decided; the performance is read anew',
    );
    slot.waiting = slot.waiting.slice(candidates.length);
    answerAll([...leaveOpen(slot), ...candidates], []);
    for (const flight of sent) if (flight.slot === slot) doubt(flight);
    slots.reload(slot);
  }

  /** After a standstill: nobody waits any more for what came long ago. */
  function answerLate(slot: PerformanceSlot): void {
    const oldest = scheduler.monotonicMs() - waitingMsMax;
    const inTime = slot.waiting.findIndex(({ arrivedAt }) => arrivedAt >= oldest);
    if (inTime === 0 || slot.waiting.length === 0) return;
    const lateCount = inTime === -1 ? slot.waiting.length : inTime;
    answerAll(slot.waiting.splice(0, lateCount), []);
  }

  /** Sends the batches that are open; to be called when all that they were decided on is durable. */
  function sendOpen(): void {
    const closing = open;
    open = [];
    const flights = closing.flatMap((flight) => close(flight) ?? []);
    if (flights.length === 0) return;
    sent = flights;
    void finish(flights);
    for (const { slot } of flights) if (slot.waiting.length > 0) wake(slot);
  }

  /** Undefined when there is nothing to write: all is answered, or must wait. */
  function close(flight: Flight): SentFlight | undefined {
    const { slot, state, pending, batch } = flight;
    if (!slots.isLeased(slot)) {
      // It lapsed since the batch was decided, and another one may lead by now.
      takeBack(slot, []);
      return undefined;
    }
    slot.open = undefined;
    if (batch.effects.length > 0) {
      closeBatch(batch, state);
    } else if (needsProof(slot, pending)) {
      // A row that changes no seat.
      replayRow(state, batch);
    } else {
      answerAll(pending, batch.replies);
      rest(slot);
      return undefined;
    }
    slot.lastBatchSize = pending.length;
    return { ...flight, changes: takeChanges(state) };
  }

  /**
   * Whether a row must be written before anything is refused: a statement of the leader before, or one of
   * ours that was lost, may still come and would collide with it. Who asks waits for it; of its own accord
   * it is not tried too often.
   */
  function needsProof(slot: PerformanceSlot, pending: readonly PendingCommand[]): boolean {
    if (isProven(slot)) return false;
    const nowMs = scheduler.monotonicMs();
    if (pending.length === 0 && nowMs - slot.proofTriedAtMs < tickMs) return false;
    slot.proofTriedAtMs = nowMs;
    return true;
  }

  async function finish(flights: readonly SentFlight[]): Promise<void> {
    const landed = await write(flights);
    sent = [];
    sendOpen();
    for (const { pending, batch } of landed) answerAll(pending, batch.replies);
    for (const { slot } of landed) onCommitted(slot);
    notifyIdle();
  }

  /** Resolves with those that were written. */
  async function write(flights: readonly SentFlight[]): Promise<SentFlight[]> {
    const startedAt = scheduler.monotonicMs();
    let written: ReadonlySet<string>;
    try {
      written = await store.writeBatches(
        flights.map(({ slot, batch }) => ({ performanceId: slot.performanceId, batch })),
      );
    } catch (error) {
      return afterFailure(flights, error);
    }
    metrics.observeCommit((scheduler.monotonicMs() - startedAt) / 1000);
    const landed = flights.filter(({ slot }) => written.has(slot.performanceId));
    for (const flight of landed) land(flight);
    for (const flight of flights) if (!written.has(flight.slot.performanceId)) turnBack(flight);
    return landed;
  }

  function land({ slot, state, batch, changes }: SentFlight): void {
    metrics.countBatch(batch);
    // Whoever reads it anew finds the row.
    if (slot.state !== state) return;
    slot.toReplay += 1 + batch.effects.length;
    showCommitted(slot.seen, changes);
    if (slot.open === undefined) rest(slot);
  }

  function rest(slot: PerformanceSlot): void {
    slot.phase = 'ready';
    for (const notify of slot.readyWaiters.splice(0)) notify(undefined);
    if (slot.waiting.length > 0) wake(slot);
  }

  /** Another writer was faster: its rows come first, and the commands are decided anew. */
  function turnBack({ slot, pending }: SentFlight): void {
    metrics.countFenced();
    log.info({ performanceId: slot.performanceId }, 'Another writer was faster');
    const again: PendingCommand[] = [];
    for (const command of pending) {
      command.fencedTries += 1;
      if (command.fencedTries < fencedTriesMax) again.push(command);
      else answerAll([command], []);
    }
    takeBack(slot, again);
  }

  /** The slot's open batch is not sent; answers who had joined it. */
  function leaveOpen(slot: PerformanceSlot): readonly PendingCommand[] {
    const left = slot.open;
    slot.open = undefined;
    open = open.filter((flight) => flight !== left);
    return left?.pending ?? [];
  }

  /** Throws the state away; what was decided on it waits again, behind `earlier`. */
  function takeBack(slot: PerformanceSlot, earlier: readonly PendingCommand[]): void {
    slot.waiting = [...earlier, ...leaveOpen(slot), ...slot.waiting];
    // Unless it is being read anew already.
    if (slot.phase === 'ready' || slot.phase === 'ahead') slots.reload(slot);
  }

  async function afterFailure(
    flights: readonly SentFlight[],
    error: unknown,
  ): Promise<SentFlight[]> {
    const refused = isRefusedStatement(error);
    if (refused && flights.length > 1) {
      // Nothing was written. One batch must not take the others down with it.
      const landed: SentFlight[] = [];
      for (const flight of flights) landed.push(...(await write([flight])));
      return landed;
    }
    metrics.countCommitFailure();
    const performanceIds = flights.map(({ slot }) => slot.performanceId);
    log.error({ error, performanceIds }, 'A batch was not committed, or nobody knows');
    for (const flight of flights) {
      if (!refused) doubt(flight);
      answerAll(flight.pending, []);
      takeBack(flight.slot, []);
    }
    return [];
  }

  /** Who has no reply is told to try again. */
  function answerAll(pending: readonly PendingCommand[], replies: readonly KeeperReply[]): void {
    for (let place = 0; place < pending.length; place += 1) {
      const { command, answer } = pending[place] as PendingCommand;
      const reply = replies[place] ?? unavailable;
      metrics.countReply(command.kind, reply.result);
      answer(reply);
    }
  }

  return {
    wake,
    settle: () =>
      isIdle() ? Promise.resolve() : new Promise((resolve) => idleWaiters.push(resolve)),
  };
}

/** The row may still come: until another is at its place, the journal's end is not known. */
function doubt({ slot, batch }: Flight): void {
  slot.provenFrom = Math.max(slot.provenFrom, batch.sequence);
}

/**
 * How many more commands join a batch. Half of those that are known to be about: all in one batch would
 * travel together from then on, and callers, service and database would wait for each other in turn.
 */
function roomFor({ waiting, lastBatchSize }: PerformanceSlot, joined: number): number {
  const half = Math.ceil((lastBatchSize + joined + waiting.length) / 2);
  return Math.min(batchCommandsMax, Math.max(halvedCommandsMin, half)) - joined;
}

/** PostgreSQL refused the statement itself, so that it surely had no effect. */
function isRefusedStatement(error: unknown): boolean {
  return error instanceof Error && 'severity' in error && error.severity === 'ERROR';
}
