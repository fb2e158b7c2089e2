import { createHash } from 'node:crypto';
import type { WaitingRoomStatus } from '@ticketing/contracts';
import type { WaitingRoomDependencies } from '../dependencies.ts';
import { calledPerMinute } from '../domain/room-state.ts';
import type { Room } from './rooms.ts';

/** The status document, once for all readers. */
export interface PreparedStatus {
  readonly madeAtMs: number;
  readonly json: Buffer;
  readonly etag: string;
  /** As a server-sent event. */
  readonly event: Buffer;
  /** Everything but the instant: what changes when there is news. */
  readonly content: string;
}

type Dependencies = Pick<WaitingRoomDependencies, 'keyValueStore' | 'clock'>;

const statusMsMax = 1_000;

/** Whether bookings of this performance need an admission now. */
export function isProtected({ terms, state }: Pick<Room, 'terms' | 'state'>): boolean {
  if (terms.waitingRoom === 'always') return true;
  return terms.waitingRoom === 'auto' && state.protectedSinceMs !== undefined;
}

/** Whether the sale is over for good. */
export const hasEnded = ({ terms }: Pick<Room, 'terms'>, now: Date): boolean =>
  terms.status === 'cancelled' || now >= new Date(terms.saleClosesAt);

/** The status of a room, at most a second old. It costs the same however many wait. */
export async function readStatus(dependencies: Dependencies, room: Room): Promise<PreparedStatus> {
  const nowMs = dependencies.clock.now().getTime();
  if (room.status !== undefined && nowMs - room.status.madeAtMs < statusMsMax) return room.status;
  room.preparing ??= prepareStatus(dependencies, room).finally(() => {
    room.preparing = undefined;
  });
  return room.preparing;
}

/** Makes the document anew. */
export async function prepareStatus(
  { keyValueStore, clock }: Dependencies,
  room: Room,
): Promise<PreparedStatus> {
  const { waitingRooms } = keyValueStore;
  const [serving, issued] = await Promise.all([
    waitingRooms.serving(room.performanceId),
    waitingRooms.lastPosition(room.performanceId),
  ]);
  const now = clock.now();
  const { availability } = room;
  const content: Omit<WaitingRoomStatus, 'at'> = {
    state: stateOf(room, now),
    serving,
    issued: Math.max(issued, serving),
    ratePerMinute: calledPerMinute(room.state, Math.floor(now.getTime() / 1000)),
    ...(availability !== undefined && {
      remaining: availability.available,
      remainingByLevel: availability.byLevel.map(({ code, available }) => ({
        code,
        available: Math.max(0, available),
      })),
    }),
  };
  const text = JSON.stringify({ ...content, at: now.toISOString() });
  room.status = {
    madeAtMs: now.getTime(),
    json: Buffer.from(text),
    etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`,
    event: Buffer.from(`event: status\ndata: ${text}\n\n`),
    content: JSON.stringify(content),
  };
  return room.status;
}

function stateOf(room: Room, now: Date): WaitingRoomStatus['state'] {
  if (hasEnded(room, now)) return 'closed';
  if (room.availability?.available === 0) return 'sold_out';
  return isProtected(room) ? 'queueing' : 'open';
}
