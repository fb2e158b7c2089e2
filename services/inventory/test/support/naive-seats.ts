import type { Command, HoldBestAvailable, HoldSeats, Reply } from '../../src/domain/commands.ts';
import type { Layout } from '../../src/domain/layout.ts';

interface NaiveHold {
  readonly customerId: string;
  readonly seatNos: readonly number[];
  readonly fence: number;
  readonly expiresAtMs: number;
  readonly bookingId?: string;
  readonly released?: true;
  readonly back?: readonly number[];
}

const refuse = (result: Reply['result']): Reply => ({ result });
const ok = refuse('OK');

/**
 * What inventory should do, in the plainest way: no indexes, no queues, everything recounted from the
 * holds each time. For holds of the best seats it judges the machine's choice instead of making one.
 */
export function createNaiveSeats(layout: Layout, limit: number) {
  const holds = new Map<string, NaiveHold>();
  const returns = new Map<string, string>();
  let closed = false;

  const isStanding = (hold: NaiveHold, seatNo: number) =>
    hold.released === undefined &&
    hold.seatNos.includes(seatNo) &&
    hold.back?.includes(seatNo) !== true;
  const holderOf = (seatNo: number) => [...holds.values()].find((hold) => isStanding(hold, seatNo));
  const isFree = (seatNo: number) => !layout.isBlocked(seatNo) && holderOf(seatNo) === undefined;
  const countOf = (customerId: string) =>
    [...holds.values()]
      .filter((hold) => hold.customerId === customerId)
      .reduce((sum, hold) => sum + hold.seatNos.filter((no) => isStanding(hold, no)).length, 0);
  const isValid = (seatNos: readonly number[]) =>
    seatNos.length > 0 &&
    seatNos.length <= 20 &&
    new Set(seatNos).size === seatNos.length &&
    seatNos.every((no) => no >= 0 && no < layout.capacity && layout.levels[no] !== 255);
  const sameSet = (a: readonly number[], b: readonly number[]) =>
    JSON.stringify([...a].sort((x, y) => x - y)) === JSON.stringify([...b].sort((x, y) => x - y));

  function repeat(hold: NaiveHold, customerId: string): Reply {
    if (hold.customerId !== customerId) return refuse('NOT_OWNER');
    if (hold.released) return refuse('HOLD_NOT_FOUND');
    const { seatNos, fence, expiresAtMs } = hold;
    return { result: 'OK', hold: { seatNos, fence, expiresAtMs } };
  }

  function take(
    command: HoldSeats | HoldBestAvailable,
    seatNos: readonly number[],
    at: { nowMs: number; sequence: number },
  ): Reply {
    const expiresAtMs = at.nowMs + command.holdSeconds * 1000;
    const hold = { customerId: command.customerId, seatNos, fence: at.sequence, expiresAtMs };
    holds.set(command.holdId, hold);
    return { result: 'OK', hold: { seatNos, fence: hold.fence, expiresAtMs } };
  }

  function holdSeats(command: HoldSeats, at: { nowMs: number; sequence: number }): Reply {
    const { seatNos } = command;
    const earlier = holds.get(command.holdId);
    if (earlier) {
      if (!sameSet(earlier.seatNos, seatNos)) return refuse('COMMAND_INVALID');
      return repeat(earlier, command.customerId);
    }
    if (!isValid(seatNos)) return refuse('SEATS_INVALID');
    if (closed) return refuse('PERFORMANCE_CLOSED');
    if (countOf(command.customerId) + seatNos.length > limit) {
      return { result: 'LIMIT_EXCEEDED', limit };
    }
    const conflicts = seatNos.filter((no) => !isFree(no));
    return conflicts.length > 0 ? { result: 'SEATS_TAKEN', conflicts } : take(command, seatNos, at);
  }

  function holdBest(
    command: HoldBestAvailable,
    at: { nowMs: number; sequence: number },
    made: Reply,
  ): Reply {
    const earlier = holds.get(command.holdId);
    if (earlier) {
      if (earlier.seatNos.length !== command.quantity) return refuse('COMMAND_INVALID');
      return repeat(earlier, command.customerId);
    }
    if (closed) return refuse('PERFORMANCE_CLOSED');
    if (countOf(command.customerId) + command.quantity > limit) {
      return { result: 'LIMIT_EXCEEDED', limit };
    }
    const level = layout.levelCodes.indexOf(command.levelCode);
    const free = [...layout.levels.keys()].filter(
      (no) => layout.levels[no] === level && isFree(no),
    );
    if (free.length < command.quantity) return refuse('NOT_ENOUGH_SEATS');
    const chosen = made.hold?.seatNos ?? [];
    const fits =
      chosen.length === command.quantity &&
      new Set(chosen).size === chosen.length &&
      chosen.every((no) => free.includes(no)) &&
      (areNeighbours(chosen) || !canSitTogether(free, command.quantity));
    return fits ? take(command, chosen, at) : refuse('UNAVAILABLE');
  }

  const areNeighbours = (seatNos: readonly number[]) =>
    seatNos.every(
      (no, place) =>
        no === (seatNos[0] ?? 0) + place &&
        layout.stretchOfSeat[no] === layout.stretchOfSeat[seatNos[0] ?? 0],
    ) || layout.stretches[layout.stretchOfSeat[seatNos[0] ?? 0] ?? 0]?.standing === true;
  const canSitTogether = (free: readonly number[], quantity: number) =>
    free.some((no) => {
      const block = Array.from({ length: quantity }, (_, place) => no + place);
      return block.every((other) => free.includes(other)) && areNeighbours(block);
    });

  return {
    isFree,
    holderOf,
    countOf,
    close: () => {
      closed = true;
    },
    expire(nowMs: number): void {
      for (const [id, hold] of holds) {
        const open = hold.bookingId === undefined && !hold.released;
        if (open && hold.expiresAtMs <= nowMs) holds.delete(id);
      }
    },
    /** The reply that the machine should have given; `made` is the one that it gave. */
    execute(command: Command, at: { nowMs: number; sequence: number }, made: Reply): Reply {
      if (command.kind === 'hold_seats') return holdSeats(command, at);
      if (command.kind === 'hold_best_available') return holdBest(command, at, made);
      if (command.kind === 'set_terms') return ok;
      if (command.kind === 'return_seats') {
        const key = JSON.stringify([command.bookingId, [...command.seatNos].sort()]);
        const earlier = returns.get(command.returnId);
        if (earlier !== undefined) return earlier === key ? ok : refuse('COMMAND_INVALID');
        if (!isValid(command.seatNos)) return refuse('SEATS_INVALID');
        const owners = command.seatNos.map((no) => holderOf(no));
        if (owners.some((owner) => owner?.bookingId !== command.bookingId)) {
          return refuse('NOT_OWNER');
        }
        for (const [id, hold] of holds) {
          const back = command.seatNos.filter((no) => isStanding(hold, no));
          if (back.length > 0) holds.set(id, { ...hold, back: [...(hold.back ?? []), ...back] });
        }
        returns.set(command.returnId, key);
        return ok;
      }
      const hold = holds.get(command.holdId);
      if (hold === undefined) return refuse('HOLD_NOT_FOUND');
      if (command.kind === 'release_hold') {
        if (hold.customerId !== command.customerId) return refuse('NOT_OWNER');
        if (hold.bookingId !== undefined) return refuse('HOLD_NOT_FOUND');
        holds.set(command.holdId, { ...hold, released: true });
        return ok;
      }
      if (hold.released) return refuse('HOLD_NOT_FOUND');
      if (hold.customerId !== command.customerId) return refuse('NOT_OWNER');
      if (hold.fence !== command.fence) return refuse('FENCE_STALE');
      if (hold.bookingId !== undefined) {
        return hold.bookingId === command.bookingId ? ok : refuse('NOT_OWNER');
      }
      if (closed) return refuse('PERFORMANCE_CLOSED');
      holds.set(command.holdId, { ...hold, bookingId: command.bookingId });
      return ok;
    },
  };
}
