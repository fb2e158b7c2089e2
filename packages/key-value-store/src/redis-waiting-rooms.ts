import type { Redis } from 'ioredis';
import { checkArrivalWindow, checkPosition, checkRoomState, toTtlMs } from './check-input.ts';
import { arrivalSlotMs, roomIdleDaysMax, roomsTouchedMax, roomTouchMs } from './limits.ts';
import type { WaitingRoomStore } from './port.ts';
import {
  activeSessionsScript,
  advanceServingScript,
  countArrivalScript,
  nextPositionScript,
  runScript,
  touchSessionScript,
} from './redis-scripts.ts';

const roomIdleMsMax = roomIdleDaysMax * 86_400_000;

/** The braces keep a room's keys on one node of a cluster. */
const keysOf = (room: string) => ({
  room: `ticketing:room:{${room}}`,
  sessions: `ticketing:room:{${room}}:sessions`,
  slots: `ticketing:room:{${room}}:arrivals`,
  arrived: `ticketing:room:{${room}}:arrived`,
});

const allRooms = 'ticketing:rooms';

export function createRedisWaitingRooms(redis: Redis): WaitingRoomStore {
  const touchedAtMs = new Map<string, number>();

  /** Notes once an hour that the room is in use; the note is by days, so any clock will do. */
  async function touch(room: string): Promise<void> {
    const now = Date.now();
    if (now - (touchedAtMs.get(room) ?? 0) < roomTouchMs) return;
    await redis.zadd(allRooms, 'GT', now, room);
    if (touchedAtMs.size >= roomsTouchedMax) touchedAtMs.clear();
    touchedAtMs.set(room, now);
  }

  async function touched<Result>(room: string, work: Promise<Result>): Promise<Result> {
    const [result] = await Promise.all([work, touch(room)]);
    return result;
  }

  async function forgetIdleRooms(): Promise<void> {
    const idle = await redis.zrangebyscore(allRooms, '-inf', Date.now() - roomIdleMsMax);
    for (const room of idle) {
      await Promise.all(Object.values(keysOf(room)).map((key) => redis.unlink(key)));
      await redis.zrem(allRooms, room);
    }
  }

  const numberOf = async (room: string, field: 'last' | 'serving'): Promise<number> =>
    Number((await redis.hget(keysOf(room).room, field)) ?? 0);

  return {
    nextPosition: async (room) =>
      Number(await touched(room, runScript(redis, nextPositionScript, [keysOf(room).room]))),
    lastPosition: (room) => numberOf(room, 'last'),
    serving: (room) => numberOf(room, 'serving'),
    async advanceServing(room, position) {
      checkPosition(position);
      const advanced = runScript(redis, advanceServingScript, [keysOf(room).room], [position]);
      return Number(await touched(room, advanced));
    },
    async touchSession(room, sessionId, ttlSeconds) {
      const args = [sessionId, toTtlMs(ttlSeconds)];
      await touched(room, runScript(redis, touchSessionScript, [keysOf(room).sessions], args));
    },
    async endSession(room, sessionId) {
      await redis.zrem(keysOf(room).sessions, sessionId);
    },
    activeSessions: async (room) =>
      Number(await runScript(redis, activeSessionsScript, [keysOf(room).sessions])),
    async countArrival(room, windowSeconds) {
      checkArrivalWindow(windowSeconds);
      const { slots, arrived } = keysOf(room);
      const windowSlots = Math.max(1, Math.round((windowSeconds * 1000) / arrivalSlotMs));
      const counted = runScript(redis, countArrivalScript, [slots, arrived], [windowSlots]);
      return Number(await touched(room, counted));
    },
    async rooms() {
      await forgetIdleRooms();
      return redis.zrange(allRooms, '0', '-1');
    },
    readState: async (room) => (await redis.hget(keysOf(room).room, 'state')) ?? undefined,
    async writeState(room, state) {
      checkRoomState(state);
      await touched(room, redis.hset(keysOf(room).room, 'state', state));
    },
  };
}
