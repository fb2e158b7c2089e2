/**
 * Requests per second of CPU time of a trivial endpoint through the kit, against the same endpoint on
 * bare Fastify, in turns on one machine. CPU time of the serving thread, because it stays the same
 * when others use the machine too: `node packages/service-kit/test/measure-overhead.ts [rounds]`.
 * The kit checks, logs (to /dev/null), counts and gives request ids; bare Fastify does none of it.
 */
import { openSync } from 'node:fs';
import { connect } from 'node:net';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { endpoint, Strict } from '@ticketing/contracts';
import Fastify from 'fastify';
import { Type } from 'typebox';
import { bufferLines } from '../src/buffer-lines.ts';
import {
  createHttpService,
  createLogger,
  createTokenVerifier,
  newId,
  registerEndpoints,
  route,
  signAccessToken,
} from '../src/index.ts';

const connections = 32;
const roundMs = 1_500;
const rounds = Number(process.argv[2] ?? 7);
const secret = 'x'.repeat(32);

const reply = Strict({ name: Type.String(), n: Type.Integer() });
const answer = { name: 'thing', n: 1 };
const define = <A extends 'public' | 'customer'>(access: A) =>
  endpoint({
    service: 'booking',
    method: 'GET',
    path: `/${access}`,
    access,
    summary: '',
    errors: [],
    status: 200,
    reply,
  });

/** Keeps every connection busy with one request after the other; reports how many were answered. */
function load({ port, path, token }: { port: number; path: string; token: string }): void {
  const authorization = token === '' ? '' : `Authorization: Bearer ${token}\r\n`;
  const request = `GET ${path} HTTP/1.1\r\nHost: x\r\n${authorization}\r\n`;
  let answered = 0;
  const sockets = Array.from({ length: connections }, () => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.on('data', (chunk) => {
      if (!chunk.includes('HTTP/1.1 200')) throw new Error(String(chunk));
      answered += 1;
      socket.write(request);
    });
    return socket;
  });
  // Never sleeps, or the server would pay for waking it: the more, the slower the server is.
  let spinning = true;
  const spin = () => {
    if (spinning) setImmediate(spin);
  };
  spin();
  setTimeout(() => {
    spinning = false;
    for (const socket of sockets) socket.destroy();
    parentPort?.postMessage(answered);
  }, roundMs);
}

const runRound = (target: { port: number; path: string; token: string }): Promise<number> =>
  new Promise((resolve, reject) => {
    const before = process.threadCpuUsage();
    const worker = new Worker(new URL(import.meta.url), { workerData: target });
    worker.once('message', (answered: number) => {
      const { user, system } = process.threadCpuUsage(before);
      resolve((answered / (user + system)) * 1_000_000);
    });
    worker.once('error', reject);
  });

async function openBare(): Promise<number> {
  const app = Fastify();
  app.get('/public', { schema: { response: { 200: reply } } }, async () => answer);
  return portOf(await app.listen({ port: 0, host: '127.0.0.1' }));
}

async function openKit(): Promise<number> {
  const app = createHttpService({
    name: 'booking',
    logger: createLogger({
      service: 'booking',
      destination: bufferLines(openSync('/dev/null', 'w')),
    }),
    tokens: createTokenVerifier({ secret, algorithm: 'HS256' }),
    readiness: {},
  });
  registerEndpoints(app, [
    route(define('public'), async () => answer),
    route(define('customer'), async () => answer),
  ]);
  return portOf(await app.listen({ port: 0, host: '127.0.0.1' }));
}

const portOf = (address: string): number => Number(new URL(address).port);
const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function measure(): Promise<void> {
  const token = await signAccessToken(
    { accountId: newId('account'), role: 'customer', sessionId: 's' },
    { secret, algorithm: 'HS256', expiresInSeconds: 3_600 },
  );
  const [bare, kit] = [await openBare(), await openKit()];
  const targets = {
    'bare Fastify': { port: bare, path: '/public', token: '' },
    'kit, public': { port: kit, path: '/public', token: '' },
    'kit, signed in': { port: kit, path: '/customer', token },
  };
  const results = new Map<string, number[]>();
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, target] of Object.entries(targets)) {
      const perSecond = await runRound(target);
      if (round > 0) results.set(name, [...(results.get(name) ?? []), perSecond]);
    }
  }
  const base = median(results.get('bare Fastify') ?? []);
  for (const [name, values] of results) {
    const share = Math.round((median(values) / base) * 100);
    console.log(
      `${name.padEnd(16)} ${Math.round(median(values))} requests per CPU second  ${share} %`,
    );
  }
  process.exit(0);
}

if (isMainThread) await measure();
else load(workerData);
