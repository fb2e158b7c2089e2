/**
 * Durable holds a second through the gRPC stream, on an embedded PostgreSQL with fsync on: client,
 * service and database on this machine. Beside it, in alternating rounds, what the same PostgreSQL does
 * with one plain insert per commit. `node bench/durable-holds.ts [seconds per round] [rounds]`
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventBusMigrations, eventBusSchema } from '@ticketing/event-bus';
import { createInventoryClient, type InventoryClient } from '@ticketing/inventory-client';
import { newId } from '@ticketing/service-kit';
import {
  migrate,
  openSqlDatabase,
  removeEmbeddedPostgres,
  type SqlDatabase,
  startEmbeddedPostgres,
} from '@ticketing/sql-database';
import { quietLogger, testSecrets } from '@ticketing/testing';
import { inventoryMigrations, inventorySchema } from '../src/service.ts';
import { saveLayout } from '../src/storage/performances.ts';
import { inventoryLayout } from '../test/support/start-inventory.ts';

const [roundSeconds = 4, rounds = 3] = process.argv.slice(2).map(Number);
const seatCount = 60_000;
const holdSeats = 4;

interface Figures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Keeps `inFlight` calls going for a round. */
async function measure(inFlight: number, call: () => Promise<void>): Promise<Figures> {
  const latencies: number[] = [];
  let done = 0;
  const startedAt = performance.now();
  const endAt = startedAt + roundSeconds * 1000;
  const work = async () => {
    for (let now = performance.now(); now < endAt; ) {
      await call();
      done += 1;
      const later = performance.now();
      latencies.push(later - now);
      now = later;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  const seconds = (performance.now() - startedAt) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (part: number) => latencies[Math.floor(latencies.length * part)] ?? 0;
  return { perSecond: done / seconds, p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** Sells out performance after performance: each hold takes the next four seats. */
function holder(client: InventoryClient, performanceIds: string[]): () => Promise<void> {
  let performanceId = performanceIds.pop() ?? '';
  let nextSeat = 0;
  return async () => {
    if (nextSeat + holdSeats > seatCount) {
      performanceId = performanceIds.pop() ?? '';
      nextSeat = 0;
    }
    const first = nextSeat;
    nextSeat += holdSeats;
    const { result } = await client.holdSeats({
      performanceId,
      holdId: newId('hold'),
      customerId: newId('account'),
      seatNos: [first, first + 1, first + 2, first + 3],
      holdSeconds: 3600,
    });
    if (result !== 'OK') throw new Error(`a hold was refused: ${result}`);
  };
}

async function addPerformances(database: SqlDatabase, count: number): Promise<string[]> {
  const rows = Array.from({ length: seatCount / 40 }, () => 40);
  const ids = Array.from({ length: count }, () => newId('performance'));
  for (const id of ids) {
    const options = { blockedSeats: [], ticketsPerCustomerMax: 4 };
    await saveLayout(database, inventoryLayout(id, [{ id: 'all', level: 0, rows }], options));
  }
  return ids;
}

async function startService(url: string): Promise<{ child: ChildProcess; port: number }> {
  const script = fileURLToPath(new URL('../test/support/inventory-process.ts', import.meta.url));
  const args = process.env.SERVICE_PROFILE === undefined ? [] : ['--cpu-prof'];
  const child = spawn(process.execPath, [...args, script, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, port: Number(line.toString()) };
}

const show = (name: string, all: readonly Figures[]) => {
  const median = (key: keyof Figures) =>
    all.map((figures) => figures[key]).sort((a, b) => a - b)[all.length >> 1] ?? 0;
  const rate = Math.round(median('perSecond')).toLocaleString('en');
  const [p50, p99] = [median('p50Ms').toFixed(2), median('p99Ms').toFixed(2)];
  console.log(`${name.padEnd(34)} ${rate.padStart(9)}/s   p50 ${p50} ms   p99 ${p99} ms`);
};

const folder = await mkdtemp(join(tmpdir(), 'inventory-bench-'));
const dataFolder = join(folder, 'postgres');
const server = await startEmbeddedPostgres({ dataFolder });
const { url } = server;
await migrate({ url, schema: inventorySchema, folder: inventoryMigrations });
await migrate({ url, schema: eventBusSchema, folder: eventBusMigrations });
const database = openSqlDatabase({ url, schema: inventorySchema, applicationName: 'bench' });
await database.query('create table plain (id bigserial primary key, customer text, seats int[])');
const performanceIds = await addPerformances(database, 200);
const { child, port } = await startService(url);
const serviceToken = testSecrets.SERVICE_TOKEN;
const client = createInventoryClient({ host: '127.0.0.1', port, serviceToken, log: quietLogger() });

const plain: Figures[] = [];
const holds = new Map<number, Figures[]>([64, 256, 1024].map((inFlight) => [inFlight, []]));
const hold = holder(client, performanceIds);
for (let round = 0; round < rounds; round += 1) {
  plain.push(
    await measure(64, async () => {
      const values = ['acc_00000000000000000000000000', [1, 2, 3, 4]];
      await database.query('insert into plain (customer, seats) values ($1, $2)', values);
    }),
  );
  for (const [inFlight, all] of holds) all.push(await measure(inFlight, hold));
}
show('plain insert, pool of 10, 64 waiting', plain);
for (const [inFlight, all] of holds)
  show(`holds of ${holdSeats} seats, ${inFlight} in flight`, all);

await client.close();
child.kill('SIGTERM');
await once(child, 'exit');
await database.close();
await server.stop();
await removeEmbeddedPostgres({ dataFolder });
await rm(folder, { recursive: true, force: true });
