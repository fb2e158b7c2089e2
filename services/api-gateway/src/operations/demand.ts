import type { WaitingRoomDependencies } from '../dependencies.ts';
import { arrivalWindowSeconds } from '../domain/limits.ts';
import type { Room } from './rooms.ts';

type Dependencies = Pick<
  WaitingRoomDependencies,
  'keyValueStore' | 'settings' | 'rooms' | 'clock' | 'logger'
>;

/** Counts a visitor of a sale; too many in the window protect a sale of mode auto. */
export async function countArrival(dependencies: Dependencies, room: Room): Promise<void> {
  const { keyValueStore, settings, clock } = dependencies;
  const { performanceId } = room;
  const count = await keyValueStore.waitingRooms.countArrival(performanceId, arrivalWindowSeconds);
  room.arrivals = { count, atMs: clock.now().getTime() };
  if (count > settings.protectAboveArrivals) await protectByDemand(dependencies, room);
}

/** Begins to protect a sale of mode auto. */
export async function protectByDemand(
  { rooms, clock, logger }: Dependencies,
  room: Room,
): Promise<void> {
  if (room.terms.waitingRoom !== 'auto' || room.state.protectedSinceMs !== undefined) return;
  logger.info({ performanceId: room.performanceId }, 'demand is high: the sale is protected');
  await rooms.save(room, { ...room.state, protectedSinceMs: clock.now().getTime() });
}

/**
 * Takes a slot for this account if no more than `max` are in use with it. It is taken first and given
 * back when there were too many, so that two who ask at once never both get the last.
 */
export async function takeSlot(
  { keyValueStore, settings }: Dependencies,
  room: Room,
  { accountId, max }: { accountId: string; max: number },
): Promise<boolean> {
  const { waitingRooms } = keyValueStore;
  await waitingRooms.touchSession(room.performanceId, accountId, settings.admissionSeconds);
  if ((await waitingRooms.activeSessions(room.performanceId)) <= max) return true;
  await waitingRooms.endSession(room.performanceId, accountId);
  return false;
}
