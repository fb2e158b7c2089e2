import {
  type availabilityChanged,
  type DataOf,
  getPerformance,
  type SaleTerms,
} from '@ticketing/contracts';
import type { KeyValueStore } from '@ticketing/key-value-store';
import type { Clock, Logger, ServiceCaller } from '@ticketing/service-kit';
import {
  arrivalWindowSeconds,
  roomsRememberedMax,
  roomUnusedMs,
  sharedReadSeconds,
} from '../domain/limits.ts';
import { emptyRoomState, parseRoomState, type RoomState } from '../domain/room-state.ts';
import type { PreparedStatus } from './room-status.ts';
import type { SaleTermsMemory } from './sale-terms.ts';

type Availability = Pick<DataOf<typeof availabilityChanged>, 'version' | 'available' | 'byLevel'>;

/** What this gateway knows of a performance's waiting room; the store knows better. */
export interface Room {
  readonly performanceId: string;
  terms: SaleTerms;
  state: RoomState;
  availability: Availability | undefined;
  /** Arrivals in the window that ended then. */
  arrivals: { readonly count: number; readonly atMs: number };
  usedAtMs: number;
  status: PreparedStatus | undefined;
  preparing: Promise<PreparedStatus> | undefined;
  readonly readers: Set<(status: PreparedStatus) => void>;
}

export interface Rooms {
  /** The room of a performance. Throws as SaleTermsMemory.read does. */
  open(performanceId: string): Promise<Room>;
  /** Rooms somebody has used lately; the others are left out of the memory. */
  inUse(): Room[];
  /** The room, if this gateway has it. */
  find(performanceId: string): Room | undefined;
  learnAvailability(counted: DataOf<typeof availabilityChanged>): void;
  /** Reads the shared state anew. */
  refresh(room: Room): Promise<void>;
  /** Saves the shared state. */
  save(room: Room, state: RoomState): Promise<void>;
}

/** Whether bookings of this performance need an admission now. */
export function isProtected({ terms, state }: Pick<Room, 'terms' | 'state'>): boolean {
  if (terms.waitingRoom === 'always') return true;
  return terms.waitingRoom === 'auto' && state.protectedSinceMs !== undefined;
}

/** Whether the sale is over for good. */
export const hasEnded = ({ terms }: Pick<Room, 'terms'>, now: Date): boolean =>
  terms.status === 'cancelled' || now >= new Date(terms.saleClosesAt);

/** Arrivals that still count. */
export const arrivalsNow = (room: Room, nowMs: number): number =>
  nowMs - room.arrivals.atMs < arrivalWindowSeconds * 1000 ? room.arrivals.count : 0;

export function createRooms(dependencies: {
  readonly keyValueStore: KeyValueStore;
  readonly events: ServiceCaller;
  readonly terms: SaleTermsMemory;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
}): Rooms {
  const { keyValueStore, events, terms, clock, logger } = dependencies;
  const rooms = new Map<string, Room>();
  const opening = new Map<string, Promise<Room>>();

  async function refresh(room: Room): Promise<void> {
    room.state = parseRoomState(await keyValueStore.waitingRooms.readState(room.performanceId));
  }

  async function create(performanceId: string, saleTerms: SaleTerms): Promise<Room> {
    const room: Room = {
      performanceId,
      terms: saleTerms,
      state: emptyRoomState,
      availability: undefined,
      arrivals: { count: 0, atMs: 0 },
      usedAtMs: clock.now().getTime(),
      status: undefined,
      preparing: undefined,
      readers: new Set(),
    };
    try {
      await refresh(room);
    } catch (error) {
      // A hot sale is known to every gateway; this one is quiet, or protected by its terms in any case.
      logger.warn({ err: error, performanceId }, 'the state of the room cannot be read');
      return room;
    }
    room.availability = await readAvailability(performanceId);
    makeSpace();
    rooms.set(performanceId, room);
    return room;
  }

  /** What the catalogue last counted; the bus tells what follows. */
  async function readAvailability(performanceId: string): Promise<Availability | undefined> {
    try {
      const known = await keyValueStore.cache.getOrLoad(
        availabilityKey(performanceId),
        sharedReadSeconds,
        async () => JSON.stringify((await countByCatalogue(performanceId)) ?? null),
      );
      const kept: Availability | null = JSON.parse(known);
      return kept ?? undefined;
    } catch (error) {
      logger.warn({ err: error, performanceId }, 'seats left are not known yet');
      return undefined;
    }
  }

  async function countByCatalogue(performanceId: string): Promise<Availability | undefined> {
    const { performance } = await events.call(getPerformance, { params: { performanceId } });
    const { availability } = performance;
    return availability === undefined ? undefined : { version: 0, ...availability };
  }

  function makeSpace(): void {
    if (rooms.size < roomsRememberedMax) return;
    for (const room of rooms.values()) {
      if (room.readers.size > 0) continue;
      rooms.delete(room.performanceId);
      return;
    }
  }

  return {
    refresh,
    async open(performanceId) {
      const saleTerms = await terms.read(performanceId);
      let room = rooms.get(performanceId);
      if (room === undefined) {
        let opened = opening.get(performanceId);
        if (opened === undefined) {
          opened = create(performanceId, saleTerms).finally(() => opening.delete(performanceId));
          opening.set(performanceId, opened);
        }
        room = await opened;
      }
      room.terms = saleTerms;
      room.usedAtMs = clock.now().getTime();
      return room;
    },
    inUse() {
      const nowMs = clock.now().getTime();
      for (const room of rooms.values()) {
        if (room.readers.size > 0) room.usedAtMs = nowMs;
        else if (nowMs - room.usedAtMs > roomUnusedMs) rooms.delete(room.performanceId);
      }
      return [...rooms.values()];
    },
    find: (performanceId) => rooms.get(performanceId),
    learnAvailability(counted) {
      const room = rooms.get(counted.performanceId);
      if (room === undefined || (room.availability?.version ?? -1) > counted.version) return;
      room.availability = counted;
    },
    async save(room, state) {
      room.state = state;
      await keyValueStore.waitingRooms.writeState(room.performanceId, JSON.stringify(state));
    },
  };
}

export const availabilityKey = (performanceId: string): string =>
  `waiting-room:availability:${performanceId}`;
