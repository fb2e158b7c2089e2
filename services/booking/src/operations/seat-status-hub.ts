import {
  encodeSeatDelta,
  encodeSeatStatus,
  type SeatStatusDelta,
} from '@ticketing/contracts/codecs/seat-status';
import type { InventoryClient, SeatDelta, SeatWatch } from '@ticketing/inventory-client';
import type { Clock, Logger } from '@ticketing/service-kit';
import { problemOfInventory } from './inventory-problems.ts';

/** The seats of a performance as all its readers get them. */
export interface PreparedStatus {
  readonly version: number;
  /** codecs/seat-status snapshot. */
  readonly bytes: Buffer;
}

/** A reader of changes. `undefined` means: begin anew from a snapshot. */
export type DeltaReader = (delta: Buffer | undefined) => void;

/**
 * Follows the seats of the performances that are being looked at: one watch each, however many readers,
 * one prepared buffer for all of them.
 */
export interface SeatStatusHub {
  /** Throws performance_not_found, inventory_unavailable. */
  read(performanceId: string): Promise<PreparedStatus>;
  /** Calls `reader` for every change until the returned function is called. */
  follow(performanceId: string, reader: DeltaReader): Promise<() => void>;
  close(): void;
}

/** A performance that nobody reads any more is followed this much longer. */
const idleMs = 60_000;
const idleCheckMs = 15_000;

interface Followed {
  version: number;
  status: Uint8Array;
  prepared: PreparedStatus | undefined;
  readonly readers: Set<DeltaReader>;
  watch: SeatWatch | undefined;
  usedAt: number;
}

export function createSeatStatusHub({
  inventory,
  clock,
  logger,
}: {
  inventory: InventoryClient;
  clock: Pick<Clock, 'now'>;
  logger: Logger;
}): SeatStatusHub {
  const followed = new Map<string, Promise<Followed>>();
  const idleCheck = setInterval(dropIdle, idleCheckMs);
  idleCheck.unref();

  function dropIdle(): void {
    const now = clock.now().getTime();
    for (const [performanceId, starting] of followed) {
      void starting.then((entry) => {
        const idle = entry.readers.size === 0 && now - entry.usedAt > idleMs;
        if (idle && followed.get(performanceId) === starting) drop(performanceId, entry);
      }, ignore);
    }
  }

  function drop(performanceId: string, entry: Followed): void {
    followed.delete(performanceId);
    entry.watch?.cancel();
    for (const reader of entry.readers) reader(undefined);
  }

  function get(performanceId: string): Promise<Followed> {
    const known = followed.get(performanceId);
    if (known !== undefined) return known;
    const starting = start(performanceId);
    followed.set(performanceId, starting);
    starting.catch(() => {
      if (followed.get(performanceId) === starting) followed.delete(performanceId);
    });
    return starting;
  }

  async function start(performanceId: string): Promise<Followed> {
    const { result, version, status } = await inventory.getSeatStatus(performanceId);
    if (result !== 'OK') throw problemOfInventory(result);
    const entry: Followed = {
      version,
      status: Uint8Array.from(status),
      prepared: undefined,
      readers: new Set(),
      watch: undefined,
      usedAt: clock.now().getTime(),
    };
    entry.watch = inventory.watchSeats(
      performanceId,
      version,
      (delta) => apply(performanceId, entry, delta),
      (error) => {
        if (error !== undefined) logger.warn({ err: error, performanceId }, 'seat watch ended');
        drop(performanceId, entry);
      },
    );
    return entry;
  }

  function apply(performanceId: string, entry: Followed, delta: SeatDelta): void {
    if (delta.reset || delta.fromVersion !== entry.version) {
      drop(performanceId, entry);
      return;
    }
    delta.seatNos.forEach((seatNo, index) => {
      entry.status[seatNo] = delta.status[index] ?? 0;
    });
    entry.version = delta.toVersion;
    entry.prepared = undefined;
    if (entry.readers.size === 0) return;
    const bytes = Buffer.from(encodeSeatDelta(sortDelta(delta)));
    for (const reader of entry.readers) reader(bytes);
  }

  return {
    async read(performanceId) {
      const entry = await get(performanceId);
      entry.usedAt = clock.now().getTime();
      entry.prepared ??= { version: entry.version, bytes: Buffer.from(encodeSeatStatus(entry)) };
      return entry.prepared;
    },
    async follow(performanceId, reader) {
      const entry = await get(performanceId);
      entry.readers.add(reader);
      return () => {
        entry.readers.delete(reader);
        entry.usedAt = clock.now().getTime();
      };
    },
    close() {
      clearInterval(idleCheck);
      for (const [performanceId, starting] of followed) {
        void starting.then((entry) => drop(performanceId, entry), ignore);
      }
    },
  };
}

const ignore = (): void => {};

/** The wire format counts gaps between ascending seats. */
function sortDelta(delta: SeatDelta): SeatStatusDelta {
  const changes = delta.seatNos
    .map((seatNo, index) => ({ seatNo, status: delta.status[index] ?? 0 }))
    .sort((a, b) => a.seatNo - b.seatNo);
  return {
    fromVersion: delta.fromVersion,
    toVersion: delta.toVersion,
    seatNos: changes.map(({ seatNo }) => seatNo),
    status: changes.map(({ status }) => status),
  };
}
