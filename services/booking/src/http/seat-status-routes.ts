import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { getSeatStatus, streamSeatStatus } from '@ticketing/contracts';
import { type RouteEntry, replyWith, route } from '@ticketing/service-kit';
import type { FastifyReply } from 'fastify';
import type { PreparedStatus, SeatStatusHub } from '../operations/seat-status-hub.ts';

const compress = promisify(gzip);
const heartbeatMs = 15_000;
/** A reader whose connection has this much waiting is too slow: it is let go and begins anew. */
const pendingBytesMax = 256 * 1024;

/** The seats of a performance, whole and as changes. */
export function seatStatusRoutes(hub: SeatStatusHub): RouteEntry[] {
  /** Of each snapshot one compressed copy, for as long as the snapshot itself lives. */
  const compressed = new WeakMap<PreparedStatus, Promise<Buffer>>();
  const compressedOf = (status: PreparedStatus): Promise<Buffer> => {
    const known = compressed.get(status);
    if (known !== undefined) return known;
    const made = compress(status.bytes, { level: 5 });
    compressed.set(status, made);
    return made;
  };

  return [
    route(getSeatStatus, async ({ params, raw, reply }) => {
      const status = await hub.read(params.performanceId);
      const etag = `"${status.version}"`;
      reply.headers({ etag, 'cache-control': 'public, max-age=1', vary: 'accept-encoding' });
      if (raw.headers['if-none-match'] === etag) return replyWith({ status: 304 });
      if (!(raw.headers['accept-encoding'] ?? '').includes('gzip')) return status.bytes;
      reply.header('content-encoding', 'gzip');
      return compressedOf(status);
    }),
    route(streamSeatStatus, async ({ params, reply, closing }) => {
      const outlet = { send: (_text: string) => {}, end: () => {} };
      const stop = await hub.follow(params.performanceId, (delta) => {
        if (delta === undefined) outlet.end();
        else outlet.send(`event: seats\ndata: ${delta.toString('base64')}\n\n`);
      });
      openEventStream(reply, { closing, outlet, onEnd: stop });
      return undefined;
    }),
  ];
}

/** Takes the reply over as server-sent events; `outlet` works until the reader goes. */
function openEventStream(
  reply: FastifyReply,
  {
    closing,
    outlet,
    onEnd,
  }: {
    closing: AbortSignal;
    outlet: { send: (text: string) => void; end: () => void };
    onEnd: () => void;
  },
): void {
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
  const send = (text: string) => {
    response.write(text);
    if (response.writableLength > pendingBytesMax) response.destroy();
  };
  const heartbeat = setInterval(() => send(': still here\n\n'), heartbeatMs);
  const end = () => response.end();
  outlet.send = send;
  outlet.end = end;
  closing.addEventListener('abort', end);
  response.on('close', () => {
    clearInterval(heartbeat);
    closing.removeEventListener('abort', end);
    onEnd();
  });
  send('retry: 2000\n\n');
}
