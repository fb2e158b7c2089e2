import type { WaitingRoomDependencies } from '../dependencies.ts';
import { tickMs } from '../domain/limits.ts';
import { mayStopProtecting, placesToCall, recordCall } from '../domain/room-state.ts';
import { calledSlot } from './enter-waiting-room.ts';
import { prepareStatus } from './room-status.ts';
import { arrivalsNow, hasEnded, isProtected, type Room } from './rooms.ts';

/** One second of every room in use: lets people in, ends protection, tells the readers. */
async function advanceRooms(dependencies: WaitingRoomDependencies): Promise<void> {
  await Promise.all(
    dependencies.rooms.inUse().map((room) =>
      advanceRoom(dependencies, room).catch((error: unknown) => {
        const { performanceId } = room;
        dependencies.logger.error({ err: error, performanceId }, 'the room could not be advanced');
      }),
    ),
  );
}

async function advanceRoom(dependencies: WaitingRoomDependencies, room: Room): Promise<void> {
  const { keyValueStore, clock, terms, rooms } = dependencies;
  await rooms.refresh(room);
  room.terms = await terms.read(room.performanceId).catch(() => room.terms);
  const now = clock.now();
  const second = Math.floor(now.getTime() / 1000);
  if (isProtected(room) && !hasEnded(room, now) && now >= new Date(room.terms.saleOpensAt)) {
    // Each second belongs to one gateway, so the rate holds however many there are.
    const turn = `waiting-room:tick:${room.performanceId}:${second}`;
    if (await keyValueStore.cache.setIfAbsent(turn, '1', 10)) {
      await callPlaces(dependencies, room, second);
    }
  }
  if (room.readers.size === 0) return;
  const before = room.status?.content;
  const status = await prepareStatus(dependencies, room);
  if (status.content === before) return;
  for (const tell of room.readers) tell(status);
}

async function callPlaces(
  { keyValueStore, settings, metrics, clock, rooms, logger }: WaitingRoomDependencies,
  room: Room,
  second: number,
): Promise<void> {
  const { waitingRooms } = keyValueStore;
  const { performanceId } = room;
  const [serving, last, active] = await Promise.all([
    waitingRooms.serving(performanceId),
    waitingRooms.lastPosition(performanceId),
    waitingRooms.activeSessions(performanceId),
  ]);
  const waiting = Math.max(0, last - serving);
  const count = placesToCall({
    second,
    admitPerMinute: settings.admitPerMinute,
    activeMax: settings.activeShoppersMax,
    active,
    seatsLeft: room.availability?.available,
    waiting,
  });
  if (count > 0) {
    const to = serving + count;
    // The slots come first: a crash in between keeps some free for a while, and lets nobody in.
    for (let place = serving + 1; place <= to; place += 1) {
      await waitingRooms.touchSession(performanceId, calledSlot(place), settings.noShowSeconds);
    }
    const call = { second, from: serving + 1, to };
    await rooms.save(room, recordCall(room.state, call, settings.noShowSeconds));
    await waitingRooms.advanceServing(performanceId, to);
    metrics.called.inc(count);
    return;
  }
  const nowMs = clock.now().getTime();
  const { protectAboveShoppers, protectAboveArrivals } = settings;
  const arrivals = arrivalsNow(room, nowMs);
  const demand = { nowMs, waiting, active, arrivals, protectAboveShoppers, protectAboveArrivals };
  if (!mayStopProtecting(room.state, demand)) return;
  logger.info({ performanceId }, 'demand has fallen: the sale is open again');
  await rooms.save(room, { calls: room.state.calls });
}

/** Advances the rooms every second until the signal is aborted. */
export async function keepAdvancing(
  dependencies: WaitingRoomDependencies,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await advanceRooms(dependencies);
    await dependencies.clock.sleep(tickMs, signal).catch(() => undefined);
  }
}
