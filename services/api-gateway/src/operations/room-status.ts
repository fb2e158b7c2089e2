import { createHash } from 'node:crypto';
import type { WaitingRoomStatus } from '@ticketing/contracts';
import type { WaitingRoomDependencies } from '../dependencies.ts';
import { calledPerMinute } from '../domain/room-state.ts';
import { despiteOutage } from './despite-outage.ts';
import { hasEnded, isProtected, type Room } from './rooms.ts';

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

type Dependencies = Pick<WaitingRoomDependencies, 'keyValueStore' | 'clock' | 'metrics' | 'logger'>;

const statusMsMax = 1_000;

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
  dependencies: Dependencies,
  room: Room,
): Promise<PreparedStatus> {
  const { clock, keyValueStore } = dependencies;
  const { waitingRooms } = keyValueStore;
  const [serving, issued] = await despiteOutage(dependencies, room, {
    work: () =>
      Promise.all([
        waitingRooms.serving(room.performanceId),
        waitingRooms.lastPosition(room.performanceId),
      ]),
    openly: () => [0, 0],
  });
  const now = clock.now();
  const offered = offeredSeats(room, now);
  const content: Omit<WaitingRoomStatus, 'at'> = {
    state: stateOf(room, now),
    serving,
    issued: Math.max(issued, serving),
    ratePerMinute: calledPerMinute(room.state, Math.floor(now.getTime() / 1000)),
    ...offered,
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

/** What is left for everybody: kept wheelchair places count from their release on. */
function offeredSeats({ availability, terms }: Room, now: Date) {
  if (availability === undefined) return undefined;
  const { accessibleReleaseAt } = terms;
  const areReleased = accessibleReleaseAt !== undefined && now >= new Date(accessibleReleaseAt);
  const remainingByLevel = availability.byLevel.map(({ code, available, kept = 0 }) => ({
    code,
    available: Math.max(0, areReleased ? available : available - kept),
  }));
  const kept = availability.byLevel.reduce((sum, level) => sum + (level.kept ?? 0), 0);
  return { remaining: availability.available - (areReleased ? 0 : kept), remainingByLevel };
}

function stateOf(room: Room, now: Date): WaitingRoomStatus['state'] {
  if (hasEnded(room, now)) return 'closed';
  if (room.availability?.available === 0) return 'sold_out';
  return isProtected(room) ? 'queueing' : 'open';
}
