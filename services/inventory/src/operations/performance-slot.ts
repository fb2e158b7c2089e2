import type { Command, Reply } from '../domain/commands.ts';
import type { OpenBatch } from '../domain/decide-batch.ts';
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
 * `opening`: the state is being read from the database. `ready`: all that was decided is durable, and
 * commands can be decided. `ahead`: so they can, but `state` is ahead of what is durable. `confirming`:
 * the lease is being asked for again.
 */
type SlotPhase = 'opening' | 'ready' | 'ahead' | 'confirming';

/** A batch on its way, and who waits for it. */
export interface Flight {
  readonly slot: PerformanceSlot;
  /** What it was decided on. The slot has another one since when that was thrown away. */
  readonly state: SeatState;
  readonly pending: PendingCommand[];
  readonly batch: OpenBatch;
}

/** A performance in memory. */
export interface PerformanceSlot {
  readonly performanceId: string;
  phase: SlotPhase;
  /** Commands that are not decided yet. */
  waiting: PendingCommand[];
  /** The batch that commands still join. */
  open: Flight | undefined;
  /** Undefined while opening. */
  state: SeatState | undefined;
  /** What the world may see: the state as committed. */
  readonly seen: SeenSeats;
  /** Who waits for the slot to become `ready`, or to fail with a result. */
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
  /** Commands in the batch that was written last. */
  lastBatchSize: number;
  /** Rows and effects since the snapshot: what a start has to replay. */
  toReplay: number;
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
    open: undefined,
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
    lastBatchSize: 0,
    toReplay: 0,
    publishedVersion: 0,
    publishedAtMs: 0,
  };
}

/** Seats that a batch changed, and to what. */
export interface SeenChanges {
  readonly version: number;
  /** Some may be there twice; who is told of them hears each once. */
  readonly seatNos: readonly number[];
  /** One for each of `seatNos`. */
  readonly status: Uint8Array;
}

/** What changed on the way to the state's version, since this was asked last. */
export function takeChanges(state: SeatState): SeenChanges {
  const { version, changed: seatNos } = state;
  state.changed = [];
  const status = new Uint8Array(seatNos.length);
  for (let place = 0; place < seatNos.length; place += 1) {
    status[place] = state.status[seatNos[place] as number] as number;
  }
  return { version, seatNos, status };
}

/** Shows a batch; to be called when it is committed. */
export function showCommitted(seen: SeenSeats, changes: SeenChanges): void {
  const { seatNos, status } = changes;
  for (let place = 0; place < seatNos.length; place += 1) {
    seen.status[seatNos[place] as number] = status[place] as number;
  }
  advance(seen, changes);
}

/** Shows a state that was read anew, by comparing all seats. */
export function showReloaded(seen: SeenSeats, state: SeatState): void {
  state.changed = [];
  const { version } = state;
  if (seen.status.length !== state.status.length) {
    seen.status = Uint8Array.from(state.status);
    seen.version = version;
    seen.deltas.startAt(version);
    return;
  }
  const seatNos: number[] = [];
  for (const [seatNo, status] of state.status.entries()) {
    if (seen.status[seatNo] === status) continue;
    seen.status[seatNo] = status;
    seatNos.push(seatNo);
  }
  if (version !== seen.version) advance(seen, { version, seatNos });
}

function advance(
  seen: SeenSeats,
  { version, seatNos }: Pick<SeenChanges, 'version' | 'seatNos'>,
): void {
  seen.version = version;
  seen.deltas.add(version, seatNos);
  for (const listener of seen.listeners) listener.moved();
}
