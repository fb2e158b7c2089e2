import type {
  ChangeBlocks,
  Command,
  ExtendHold,
  HoldBestAvailable,
  HoldSeats,
  Reply,
} from '../../src/domain/commands.ts';
import type { Layout } from '../../src/domain/layout.ts';
import { naiveSinglesLeft } from './naive-singles.ts';

interface NaiveHold {
  readonly customerId: string;
  readonly seatNos: readonly number[];
  readonly fence: number;
  readonly takenAtMs: number;
  readonly expiresAtMs: number;
  readonly extended?: readonly boolean[];
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
export function createNaiveSeats(layout: Layout, limitAtFirst: number) {
  let limit = limitAtFirst;
  let revision = 0;
  let preventSingleSeats = false;
  let releaseAtMs = Number.POSITIVE_INFINITY;
  const holds = new Map<string, NaiveHold>();
  const returns = new Map<string, string>();
  const changes = new Map<string, string>();
  const blocked = new Set([...layout.levels.keys()].filter((no) => layout.isBlocked(no)));
  let closed = false;

  const isStanding = (hold: NaiveHold, seatNo: number) =>
    hold.released === undefined &&
    hold.seatNos.includes(seatNo) &&
    hold.back?.includes(seatNo) !== true;
  const holderOf = (seatNo: number) => [...holds.values()].find((hold) => isStanding(hold, seatNo));
  const isFree = (seatNo: number) => !blocked.has(seatNo) && holderOf(seatNo) === undefined;
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
    holds.set(command.holdId, { ...hold, takenAtMs: at.nowMs });
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
    if (conflicts.length > 0) return { result: 'SEATS_TAKEN', conflicts };
    return refuseByRules(command, at) ?? take(command, seatNos, at);
  }

  function refuseByRules(command: HoldSeats, at: { nowMs: number }): Reply | undefined {
    const { seatNos, accessible } = command;
    const kept = at.nowMs < releaseAtMs;
    const sectionsChosen = seatNos.filter((no) => layout.needs[no] === 1).map(sectionOf);
    const conflicts = seatNos.filter((no) => {
      if (!kept || layout.needs[no] === 0) return false;
      return !accessible || !sectionsChosen.includes(sectionOf(no));
    });
    if (conflicts.length > 0) return { result: 'SEATS_RESERVED', conflicts };
    if (!preventSingleSeats || (kept && sectionsChosen.length > 0)) return undefined;
    const isOpen = (no: number) =>
      isFree(no) && (!kept || layout.needs[no] === 0 || seatNos.includes(no));
    const singles = naiveSinglesLeft(layout, isOpen, seatNos);
    return singles.length > 0 ? { result: 'SINGLE_SEAT_LEFT', conflicts: singles } : undefined;
  }

  const sectionOf = (seatNo: number) =>
    layout.stretches[layout.stretchOfSeat[seatNo] ?? 0]?.sectionId;

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
    const allFree = [...layout.levels.keys()].filter(
      (no) => layout.levels[no] === level && isFree(no),
    );
    const chosen = made.hold?.seatNos ?? [];
    if (command.accessible) {
      const [places, others] = [1, 0].map((is) =>
        allFree.filter((no) => (layout.needs[no] === 1 ? 1 : 0) === is),
      );
      const enough = (others?.length ?? 0) >= command.quantity - 1;
      if (!places?.length || !enough) return refuse('NOT_ENOUGH_SEATS');
      const [first = -1, ...rest] = chosen;
      const fits =
        chosen.length === command.quantity &&
        new Set(chosen).size === chosen.length &&
        places.includes(first) &&
        rest.every((no) => others?.includes(no));
      return fits ? take(command, chosen, at) : refuse('UNAVAILABLE');
    }
    const free = allFree.filter((no) => at.nowMs >= releaseAtMs || layout.needs[no] === 0);
    if (free.length < command.quantity) return refuse('NOT_ENOUGH_SEATS');
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

  function extend(command: ExtendHold): Reply {
    const hold = holds.get(command.holdId);
    if (hold === undefined || hold.released) return refuse('HOLD_NOT_FOUND');
    if (hold.customerId !== command.customerId) return refuse('NOT_OWNER');
    if (hold.fence !== command.fence) return refuse('FENCE_STALE');
    const before = hold.extended ?? [];
    let { expiresAtMs } = hold;
    if (!before.includes(command.deferred)) {
      if (hold.bookingId !== undefined) return refuse('HOLD_NOT_FOUND');
      if (closed) return refuse('PERFORMANCE_CLOSED');
      const minutesMax = command.deferred ? 7 * 24 * 60 : 20;
      expiresAtMs = Math.min(command.expiresAtMs, hold.takenAtMs + minutesMax * 60_000);
      if (expiresAtMs <= hold.expiresAtMs) expiresAtMs = hold.expiresAtMs;
      else
        holds.set(command.holdId, {
          ...hold,
          expiresAtMs,
          extended: [...before, command.deferred],
        });
    }
    return { result: 'OK', hold: { seatNos: hold.seatNos, fence: hold.fence, expiresAtMs } };
  }

  function changeBlocks({ changeId, block, release }: ChangeBlocks): Reply {
    const key = JSON.stringify([block, release].map((seatNos) => [...seatNos].sort()));
    const earlier = changes.get(changeId);
    if (earlier !== undefined) return earlier === key ? ok : refuse('COMMAND_INVALID');
    if (block.length + release.length === 0) return refuse('COMMAND_INVALID');
    const all = [...block, ...release];
    const repeated = all.filter((no, place) => all.indexOf(no) !== place);
    const unknown = all.filter((no) => no >= layout.capacity);
    const fixed = release.filter((no) => !blocked.has(no) || layout.levels[no] === 255);
    const conflicts = [...new Set([...repeated, ...unknown, ...fixed])].sort((a, b) => a - b);
    if (conflicts.length > 0) return { result: 'SEATS_INVALID', conflicts };
    const taken = block.filter((no) => !isFree(no));
    if (taken.length > 0) return { result: 'SEATS_TAKEN', conflicts: taken };
    for (const no of block) blocked.add(no);
    for (const no of release) blocked.delete(no);
    changes.set(changeId, key);
    return ok;
  }

  return {
    isFree,
    isBlocked: (seatNo: number) => blocked.has(seatNo),
    holderOf,
    countOf,
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
      if (command.kind === 'set_terms') {
        if (command.revision <= revision) return ok;
        revision = command.revision;
        limit = command.ticketsPerCustomerMax;
        closed = command.closed;
        preventSingleSeats = command.preventSingleSeats ?? false;
        releaseAtMs = command.accessibleReleaseAtMs ?? Number.POSITIVE_INFINITY;
        return ok;
      }
      if (command.kind === 'extend_hold') return extend(command);
      if (command.kind === 'change_blocks') return changeBlocks(command);
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
