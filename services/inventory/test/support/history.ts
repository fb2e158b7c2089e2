import { createByteReader, createByteWriter } from '@ticketing/inventory-client/bytes';
import type { Command, Effect, Reply } from '../../src/domain/commands.ts';
import { type DecidedBatch, decideBatch } from '../../src/domain/decide-batch.ts';
import {
  isBookedAs,
  readHold,
  readHoldById,
  seatsOfCustomer,
} from '../../src/domain/hold-table.ts';
import type { Layout } from '../../src/domain/layout.ts';
import { type JournalRow, replayRow } from '../../src/domain/replay.ts';
import { createSeatState, type SeatState } from '../../src/domain/seat-state.ts';
import { noRow } from '../../src/domain/text-rows.ts';
import { verifyState } from '../../src/domain/verify-state.ts';
import { readEffects, writeEffects } from '../../src/storage/journal-codec.ts';
import { decodeSnapshot, encodeSnapshot } from '../../src/storage/snapshot-codec.ts';
import { createNaiveSeats } from './naive-seats.ts';

/** A random command, or something that happens around commands. */
export type HistoryStep =
  | Extract<
      Command,
      {
        kind: 'hold_seats' | 'hold_best_available' | 'release_hold' | 'change_blocks' | 'set_terms';
      }
    >
  | {
      readonly kind: 'confirm_hold';
      readonly holdId: string;
      readonly bookingId: string;
      readonly impostor: string | null;
      readonly fenceError: number | null;
    }
  | {
      readonly kind: 'extend_hold';
      readonly holdId: string;
      readonly minutes: number;
      readonly deferred: boolean;
      readonly impostor: string | null;
      readonly fenceError: number | null;
    }
  | {
      readonly kind: 'return_seats';
      readonly bookingId: string;
      readonly returnId: string;
      readonly some: number;
      readonly others: readonly number[] | null;
    }
  | { readonly kind: 'commit' }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'clock_back' }
  | { readonly kind: 'restart'; readonly from: 'snapshot' | 'journal' };

/** Bugs that a test plants around the machine, to see that the checker catches them. */
export type Plant =
  | 'ignore_fence'
  | 'ignore_limit'
  | 'leave_seat_available'
  | 'partial_release'
  | 'never_expire'
  | 'forget_confirmation'
  | 'forget_extension'
  | 'ignore_kept_seats'
  | 'ignore_single_seats';

export type Fault = string;

/**
 * Plays a history on the machine, batch by batch, and on the naive model beside it. Returns what does
 * not agree: replies, owners, counts, the rows for sold seats, or a replay of the journal.
 */
export function playHistory(
  layout: Layout,
  steps: readonly HistoryStep[],
  options: { limit: number; plant?: Plant },
): Fault[] {
  const { limit, plant } = options;
  const liveLimit = plant === 'ignore_limit' ? 20 : limit;
  let live = createSeatState(layout, liveLimit);
  const model = createNaiveSeats(layout, limit);
  const soldRows = new Map<number, string>();
  const journal: JournalRow[] = [];
  const faults: Fault[] = [];
  let clockMs = 1_000_000;
  let lastRowMs = 0;
  let waiting: Command[] = [];

  function commitOnce(): void {
    const clock = plant === 'never_expire' ? 1_000_000 : clockMs;
    const batch = decideBatch(
      live,
      waiting.map((command) => sabotage(live, command, plant)),
      clock,
    );
    const nowMs = Math.max(clockMs, lastRowMs);
    model.expire(nowMs);
    for (const [place, made] of batch.replies.entries()) {
      const command = waiting[place];
      if (command === undefined) break;
      const at = { nowMs, sequence: batch.sequence };
      const expected = model.execute(command, at, made);
      if (!sameReply(expected, made)) faults.push(describeReply(command, expected, made));
    }
    if (batch.effects.length > 0) {
      lastRowMs = nowMs;
      journal.push(storedRow(plantInBatch(batch, plant)));
    }
    plantInState(live, batch, plant);
    waiting = waiting.slice(batch.replies.length);
    keepSoldRows(soldRows, batch, faults);
    faults.push(...compareSeats(live, model, soldRows));
  }

  function commit(): void {
    do commitOnce();
    while (waiting.length > 0 && faults.length === 0);
  }

  function restart(from: 'snapshot' | 'journal'): void {
    const restored =
      from === 'snapshot'
        ? decodeSnapshot(layout, encodeSnapshot(live))
        : replayAll(layout, journal, liveLimit);
    if (typeof restored === 'string') faults.push(restored);
    else faults.push(...compareStates(live, restored));
    if (typeof restored !== 'string') live = restored;
  }

  for (const step of steps) {
    if (step.kind === 'commit') commit();
    else if (step.kind === 'wait') clockMs += step.seconds * 1000;
    else if (step.kind === 'clock_back') clockMs -= 45_000;
    else if (step.kind === 'restart') restart(step.from);
    else waiting.push(commandOf(live, step, clockMs));
    if (faults.length > 0) return faults;
  }
  commit();
  if (faults.length === 0) restart('journal');
  if (faults.length === 0) restart('snapshot');
  return faults;
}

