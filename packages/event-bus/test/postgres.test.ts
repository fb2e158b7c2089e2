import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type EmbeddedPostgres,
  migrate,
  openSqlDatabase,
  removeEmbeddedPostgres,
  type SqlDatabase,
  startEmbeddedPostgres,
} from '@ticketing/sql-database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeEventBus } from '../src/contract.ts';
import { createMessages } from '../src/contract-child.ts';
import {
  type EventBus,
  eventBusMigrations,
  eventBusSchema,
  openPostgresEventBus,
} from '../src/index.ts';
import { leaseMs, pollMs } from '../src/limits.ts';
import { createPostgresPublisher } from '../src/postgres-publisher.ts';
import { deleteExpiredMessages } from '../src/retention.ts';

let dataFolder: string;
let server: EmbeddedPostgres;
const databases: SqlDatabase[] = [];

beforeAll(async () => {
  dataFolder = join(await mkdtemp(join(tmpdir(), 'event-bus-')), 'postgres');
  server = await startEmbeddedPostgres({ dataFolder });
  await migrate({ url: server.url, schema: eventBusSchema, folder: eventBusMigrations });
}, 60_000);

afterAll(async () => {
  await Promise.all(databases.map((database) => database.close()));
  await server?.stop();
  await removeEmbeddedPostgres({ dataFolder });
});

function openDatabase(): SqlDatabase {
  const database = openSqlDatabase({
    url: server.url,
    schema: eventBusSchema,
    applicationName: 'event-bus-test',
    poolSize: 4,
  });
  databases.push(database);
  return database;
}

/** Handlers of these tests fail on purpose; the default report would clutter the output. */
function openBus(database = openDatabase()): Promise<EventBus> {
  return openPostgresEventBus({ database, reportProblem: () => undefined });
}

describeEventBus('the PostgreSQL event bus', () => ({
  openBus,
  childModule: new URL('./postgres-child.ts', import.meta.url),
  childEnvironment: { CONTRACT_DATABASE_URL: server.url },
  takeOverMsMax: leaseMs + pollMs,
}));

describe('the PostgreSQL event bus', { timeout: 30_000 }, () => {
  test('a transaction that commits late hides no message', async () => {
    const database = openDatabase();
    const bus = await openBus();
    const [early, late] = createMessages(2, { prefix: 'evt', keys: 1 });
    if (early === undefined || late === undefined) throw new Error('two messages are needed');
    const seen: string[] = [];
    await bus.subscribe({
      topic: 'slow-commit',
      group: 'readers',
      onMessage: async ({ id }) => void seen.push(id),
    });

    let published = Promise.resolve();
    await database.transaction(async (client) => {
      const publisher = createPostgresPublisher(client, 'slow-commit');
      await publisher.publish([early]);
      published = bus.publish('slow-commit', [late]);
      await sleep(300);
      await publisher.settle();
    });
    await published;
    await expect.poll(() => seen, { timeout: 5_000 }).toEqual(['evt-0', 'evt-1']);
    await bus.close();
  });

  test('a handler that runs longer than the lease keeps its message to itself', async () => {
    const [one, two] = await Promise.all([openBus(), openBus()]);
    let calls = 0;
    const onMessage = async (): Promise<void> => {
      calls += 1;
      await sleep(leaseMs + 1_000);
    };
    await one.publish('long', createMessages(1, { prefix: 'evt', keys: 1 }));
    await one.subscribe({ topic: 'long', group: 'readers', onMessage });
    await two.subscribe({ topic: 'long', group: 'readers', onMessage });
    await expect.poll(() => two.lag('long', 'readers'), { timeout: leaseMs + 5_000 }).toBe(0);
    expect(calls).toBe(1);
    await Promise.all([one.close(), two.close()]);
  });

  test('a consumer goes on after the server dropped all its connections', async () => {
    const admin = openDatabase();
    const bus = await openBus();
    const seen: string[] = [];
    await bus.subscribe({
      topic: 'dropped',
      group: 'readers',
      onMessage: async ({ id }) => void seen.push(id),
    });
    await admin.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()',
    );
    const [message] = createMessages(1, { prefix: 'evt', keys: 1 });
    if (message === undefined) throw new Error('a message is needed');
    await expect
      .poll(async () => bus.publish('dropped', [message]).then(() => 'published'), {
        timeout: 10_000,
      })
      .toBe('published');
    await expect.poll(() => new Set(seen), { timeout: 10_000 }).toEqual(new Set(['evt-0']));
    await bus.close();
  });

  test('old messages go once every group has passed them, and not before', async () => {
    const database = openDatabase();
    const bus = await openBus(database);
    await bus.publish('kept', createMessages(10, { prefix: 'evt', keys: 1 }));
    const place = `topic = 'kept' and position`;
    await database.query(
      `update event_bus.messages set published_at = now() - interval '8 days' where ${place} <= 6`,
    );
    await database.query(
      `insert into event_bus.cursors (topic, consumer_group, position)
       values ('kept', 'fast', 10), ('kept', 'slow', 4)`,
    );
    await deleteExpiredMessages(database);
    const left = await database.query<{ position: number }>(
      `select position from event_bus.messages where topic = 'kept' order by position`,
    );
    expect(left.map((row) => row.position)).toEqual([5, 6, 7, 8, 9, 10]);

    await database.query(
      `update event_bus.cursors set position = 10 where consumer_group = 'slow'`,
    );
    expect(await deleteExpiredMessages(database)).toBe(2);
    expect(await bus.lag('kept', 'never-read')).toBe(4);

    await bus.publish('kept.dead-letters', createMessages(2, { prefix: 'evt', keys: 1 }));
    await database.query(`update event_bus.messages set published_at = now() - interval '8 days'`);
    await deleteExpiredMessages(database);
    expect(await bus.peek('kept.dead-letters', 'kept.redrive', 10)).toHaveLength(2);
    await bus.close();
  });
});
