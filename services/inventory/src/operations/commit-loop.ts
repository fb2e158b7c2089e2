import type { Clock, Logger } from '@ticketing/service-kit';
import { type DecidedBatch, decideBatch } from '../domain/decide-batch.ts';
import { replayRow } from '../domain/replay.ts';
import type { SeatState } from '../domain/seat-state.ts';
import type { InventoryMetrics } from '../metrics.ts';
import type { SeatStore } from '../storage/seat-store.ts';
import { batchCommandsMax, fencedTriesMax, tickMs, waitingMsMax } from './limits.ts';
import {
  type KeeperReply,
  type PendingCommand,
  type PerformanceSlot,
  showCommitted,
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
  /** Called when a batch was committed and before the next is decided. */
  readonly onCommitted: (slot: PerformanceSlot) => void;
}

export interface CommitLoop {
  /** Decides the slot's commands and due holds in the next round. */
  wake(slot: PerformanceSlot): void;
  /** Resolves when nothing is being decided or written. */
  settle(): Promise<void>;
}

/**
 * Group commit: what comes while one round is being written is decided and written in the next, all
 * performances in one statement. Nobody is answered and nothing is shown before the commit.
 */
export function createCommitLoop(dependencies: CommitLoopDependencies): CommitLoop {
  const due = new Set<PerformanceSlot>();
  const context: LoopContext = { ...dependencies, decideNext: (slot) => due.add(slot) };
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (due.size > 0) {
      // Lets everything that has arrived join this round.
      await dependencies.scheduler.nextTurn();
      const round = [...due];
      due.clear();
      const flights = round.flatMap((slot) => decideSlot(context, slot) ?? []);
      if (flights.length > 0) await commit(context, flights);
    }
    running = undefined;
  }

  return {
    wake(slot) {
      due.add(slot);
      running ??= run();
    },
    settle: async () => running,
  };
}

interface LoopContext extends CommitLoopDependencies {
  readonly decideNext: (slot: PerformanceSlot) => void;
}

/** A batch that is being written, and who waits for it. */
interface Flight {
  readonly slot: PerformanceSlot;
  readonly pending: readonly PendingCommand[];
  readonly batch: DecidedBatch;
}

const unavailable: KeeperReply = { result: 'UNAVAILABLE' };

/** Undefined when there is nothing to write: all is answered, or must wait. */
function decideSlot(context: LoopContext, slot: PerformanceSlot): Flight | undefined {
  const { slots, clock } = context;
  const { state } = slot;
  if (slot.phase !== 'ready' || state === undefined) return undefined;
  answerLate(context, slot);
  const candidates = slot.waiting.slice(0, batchCommandsMax);
  const nowMs = clock.now().getTime();
  if (candidates.length > 0) slot.usedAtMs = nowMs;
  if (!slots.isLeased(slot)) {
    // Another one may lead by now: it would not see our row, and refuse by what it read before.
    if (candidates.length > 0 || state.expiries.nextAtMs() <= nowMs) slots.confirm(slot);
    return undefined;
  }
  const commands = candidates.map(({ command }) => command);
  let batch: DecidedBatch;
  try {
    batch = decideBatch(state, commands, nowMs);
  } catch (error) {
    abandon(context, slot, candidates, error);
    return undefined;
  }
  const pending = candidates.slice(0, batch.replies.length);
  slot.waiting = slot.waiting.slice(pending.length);
  if (batch.effects.length === 0 && needsProof(context, slot, pending)) {
    batch = emptyBatch(state, batch);
  } else if (batch.effects.length === 0) {
    answerAll(context, pending, batch.replies);
    if (slot.waiting.length > 0) context.decideNext(slot);
    return undefined;
  }
  slot.phase = 'writing';
  return { slot, pending, batch };
}

/**
 * Whether a row must be written before anything is refused: a statement of the leader before, or one of
 * ours that was lost, may still come and would collide with it. Who asks waits for it; of its own accord
 * it is not tried too often.
 */
function needsProof(
  { scheduler }: LoopContext,
  slot: PerformanceSlot,
  pending: readonly PendingCommand[],
): boolean {
  if (isProven(slot)) return false;
  const nowMs = scheduler.monotonicMs();
  if (pending.length === 0 && nowMs - slot.proofTriedAtMs < tickMs) return false;
  slot.proofTriedAtMs = nowMs;
  return true;
}