function commandOf(
  state: SeatState,
  step: Exclude<HistoryStep, { kind: 'commit' | 'wait' | 'clock_back' | 'restart' }>,
  clockMs: number,
): Command {
  if (step.kind === 'confirm_hold' || step.kind === 'extend_hold') {
    const { holdId } = step;
    const hold = readHoldById(state.holds, holdId);
    const customerId = step.impostor ?? hold?.customerId ?? 'ann';
    // A hold that is still waiting in this batch will be taken at the next version.
    const fence = (hold?.fence ?? state.version + 1) + (step.fenceError ?? 0);
    const key = { holdId, customerId, fence };
    if (step.kind === 'confirm_hold') {
      return { kind: step.kind, ...key, bookingId: step.bookingId };
    }
    const expiresAtMs = clockMs + step.minutes * 60_000;
    return { kind: step.kind, ...key, expiresAtMs, deferred: step.deferred };
  }
  if (step.kind === 'return_seats') {
    const { kind, bookingId, returnId } = step;
    const own = [...state.owners.keys()].filter((seatNo) => {
      const owner = state.owners[seatNo] ?? noRow;
      return owner !== noRow && isBookedAs(state.holds, owner, bookingId);
    });
    return { kind, bookingId, returnId, seatNos: step.others ?? own.slice(0, step.some) };
  }
  return step;
}

function sabotage(state: SeatState, command: Command, plant: Plant | undefined): Command {
  if (plant === 'ignore_limit' && command.kind === 'set_terms') {
    return { ...command, ticketsPerCustomerMax: 20 };
  }
  if (plant === 'ignore_kept_seats' && command.kind === 'hold_seats') {
    return { ...command, accessible: true };
  }
  if (plant === 'ignore_single_seats' && command.kind === 'set_terms') {
    return { ...command, preventSingleSeats: false };
  }
  if (plant !== 'ignore_fence' || command.kind !== 'confirm_hold') return command;
  return { ...command, fence: readHoldById(state.holds, command.holdId)?.fence ?? command.fence };
}

function plantInState(state: SeatState, batch: DecidedBatch, plant: Plant | undefined): void {
  for (const effect of batch.effects) {
    if (plant === 'leave_seat_available' && effect.kind === 'held') {
      for (const seatNo of effect.seatNos) state.status[seatNo] = 0;
    }
    if (plant === 'partial_release' && effect.kind === 'released') {
      const seatNos = readHoldById(state.holds, effect.holdId)?.seatNos ?? [];
      for (const seatNo of seatNos.slice(1)) state.status[seatNo] = 1;
    }
  }
}

const forgottenKinds: Partial<Record<Plant, Effect['kind']>> = {
  forget_confirmation: 'confirmed',
  forget_extension: 'extended',
};

function plantInBatch(batch: DecidedBatch, plant: Plant | undefined): DecidedBatch {
  const forgotten = plant && forgottenKinds[plant];
  if (forgotten === undefined) return batch;
  return {
    ...batch,
    effects: batch.effects.filter((effect: Effect) => effect.kind !== forgotten),
  };
}

