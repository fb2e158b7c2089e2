import type { RoomRecord, RoomRecords } from './room-records.ts';

/** A room's record: what is on disk, and what will be. */
export interface DurableRoom {
  /** What survives a crash now. */
  durable(): RoomRecord;
  /** What is or will be saved. */
  wanted(): RoomRecord;
  /** Resolves when the change is on disk; only then `durable` shows it. */
  change(change: Partial<RoomRecord>): Promise<void>;
}

export function createDurableRoom(records: RoomRecords, record: RoomRecord): DurableRoom {
  let durable = record;
  let wanted = record;
  return {
    durable: () => durable,
    wanted: () => wanted,
    async change(change) {
      const next = { ...wanted, ...change };
      wanted = next;
      await records.save(next);
      // Writes end in the order they began, so this is never older than what is there.
      durable = next;
    },
  };
}