/** A row that changes no seat. */
function emptyBatch(state: SeatState, batch: DecidedBatch): DecidedBatch {
  replayRow(state, batch);
  return batch;
}

/** After a standstill: nobody waits any more for what came long ago. */
function answerLate(context: LoopContext, slot: PerformanceSlot): void {
  const oldest = context.scheduler.monotonicMs() - waitingMsMax;
  const inTime = slot.waiting.findIndex(({ arrivedAt }) => arrivedAt >= oldest);
  if (inTime === 0 || slot.waiting.length === 0) return;
  const lateCount = inTime === -1 ? slot.waiting.length : inTime;
  answerAll(context, slot.waiting.splice(0, lateCount), []);
}

/** The machine found its own state impossible: nothing may be built on it. */
function abandon(
  context: LoopContext,
  slot: PerformanceSlot,
  candidates: readonly PendingCommand[],
  error: unknown,
): void {
  context.log.error(
    { error, performanceId: slot.performanceId },
    'A batch could not be decided; the performance is read anew',
  );
  slot.waiting = slot.waiting.slice(candidates.length);
  answerAll(context, candidates, []);
  context.slots.reload(slot);
}

async function commit(context: LoopContext, flights: readonly Flight[]): Promise<void> {
  const startedAt = context.scheduler.monotonicMs();
  let written: ReadonlySet<string>;
  try {
    written = await context.store.writeBatches(
      flights.map(({ slot, batch }) => ({ performanceId: slot.performanceId, batch })),
    );
  } catch (error) {
    await afterFailure(context, flights, error);
    return;
  }
  context.metrics.observeCommit((context.scheduler.monotonicMs() - startedAt) / 1000);
  for (const flight of flights) {
    if (written.has(flight.slot.performanceId)) land(context, flight);
    else turnBack(context, flight);
  }
}

function land(context: LoopContext, { slot, pending, batch }: Flight): void {
  const { state } = slot;
  if (state === undefined) throw new Error('a slot lost its state while it was written');
  slot.phase = 'ready';
  slot.rowsSinceSnapshot += 1;
  slot.effectsSinceSnapshot += batch.effects.length;
  context.metrics.countBatch(batch);
  showCommitted(slot.seen, state);
  answerAll(context, pending, batch.replies);
  for (const wake of slot.readyWaiters.splice(0)) wake(undefined);
  context.onCommitted(slot);
  if (slot.waiting.length > 0) context.decideNext(slot);
}

/** Another writer was faster: its rows come first, and the commands are decided anew. */
function turnBack(context: LoopContext, { slot, pending }: Flight): void {
  context.metrics.countFenced();
  context.log.info({ performanceId: slot.performanceId }, 'Another writer was faster');
  const again: PendingCommand[] = [];
  for (const command of pending) {
    command.fencedTries += 1;
    if (command.fencedTries < fencedTriesMax) again.push(command);
    else answerAll(context, [command], []);
  }
  slot.waiting = [...again, ...slot.waiting];
  context.slots.reload(slot);
}

async function afterFailure(
  context: LoopContext,
  flights: readonly Flight[],
  error: unknown,
): Promise<void> {
  const refused = isRefusedStatement(error);
  if (refused && flights.length > 1) {
    // Nothing was written. One batch must not take the others down with it.
    for (const flight of flights) await commit(context, [flight]);
    return;
  }
  context.metrics.countCommitFailure();
  const performanceIds = flights.map(({ slot }) => slot.performanceId);
  context.log.error({ error, performanceIds }, 'A batch was not committed, or nobody knows');
  for (const { slot, pending, batch } of flights) {
    // The row may still come: until another is at its place, the journal's end is not known.
    if (!refused) slot.provenFrom = Math.max(slot.provenFrom, batch.sequence);
    answerAll(context, pending, []);
    context.slots.reload(slot);
  }
}

/** Who has no reply is told to try again. */
function answerAll(
  { metrics }: Pick<LoopContext, 'metrics'>,
  pending: readonly PendingCommand[],
  replies: readonly KeeperReply[],
): void {
  for (const [place, { command, answer }] of pending.entries()) {
    const reply = replies[place] ?? unavailable;
    metrics.countReply(command.kind, reply.result);
    answer(reply);
  }
}

/** PostgreSQL refused the statement itself, so that it surely had no effect. */
function isRefusedStatement(error: unknown): boolean {
  return error instanceof Error && 'severity' in error && error.severity === 'ERROR';
}
