import { type ArrivalCounter, createArrivalCounter } from './arrival-counter.ts';
import { checkArrivalWindow, checkPosition, checkRoomState, toTtlMs } from './check-input.ts';
import type { Clock } from './clock.ts';
import { createDurableRoom, type DurableRoom } from './durable-room.ts';
import { createExpiringSet, type ExpiringSet } from './expiring-set.ts';
import { roomIdleDaysMax } from './limits.ts';
import type { WaitingRoomStore } from './port.ts';
import { createRoomPositions, type RoomPositions } from './room-positions.ts';
import type { RoomRecord, RoomRecords } from './room-records.ts';

interface Room {
  readonly kept: DurableRoom;
  readonly positions: RoomPositions;
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

const closedError = (): Error => new Error('the key-value store is closed');

/**
 * Waiting rooms in memory over durable records. Positions are given from a block that was reserved
 * on disk before, so none is given twice; a killed process loses the rest of its block, which
 * nobody gets. `serving` and the state are shown only after they are on disk, so they never fall
 * back.
 */
export function createInProcessWaitingRooms(
  clock: Clock,
  records: RoomRecords,
): InProcessWaitingRooms {
  const rooms = openRooms(clock, records);
  const { find, touch } = rooms;

  const store: WaitingRoomStore = {
    nextPosition: async (name) => touch(name).positions.next(),
    lastPosition: async (name) => find(name)?.positions.last() ?? 0,
    serving: async (name) => find(name)?.kept.durable().serving ?? 0,
    async advanceServing(name, position) {
      checkPosition(position);
      const { kept } = touch(name);
      // Also when another call has raised it already: this one must wait for the disk, too.
      const serving = Math.max(position, kept.wanted().serving);
      if (serving > kept.durable().serving) await kept.change({ serving });
      return kept.durable().serving;
    },
    async touchSession(name, sessionId, ttlSeconds) {
      const ttlMs = toTtlMs(ttlSeconds);
      touch(name).sessions.touch(sessionId, clock.now() + ttlMs);
    },
    endSession: async (name, sessionId) => find(name)?.sessions.remove(sessionId),
    activeSessions: async (name) => find(name)?.sessions.count(clock.now()) ?? 0,
    async countArrival(name, windowSeconds) {
      checkArrivalWindow(windowSeconds);
      return touch(name).arrivals.count(clock.now(), windowSeconds);
    },
    rooms: async () => rooms.listNames(),
    readState: async (name) => find(name)?.kept.durable().state,
    async writeState(name, state) {
      checkRoomState(state);
      await touch(name).kept.change({ state });
    },
  };

  return { store, ping: async () => rooms.refuseWhenClosed(), close: rooms.close };
}

interface Rooms {
  find(name: string): Room | undefined;
  /** The room, created when it is new; it counts as touched today. Throws once closed. */
  touch(name: string): Room;
  /** Forgets the rooms that nobody touched for long, and returns the names of the others. */
  listNames(): string[];
  refuseWhenClosed(): void;
  close(): Promise<void>;
}

function openRooms(clock: Clock, records: RoomRecords): Rooms {
  const rooms = new Map<string, Room>();
  for (const record of records.loaded) rooms.set(record.room, openRoom(record));
  let closed = false;

  function openRoom(record: RoomRecord): Room {
    const kept = createDurableRoom(records, record);
    const positions = createRoomPositions(clock, kept);
    return { kept, positions, sessions: createExpiringSet(), arrivals: createArrivalCounter() };
  }

  const today = (): number => Math.floor(clock.now() / 86_400_000);

  function refuseWhenClosed(): void {
    if (closed) throw closedError();
  }

  function touch(name: string): Room {
    refuseWhenClosed();
    let room = rooms.get(name);
    if (room === undefined) {
      room = openRoom({ room: name, reservedPosition: 0, serving: 0, touchedDay: 0 });
      rooms.set(name, room);
    }
    const touchedDay = today();
    // Needs no answer: were it lost, the room would be forgotten a day too soon.
    if (room.kept.wanted().touchedDay !== touchedDay) {
      room.kept.change({ touchedDay }).catch(() => undefined);
    }
    return room;
  }

  function listNames(): string[] {
    for (const [name, { kept }] of rooms) {
      if (kept.wanted().touchedDay >= today() - roomIdleDaysMax) continue;
      rooms.delete(name);
      records.forget(name);
    }
    return [...rooms.keys()];
  }

  async function close(): Promise<void> {
    if (closed) return;
    closed = true;
    const gaveBack = [...rooms.values()].map(async ({ kept, positions }) => {
      positions.end(closedError());
      const reservedPosition = positions.last();
      if (reservedPosition < kept.wanted().reservedPosition)
        await kept.change({ reservedPosition });
    });
    await Promise.all(gaveBack);
    await records.close();
  }

  return { find: (name) => rooms.get(name), touch, listNames, refuseWhenClosed, close };
}
