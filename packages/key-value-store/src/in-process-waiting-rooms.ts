import { type ArrivalCounter, createArrivalCounter } from './arrival-counter.ts';
import { checkArrivalWindow, checkPosition, checkRoomState, toTtlMs } from './check-input.ts';
import type { Clock } from './clock.ts';
import { createExpiringSet, type ExpiringSet } from './expiring-set.ts';
import {
  positionsReservedAheadMs,
  positionsReservedMax,
  positionsReservedMin,
  roomIdleDaysMax,
} from './limits.ts';
import type { WaitingRoomStore } from './port.ts';
import type { RoomRecord, RoomRecords } from './room-records.ts';

interface WaitingCaller {
  readonly resolve: (position: number) => void;
  readonly reject: (error: unknown) => void;
}

interface Room {
  lastPosition: number;
  /** What survives a crash now; everything that is read comes from here. */
  durable: RoomRecord;
  /** What is or will be saved. */
  wanted: RoomRecord;
  /** Where and when the last reservation began, to learn how fast positions go. */
  reservedFrom: number;
  reservedAtMs: number;
  reserving: boolean;
  /** Callers who found no reserved position left. */
  readonly waiting: WaitingCaller[];
  readonly sessions: ExpiringSet;
  readonly arrivals: ArrivalCounter;
}

export interface InProcessWaitingRooms {
  readonly store: WaitingRoomStore;
  /** Rejects once closed. */
  ping(): Promise<void>;
  /** Gives the reserved and unused positions back. */
  close(): Promise<void>;
}

const dayMs = 86_400_000;

const closedError = (): Error => new Error('the key-value store is closed');

/**
 * Waiting rooms in memory over durable records. Positions are given from a block that was reserved on
 * disk before, so none is given twice; a killed process loses the rest of its block, which nobody gets.
 * `serving` and the state are shown only after they are on disk, so they never fall back.
 */
export function createInProcessWaitingRooms(
  clock: Clock,
  records: RoomRecords,
): InProcessWaitingRooms {
  const rooms = new Map<string, Room>();
  for (const record of records.loaded) rooms.set(record.room, createRoom(record));
  let closed = false;

  const today = (): number => Math.floor(clock.now() / dayMs);

  /** The room, created when it is new; it counts as touched today. */
  function touch(name: string): Room {
    if (closed) throw closedError();
    let room = rooms.get(name);
    if (room === undefined) {
      room = createRoom({ room: name, reservedPosition: 0, serving: 0, touchedDay: 0 });
      rooms.set(name, room);
    }
    // Needs no answer: were it lost, the room would be forgotten a day too soon.
    const touchedDay = today();
    if (room.wanted.touchedDay !== touchedDay) save(room, { touchedDay }).catch(() => undefined);
    return room;
  }

  async function save(room: Room, change: Partial<RoomRecord>): Promise<void> {
    const record = { ...room.wanted, ...change };
    room.wanted = record;
    await records.save(record);
    // Writes end in the order they began, so this is never older than what is there.
    room.durable = record;
  }

  /** Reserves for those who wait, and for the time ahead what the time behind needed. */
  async function reserve(room: Room): Promise<void> {
    const given = room.lastPosition - room.reservedFrom;
    const elapsedMs = Math.max(clock.now() - room.reservedAtMs, 1);
    // The factor lets a block grow in a rush, though it is renewed when half of it is left.
    const expected = Math.min(4 * given, (given / elapsedMs) * positionsReservedAheadMs);
    const needed = Math.max(Math.ceil(expected) + room.waiting.length, positionsReservedMin);
    const ahead = Math.min(needed, positionsReservedMax);
    room.reservedFrom = room.lastPosition;
    room.reservedAtMs = clock.now();
    room.reserving = true;
    try {
      const reservedPosition = Math.max(room.wanted.reservedPosition, room.lastPosition + ahead);
      await save(room, { reservedPosition });
      room.reserving = false;
      giveToWaiting(room);
    } catch (error) {
      room.reserving = false;
      for (const { reject } of room.waiting.splice(0)) reject(error);
    }
  }

  function giveToWaiting(room: Room): void {
    const free = room.durable.reservedPosition - room.lastPosition;
    for (const { resolve } of room.waiting.splice(0, free)) resolve(give(room));
    if (room.waiting.length > 0) reserveSoon(room);
  }

  function reserveSoon(room: Room): void {
    if (!room.reserving) void reserve(room);
  }

  function give(room: Room): number {
    room.lastPosition += 1;
    const left = room.durable.reservedPosition - room.lastPosition;
    const block = room.durable.reservedPosition - room.reservedFrom;
    if (left < block / 2) reserveSoon(room);
    return room.lastPosition;
  }

  async function nextPosition(name: string): Promise<number> {
    const room = touch(name);
    if (room.lastPosition < room.durable.reservedPosition) return give(room);
    return new Promise<number>((resolve, reject) => {
      room.waiting.push({ resolve, reject });
      reserveSoon(room);
    });
  }

  function forgetIdleRooms(): void {
    for (const [name, room] of rooms) {
      if (room.wanted.touchedDay >= today() - roomIdleDaysMax) continue;
      rooms.delete(name);
      records.forget(name);
    }
  }

  const store: WaitingRoomStore = {
    nextPosition,
    lastPosition: async (name) => rooms.get(name)?.lastPosition ?? 0,
    serving: async (name) => rooms.get(name)?.durable.serving ?? 0,
    async advanceServing(name, position) {
      checkPosition(position);
      const room = touch(name);
      if (position > room.wanted.serving) await save(room, { serving: position });
      else if (position > room.durable.serving) await save(room, {});
      return room.durable.serving;
    },
    async touchSession(name, sessionId, ttlSeconds) {
      const ttlMs = toTtlMs(ttlSeconds);
      touch(name).sessions.touch(sessionId, clock.now() + ttlMs);
    },
    async endSession(name, sessionId) {
      rooms.get(name)?.sessions.remove(sessionId);
    },
    activeSessions: async (name) => rooms.get(name)?.sessions.count(clock.now()) ?? 0,
    async countArrival(name, windowSeconds) {
      checkArrivalWindow(windowSeconds);
      return touch(name).arrivals.count(clock.now(), windowSeconds);
    },
    async rooms() {
      forgetIdleRooms();
      return [...rooms.keys()];
    },
    readState: async (name) => rooms.get(name)?.durable.state,
    async writeState(name, state) {
      checkRoomState(state);
      await save(touch(name), { state });
    },
  };

  async function close(): Promise<void> {
    if (closed) return;
    closed = true;
    for (const room of rooms.values()) {
      for (const { reject } of room.waiting.splice(0)) reject(closedError());
    }
    const rest = [...rooms.values()].filter((r) => r.lastPosition < r.wanted.reservedPosition);
    await Promise.all(rest.map((room) => save(room, { reservedPosition: room.lastPosition })));
    await records.close();
  }

  async function ping(): Promise<void> {
    if (closed) throw closedError();
  }

  return { store, ping, close };
}

function createRoom(record: RoomRecord): Room {
  return {
    lastPosition: record.reservedPosition,
    durable: record,
    wanted: record,
    reservedFrom: record.reservedPosition,
    reservedAtMs: 0,
    reserving: false,
    waiting: [],
    sessions: createExpiringSet(),
    arrivals: createArrivalCounter(),
  };
}
