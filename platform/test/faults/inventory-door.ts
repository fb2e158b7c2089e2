import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { loadInventoryMethods } from '@ticketing/inventory-client/wire';
import { listen } from './listen.ts';
import type { Phase, Watch } from './trap.ts';

export interface InventoryDoor {
  /** Leads to another instance from now on, as a balancer does when one is not ready: connections end. */
  leadTo(instance: number): void;
  close(): Promise<void>;
}

export interface InventoryDoorOptions {
  readonly port: number;
  /** The gRPC ports of the instances. */
  readonly targets: readonly number[];
  readonly watch: Watch;
}

const { Execute } = loadInventoryMethods();

/** Stands before inventory's gRPC; commands on the stream and their outcomes are told to `watch`. */
export async function openInventoryDoor(options: InventoryDoorOptions): Promise<InventoryDoor> {
  const sessions = new Set<{ destroy(): void }>();
  let target = 0;
  const server = createServer();
  server.on('session', (caller) => {
    const port = options.targets[target];
    const behind = connect(`http://127.0.0.1:${port}`);
    for (const [one, other] of [
      [caller, behind],
      [behind, caller],
    ] as const) {
      sessions.add(one);
      one.on('error', () => one.destroy());
      one.on('close', () => {
        sessions.delete(one);
        other.destroy();
      });
    }
    caller.on('stream', (stream, headers) => pass(stream, headers, behind));
  });

  function pass(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    behind: ClientHttp2Session,
  ): void {
    if (behind.destroyed) return void stream.destroy();
    const upstream = behind.request(headers);
    stream.on('error', () => upstream.destroy());
    stream.on('close', () => upstream.destroy());
    upstream.on('error', () => stream.destroy());
    // What came to its end still has its trailers to send.
    upstream.on('close', () => upstream.readableEnded || stream.destroy());
    answer(stream, upstream);
    if (headers[':path'] !== Execute.path) {
      stream.pipe(upstream);
      upstream.on('data', (chunk: Buffer) => stream.write(chunk));
      return;
    }
    relay({
      from: stream,
      to: upstream,
      stepsOf: stepsOfCommands,
      phase: 'before',
      watch: options.watch,
      change: (message) => message,
    });
    relay({
      from: upstream,
      to: stream,
      stepsOf: stepsOfOutcomes,
      phase: 'after',
      watch: options.watch,
      change: nameDoor,
    });
  }

  /** Who is told that the instance behind this door leads comes back through it. */
  function nameDoor(message: Buffer): Buffer {
    const { outcomes } = Execute.responseDeserialize(message);
    const behind = `:${options.targets[target]}`;
    if (!outcomes.some(({ leader }) => leader?.endsWith(behind))) return message;
    const leader = `127.0.0.1:${options.port}`;
    return Execute.responseSerialize({
      outcomes: outcomes.map((outcome) =>
        outcome.leader?.endsWith(behind) ? { ...outcome, leader } : outcome,
      ),
    });
  }

  await listen(server, options.port);
  const endAll = () => {
    for (const session of sessions) session.destroy();
  };
  return {
    leadTo(instance) {
      target = instance;
      endAll();
    },
    async close() {
      endAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Headers as they come, and the trailers, which are where gRPC says how it ended. */
function answer(stream: ServerHttp2Stream, upstream: ClientHttp2Stream): void {
  let trailers: IncomingHttpHeaders = {};
  upstream.on('response', (headers, flags) => {
    // NGHTTP2_FLAG_END_STREAM: an answer of headers alone.
    if ((flags & 1) !== 0) stream.respond(headers, { endStream: true });
    else stream.respond(headers, { waitForTrailers: true });
  });
  upstream.on('trailers', (received) => {
    trailers = received;
  });
  stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  upstream.on('end', () => stream.end());
}

interface Relay {
  readonly from: ServerHttp2Stream | ClientHttp2Stream;
  readonly to: ServerHttp2Stream | ClientHttp2Stream;
  readonly stepsOf: (message: Buffer) => string[];
  readonly phase: Phase;
  readonly watch: Watch;
  readonly change: (message: Buffer) => Buffer;
}

/** Message after message, each once all its steps were let by. */
function relay({ from, to, stepsOf, phase, watch, change }: Relay): void {
  let rest: Buffer = Buffer.alloc(0);
  let turn = Promise.resolve();
  from.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const length = rest.length < headBytes ? undefined : headBytes + rest.readUInt32BE(1);
      if (length === undefined || rest.length < length) return;
      const message = rest.subarray(headBytes, length);
      rest = rest.subarray(length);
      turn = turn.then(async () => {
        for (const step of stepsOf(message)) await watch({ step, phase });
        if (!to.destroyed && to.writable) to.write(framed(change(message)));
      });
    }
  });
  if (phase === 'before') from.on('end', () => void turn.then(() => to.end()));
}

/** Before each message of gRPC: one byte of flags (none: we do not squeeze) and its length. */
const headBytes = 5;

function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** Steps of a sale that are commands on the stream. */
export const inventorySteps = ['hold', 'extend hold', 'confirm hold'] as const;
type InventoryStep = (typeof inventorySteps)[number];

function stepsOfCommands(message: Buffer): InventoryStep[] {
  const { commands } = Execute.requestDeserialize(message);
  return commands.flatMap((command) => {
    if (command.holdSeats ?? command.holdBestAvailable) return ['hold'];
    if (command.extendHold) return ['extend hold'];
    return command.confirmHold ? ['confirm hold'] : [];
  });
}

function stepsOfOutcomes(message: Buffer): InventoryStep[] {
  const { outcomes } = Execute.responseDeserialize(message);
  return outcomes.flatMap((outcome) => {
    if (outcome.hold) return ['hold'];
    if (outcome.extend) return ['extend hold'];
    return outcome.confirm ? ['confirm hold'] : [];
  });
}
