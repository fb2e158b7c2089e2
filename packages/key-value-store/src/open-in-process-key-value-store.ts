import { type Clock, steadyClock } from './clock.ts';
import { createInProcessCache } from './in-process-cache.ts';
import { createInProcessFanout } from './in-process-fanout.ts';
import { createInProcessRateLimiter } from './in-process-rate-limiter.ts';
import { createInProcessWaitingRooms } from './in-process-waiting-rooms.ts';
import type { KeyValueStore } from './port.ts';
import { openRoomFile } from './room-file.ts';
import { openNoRoomRecords } from './room-records.ts';

export interface InProcessKeyValueStoreOptions {
  /** Where waiting rooms survive a restart, kill -9 included. Without it they do not. */
  readonly stateFile?: string;
  readonly clock?: Clock;
}

/**
 * The key-value store inside this process, for one process at a time.
 * Rejects when the state file is held by another process, damaged or out of reach.
 */
export async function openInProcessKeyValueStore(
  options: InProcessKeyValueStoreOptions = {},
): Promise<KeyValueStore> {
  const { stateFile, clock = steadyClock } = options;
  const records = stateFile === undefined ? openNoRoomRecords() : await openRoomFile(stateFile);
  const waitingRooms = createInProcessWaitingRooms(clock, records);
  return {
    rateLimiter: createInProcessRateLimiter(clock),
    cache: createInProcessCache(clock),
    fanout: createInProcessFanout(),
    waitingRooms: waitingRooms.store,
    ping: waitingRooms.ping,
    close: waitingRooms.close,
  };
}
