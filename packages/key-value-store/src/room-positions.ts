import type { Clock } from './clock.ts';
import type { DurableRoom } from './durable-room.ts';
import { positionsReservedAheadMs, positionsReservedMax, positionsReservedMin } from './limits.ts';

/** The places in a room's line, given from a block that was reserved on disk before. */
export interface RoomPositions {
  last(): number;
  next(): Promise<number>;
  /** Gives no more places; those who wait for one are told the error. */
  end(error: Error): void;
}

interface WaitingCaller {
  readonly resolve: (position: number) => void;
  readonly reject: (error: unknown) => void;
}

export function createRoomPositions(clock: Clock, room: DurableRoom): RoomPositions {
  let last = room.durable().reservedPosition;
  /** Where and when the last reservation began, to learn how fast positions go. */
  let reservedFrom = last;
  let reservedAtMs = 0;
  let reserving = false;
  /** Callers who found no reserved position left. */
  const waiting: WaitingCaller[] = [];

  /** For those who wait, and for the time ahead what the time behind needed. */
  function countAhead(): number {
    const given = last - reservedFrom;
    const elapsedMs = Math.max(clock.now() - reservedAtMs, 1);
    // The factor lets a block grow in a rush, though it is renewed when half of it is left.
    const expected = Math.min(4 * given, (given / elapsedMs) * positionsReservedAheadMs);
    const needed = Math.max(Math.ceil(expected) + waiting.length, positionsReservedMin);
    return Math.min(needed, positionsReservedMax);
  }

  async function reserve(): Promise<void> {
    if (reserving) return;
    reserving = true;
    const reservedPosition = Math.max(room.wanted().reservedPosition, last + countAhead());
    reservedFrom = last;
    reservedAtMs = clock.now();
    try {
      await room.change({ reservedPosition });
      reserving = false;
      giveToWaiting();
    } catch (error) {
      reserving = false;
      for (const { reject } of waiting.splice(0)) reject(error);
    }
  }

  function giveToWaiting(): void {
    const free = room.durable().reservedPosition - last;
    for (const { resolve } of waiting.splice(0, free)) resolve(give());
    if (waiting.length > 0) void reserve();
  }

  function give(): number {
    last += 1;
    const { reservedPosition } = room.durable();
    const left = reservedPosition - last;
    if (left < (reservedPosition - reservedFrom) / 2) void reserve();
    return last;
  }

  return {
    last: () => last,
    async next() {
      if (last < room.durable().reservedPosition) return give();
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        void reserve();
      });
    },
    end(error) {
      for (const { reject } of waiting.splice(0)) reject(error);
    },
  };
}
