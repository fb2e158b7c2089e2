import * as contract from '@ticketing/contracts';
import { problem, type RouteEntry, replyWith, route } from '@ticketing/service-kit';
import type { FastifyReply } from 'fastify';
import type { WaitingRoomDependencies } from '../dependencies.ts';
import { streamHeartbeatMs, streamPendingBytesMax, streamReadersMax } from '../domain/limits.ts';
import { endAdmission } from '../operations/admissions.ts';
import { despiteOutage } from '../operations/despite-outage.ts';
import { enterWaitingRoom } from '../operations/enter-waiting-room.ts';
import { keepAdmission } from '../operations/keep-admission.ts';
import { type PreparedStatus, readStatus } from '../operations/room-status.ts';
import type { Room } from '../operations/rooms.ts';
import { atGateway } from './gateway-routes.ts';

const admissionHeader = contract.headers.admissionToken;

/** The waiting room, which is the gateway's own. */
export function waitingRoomRoutes(dependencies: WaitingRoomDependencies): RouteEntry[] {
  const { rooms } = dependencies;
  const streams = { open: 0 };
  return [
    route(atGateway(contract.enterWaitingRoom), ({ params, body, caller }) =>
      enterWaitingRoom(dependencies, {
        ...params,
        caller,
        positionToken: body.positionToken,
      }),
    ),
    route(atGateway(contract.keepAdmission), ({ params, caller, raw }) =>
      keepAdmission(dependencies, { ...params, caller, token: raw.headers[admissionHeader] }),
    ),
    route(atGateway(contract.leaveWaitingRoom), async ({ params, caller }) => {
      const room = await rooms.open(params.performanceId).catch(() => undefined);
      await despiteOutage(dependencies, room, {
        work: () => endAdmission(dependencies, { ...params, caller }),
        openly: () => undefined,
      });
      return undefined;
    }),
    route(atGateway(contract.getWaitingRoomStatus), async ({ params, raw, reply }) => {
      const status = await readStatus(dependencies, await rooms.open(params.performanceId));
      reply.headers({ etag: status.etag, 'cache-control': 'public, max-age=1' });
      if (raw.headers['if-none-match'] === status.etag) return replyWith({ status: 304 });
      // The bytes are ready: nothing is serialised for the million who read them.
      reply.type('application/json; charset=utf-8').serializer((body: unknown) => body as string);
      return replyWith({ body: status.json });
    }),
    route(atGateway(contract.streamWaitingRoom), async ({ params, reply, closing }) => {
      if (streams.open >= streamReadersMax) throw problem('service_unavailable', 'Poll the status');
      const room = await rooms.open(params.performanceId);
      const status = await readStatus(dependencies, room);
      streams.open += 1;
      const close = streamStatus(reply, { room, status, closing });
      reply.raw.on('close', () => {
        streams.open -= 1;
        close();
      });
      return undefined;
    }),
  ];
}

/** Sends the status at once and whenever it changes; every reader gets the same prepared bytes. */
function streamStatus(
  reply: FastifyReply,
  { room, status, closing }: { room: Room; status: PreparedStatus; closing: AbortSignal },
): () => void {
  const headers = reply.getHeaders();
  reply.hijack();
  const response = reply.raw;
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) response.setHeader(name, value);
  }
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  const send = (bytes: Buffer | string) => {
    response.write(bytes);
    if (response.writableLength > streamPendingBytesMax) response.destroy();
  };
  const tell = ({ event }: PreparedStatus) => send(event);
  const heartbeat = setInterval(() => send(': still here\n\n'), streamHeartbeatMs);
  const end = () => response.end();
  closing.addEventListener('abort', end);
  room.readers.add(tell);
  send('retry: 2000\n\n');
  tell(status);
  return () => {
    clearInterval(heartbeat);
    closing.removeEventListener('abort', end);
    room.readers.delete(tell);
  };
}
