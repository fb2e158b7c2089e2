import type { Command, Reply } from '../domain/commands.ts';
import type { SeatState } from '../domain/seat-state.ts';
import { createDeltaLog, type DeltaLog } from './delta-log.ts';

/** What a command's sender hears. */
export interface KeeperReply extends Reply {
  /** With NOT_LEADER: the address of who leads; empty when it is not known. */
  readonly leader?: string;
}

/** A command on its way. `answer` is called once, and never for what is not durable. */
export interface PendingCommand {
  readonly command: Command;
  readonly answer: (reply: KeeperReply) => void;
  /** By the scheduler's `monotonicMs`; a command that waits too long is not decided any more. */
  readonly arrivedAt: number;
  /** How often it was decided and then fenced. */
  fencedTries: number;
}

/**
 * `opening`: the state is being read from the database. `ready`: commands can be decided. `writing`:
 * a batch is being committed, and `state` is ahead of what is durable. `confirming`: the
 * lease is being asked for again.
 */
type SlotPhase = 'opening' | 'ready' | 'writing' | 'confirming';

/** A performance in memory. */
export interface PerformanceSlot {
  readonly performanceId: string;
  phase: SlotPhase;
  /** Commands that came since the last batch. */
  waiting: PendingCommand[];
  /** Undefined while opening. */
  state: SeatState | undefined;
  /** What the world may see: the state as committed. */
  readonly seen: SeenSeats;
  /** Who waits for the slot to become ready, or to fail with a result. */
  readyWaiters: ((failure: KeeperReply | undefined) => void)[];
  /** The term of this instance's lease; 0 before there was one. */
  term: number;
  /** Until then nobody else can have taken the lease, by the scheduler's `monotonicMs`. */
  leasedUntilMs: number;
  /**
   * From this version on no statement of an earlier writer, or one of ours whose outcome is not known,
   * can still put a row under the state.
   */
  provenFrom: number;
  /** When a proof was last tried, by the scheduler's `monotonicMs`. */
  proofTriedAtMs: number;
  usedAtMs: number;
  rowsSinceSnapshot: number;
  effectsSinceSnapshot: number;
  publishedVersion: number;
  publishedAtMs: number;
}

/** Statuses at the last committed version, and what changed on the way there. */
export interface SeenSeats {
  version: number;
  status: Uint8Array;
  readonly deltas: DeltaLog;
  readonly listeners: Set<SeenListener>;
}

interface SeenListener {
  /** The version moved. */
  readonly moved: () => void;
  /** The performance left the memory and nothing more will be said. */
  readonly lost: () => void;
}

export function createSlot(performanceId: string, nowMs: number): PerformanceSlot {
  return {
    performanceId,
    phase: 'opening',
    waiting: [],
    state: undefined,
    seen: {
      version: 0,
      status: new Uint8Array(0),
      deltas: createDeltaLog(),
      listeners: new Set(),
    },
    readyWaiters: [],
    term: 0,
    leasedUntilMs: Number.NEGATIVE_INFINITY,
    provenFrom: 0,
    proofTriedAtMs: Number.NEGATIVE_INFINITY,
    usedAtMs: nowMs,
    rowsSinceSnapshot: 0,
    effectsSinceSnapshot: 0,
    publishedVersion: 0,
    publishedAtMs: 0,
  };
}

/** Shows what `state` has become; to be called only when all of it is committed. */
export function showCommitted(seen: SeenSeats, state: SeatState): void {
  if (seen.status.length !== state.status.length) {
    seen.status = Uint8Array.from(state.status);
    seen.version = state.version;
    seen.deltas.startAt(state.version);
    state.changed = [];
    return;
  }
  if (state.version === seen.version) return;
  // Some may be there twice; who is told of them hears each once.
  const seatNos = state.changed;
  for (const seatNo of seatNos) seen.status[seatNo] = state.status[seatNo] as number;
  advance(seen, state, seatNos);
}

/** The same after the state was read anew: compares all seats. */
export function showReloaded(seen: SeenSeats, state: SeatState): void {
  state.changed = [];
  if (seen.status.length !== state.status.length) {
    showCommitted(seen, state);
    return;
  }
  const seatNos: number[] = [];
  for (const [seatNo, status] of state.status.entries()) {
    if (seen.status[seatNo] === status) continue;
    seen.status[seatNo] = status;
    seatNos.push(seatNo);
  }
  if (state.version !== seen.version) advance(seen, state, seatNos);
}

function advance(seen: SeenSeats, state: SeatState, seatNos: readonly number[]): void {
  state.changed = [];
  seen.version = state.version;
  seen.deltas.add(state.version, seatNos);
  for (const listener of seen.listeners) listener.moved();
}