/** What the sold_seats table would do: its key refuses a seat that is sold already. */
function keepSoldRows(rows: Map<number, string>, batch: DecidedBatch, faults: Fault[]): void {
  for (const { seatNo, bookingId } of batch.returned) {
    if (rows.get(seatNo) !== bookingId) faults.push(`seat ${seatNo}: returned, but not sold`);
    rows.delete(seatNo);
  }
  for (const { seatNo, bookingId } of batch.sold) {
    if (rows.has(seatNo)) faults.push(`seat ${seatNo}: sold twice`);
    rows.set(seatNo, bookingId);
  }
}

const statusNames = ['available', 'held', 'sold', 'blocked'];

function compareSeats(
  live: SeatState,
  model: ReturnType<typeof createNaiveSeats>,
  soldRows: ReadonlyMap<number, string>,
): Fault[] {
  const faults: Fault[] = [];
  for (const [seatNo, status] of live.status.entries()) {
    const owner = model.holderOf(seatNo);
    const taken = owner?.bookingId === undefined ? 'held' : 'sold';
    const expected = model.isBlocked(seatNo)
      ? 'blocked'
      : owner === undefined
        ? 'available'
        : taken;
    if (statusNames[status] !== expected) {
      faults.push(`seat ${seatNo}: ${statusNames[status]}, expected ${expected}`);
    }
    if (soldRows.get(seatNo) !== owner?.bookingId) faults.push(`seat ${seatNo}: wrong sold row`);
  }
  for (const customerId of ['ann', 'bob', 'cho']) {
    const count = seatsOfCustomer(live.holds, customerId);
    if (count !== model.countOf(customerId)) faults.push(`${customerId}: counted ${count}`);
  }
  return [...faults, ...verifyState(live)];
}

/** All that a state knows, in one text. */
function describeState(state: SeatState): string {
  const { version, nowMs, closed, status, freeOfLevel, freeOfStretch, heldCount } = state;
  const { ticketsPerCustomerMax, preventSingleSeats, accessibleReleaseAtMs, termsRevision } = state;
  const terms = [ticketsPerCustomerMax, preventSingleSeats, accessibleReleaseAtMs, termsRevision];
  const table = state.holds;
  const holds = [...table.ids.rows()].map((row) => Object.entries(readHold(table, row)).sort());
  const owners = Array.from(state.owners, (row) => row !== noRow && table.ids.textAt(row));
  const customers = [...table.customers.rows()]
    .map((row) => [table.customers.textAt(row), table.seatsOfCustomer[row]])
    .sort();
  const returns = [...state.returns.values()].map((one) => Object.entries(one).sort()).sort();
  const changes = [...state.blockChanges.values()].map((one) => Object.entries(one).sort()).sort();
  return JSON.stringify({
    ...{
      version,
      nowMs,
      closed,
      terms,
      heldCount,
      holds: holds.sort(),
      owners,
      customers,
      returns,
      changes,
    },
    ...{ status: [...status], level: [...freeOfLevel.slice(0, 3)], stretch: [...freeOfStretch] },
  });
}

/** A row as it comes back from the database. */
function storedRow({ sequence, nowMs, effects }: DecidedBatch): JournalRow {
  const writer = createByteWriter();
  writeEffects(writer, effects, nowMs);
  const bytes = writer.bytes();
  return { sequence, nowMs, effects: readEffects(createByteReader(bytes), bytes.length, nowMs) };
}

function replayAll(layout: Layout, journal: readonly JournalRow[], limit: number) {
  const replayed = createSeatState(layout, limit);
  try {
    for (const row of journal) replayRow(replayed, row);
    return replayed;
  } catch (error) {
    return `the journal cannot be replayed: ${error}`;
  }
}

function compareStates(live: SeatState, restored: SeatState): Fault[] {
  const [one, other] = [describeState(live), describeState(restored)];
  return one === other ? [] : [`what was restored differs from live:\n${one}\n${other}`];
}

const sameReply = (one: Reply, other: Reply) =>
  one.result === other.result &&
  JSON.stringify([one.hold, one.conflicts, one.limit]) ===
    JSON.stringify([other.hold, other.conflicts, other.limit]);

const describeReply = (command: Command, expected: Reply, made: Reply): Fault =>
  `${JSON.stringify(command)}: ${JSON.stringify(made)}, expected ${JSON.stringify(expected)}`;
