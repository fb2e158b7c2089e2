import {
  createServer,
  request as forward,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from './listen.ts';
import type { Watch } from './trap.ts';

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: Buffer;
}

/** What becomes of a call instead of the usual. */
export type Spoiled =
  /** Answered by the door; the one behind does not hear of it. */
  | { readonly kind: 'refused'; readonly status: number }
  /** Neither heard nor answered. */
  | { readonly kind: 'swallowed' }
  /** Heard, and never answered. */
  | { readonly kind: 'unanswered' }
  /** Heard so much later. */
  | { readonly kind: 'late'; readonly ms: number }
  /** Answered with 200 by the door at once, and heard so much later, that often. */
  | { readonly kind: 'deferred'; readonly ms: number; readonly times: number };

export interface HttpDoor {
  readonly url: string;
  /** Asked for each call while it is set; undefined leaves the call alone. */
  spoil: ((call: Call) => Spoiled | undefined) | undefined;
  close(): Promise<void>;
}

export interface HttpDoorOptions {
  readonly port: number;
  /** Whom it leads to: `http://127.0.0.1:8003`. */
  readonly target: string;
  /** The step of a sale that a call is; undefined for calls that nobody waits for. */
  readonly stepOf: (call: Call) => string | undefined;
  readonly watch: Watch;
}

/** Stands before a service; everything passes, and what is a step of a sale is told to `watch`. */
export async function openHttpDoor(options: HttpDoorOptions): Promise<HttpDoor> {
  const server = createServer((request, response) => {
    pass(request, response).catch(() => request.socket.destroy());
  });

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', options.target);
    const body = await buffer(request);
    const call = { method: request.method ?? 'GET', path: pathname, body };
    const spoiled = door.spoil?.(call);
    if (spoiled?.kind === 'late') await sleep(spoiled.ms);
    else if (spoiled !== undefined) return void spoil(spoiled, { request, response, body });
    const step = options.stepOf(call);
    if (step === undefined) {
      const answer = await send(request, body);
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.on('error', () => request.socket.destroy());
      response.on('close', () => answer.destroy());
      answer.pipe(response);
      return;
    }
    await options.watch({ step, phase: 'before' });
    const answer = await send(request, body);
    const content = await buffer(answer);
    await options.watch({ step, phase: 'after' });
    response.writeHead(answer.statusCode ?? 500, answer.headers).end(content);
  }

  async function spoil(
    spoiled: Spoiled,
    {
      request,
      response,
      body,
    }: { request: IncomingMessage; response: ServerResponse; body: Buffer },
  ): Promise<void> {
    const hear = () => send(request, body).then(buffer, () => undefined);
    if (spoiled.kind === 'refused') refuse(response, spoiled.status);
    if (spoiled.kind === 'unanswered') await hear();
    if (spoiled.kind !== 'deferred') return;
    response.writeHead(200).end();
    await sleep(spoiled.ms);
    await Promise.all(Array.from({ length: spoiled.times }, hear));
  }

  function send({ method, url, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const sending = forward(new URL(url ?? '/', options.target), { method, headers }, resolve);
      sending.on('error', reject);
      sending.end(body);
    });
  }

  await listen(server, options.port);
  const door: HttpDoor = {
    url: `http://127.0.0.1:${options.port}`,
    spoil: undefined,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return door;
}

/** As Stripe words it; our own services read the status alone. */
function refuse(response: ServerResponse, status: number): void {
  const type = status === 429 ? 'rate_limit_error' : 'api_error';
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { type, message: 'as the test wants it' } }));
}
