import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '@ticketing/local-engines';
import {
  migrate,
  openSqlDatabase,
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
} from '@ticketing/sql-database';
import {
  type BusMessage,
  type EventBus,
  eventBusMigrations,
  eventBusSchema,
  openPostgresEventBus,
} from '../src/index.ts';
import { openKafkaEventBus } from '../src/kafka.ts';

/** Prints messages per second and latencies: `node measure-throughput.ts [postgres|kafka]`. */
const engine = process.argv[2] === 'kafka' ? 'kafka' : 'postgres';
const { bus, close } = await (engine === 'kafka' ? openOnKafka() : openOnPostgres());

for (const inFlight of [1, 64, 1_000]) {
  const count = inFlight === 1 ? 1_000 : 40_000;
  const rate = await measurePublish(bus, `publish-${inFlight}`, count, inFlight);
  console.log(`publish, ${inFlight} in flight: ${rate} messages/s`);
}
console.log(`consume: ${await measureConsume(bus, 'publish-1000', 40_000)} messages/s`);
const latencies = await measureLatency(bus, 500);
console.log(`publish to handler: p50 ${latencies.p50} ms, p99 ${latencies.p99} ms`);
await close();

async function openOnPostgres(): Promise<{ bus: EventBus; close: () => Promise<void> }> {
  const dataFolder = join(await mkdtemp(join(tmpdir(), 'event-bus-measure-')), 'postgres');
  const server = await startEmbeddedPostgres({ dataFolder });
  await migrate({ url: server.url, schema: eventBusSchema, folder: eventBusMigrations });
  const database = openSqlDatabase({
    url: server.url,
    schema: eventBusSchema,
    applicationName: 'measure-event-bus',
  });
  const bus = await openPostgresEventBus({ database });
  const close = async (): Promise<void> => {
    await bus.close();
    await database.close();
    await server.stop();
    await removeEmbeddedPostgres({ dataFolder });
  };
  return { bus, close };
}

async function openOnKafka(): Promise<{ bus: EventBus; close: () => Promise<void> }> {
  const broker = await startEngine('kafka');
  const bootstrapServers = [`127.0.0.1:${broker.port}`];
  const bus = await openKafkaEventBus({ bootstrapServers, clientId: 'measure' });
  const close = async (): Promise<void> => {
    await bus.close();
    await broker.stop();
  };
  return { bus, close };
}

function createMessage(nth: number): BusMessage {
  return {
    id: `evt_${nth}`,
    key: `bkg_${nth % 500}`,
    type: 'booking.confirmed',
    time: new Date().toISOString(),
    data: { nth, note: 'x'.repeat(200) },
  };
}

async function measurePublish(
  bus: EventBus,
  topic: string,
  count: number,
  inFlight: number,
): Promise<number> {
  await bus.publish(topic, [createMessage(-1)]);
  let next = 0;
  const startedAt = performance.now();
  const publishOn = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await bus.publish(topic, [createMessage(next)]);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, publishOn));
  return Math.round((count / (performance.now() - startedAt)) * 1000);
}

async function measureConsume(bus: EventBus, topic: string, count: number): Promise<number> {
  let handled = 0;
  let startedAt = 0;
  const { promise, resolve } = Promise.withResolvers<number>();
  await bus.subscribe({
    topic,
    group: 'measure',
    async onMessage() {
      if (handled === 0) startedAt = performance.now();
      handled += 1;
      if (handled === count) {
        resolve(Math.round((count / (performance.now() - startedAt)) * 1000));
      }
    },
  });
  return promise;
}

async function measureLatency(bus: EventBus, count: number): Promise<{ p50: string; p99: string }> {
  let arrived: () => void = () => {};
  await bus.subscribe({ topic: 'latency', group: 'measure', onMessage: async () => arrived() });
  const latencies: number[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const { promise, resolve } = Promise.withResolvers<void>();
    arrived = resolve;
    const startedAt = performance.now();
    await bus.publish('latency', [createMessage(nth)]);
    await promise;
    latencies.push(performance.now() - startedAt);
  }
  latencies.sort((a, b) => a - b);
  const at = (share: number): string => (latencies[Math.floor(share * count)] ?? 0).toFixed(1);
  return { p50: at(0.5), p99: at(0.99) };
}
