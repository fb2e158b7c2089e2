import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { type LocalEngine, startEngine } from '@ticketing/local-engines';
import { newId, systemClock } from '@ticketing/service-kit';
import { quietLogger } from '@ticketing/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadBookingConfig } from '../src/config.ts';
import {
  createDynamoBookingStore,
  ensureBookingsTable,
  openDynamo,
  startDynamoOutboxRelay,
} from '../src/engines/dynamodb.ts';
import { openBookingStore } from '../src/engines/open-booking-store.ts';
import { provesBookingStore } from './booking-store-contract.ts';

let engine: LocalEngine;
beforeAll(async () => {
  engine = await startEngine('dynamodb');
}, 600_000);
afterAll(async () => {
  await engine?.stop();
});
const open = () =>
  openDynamo({ region: 'us-east-1', endpoint: engine.variables.DYNAMODB_ENDPOINT, local: true });

provesBookingStore('DynamoDB', async (clock) => {
  const dynamo = open();
  await ensureBookingsTable(dynamo, { table: 'bookings', isProtected: false });
  const store = createDynamoBookingStore(dynamo, { table: 'bookings', clock });
  const common = { topic: 'booking-events', clock: systemClock, newId, log: quietLogger() };
  return {
    store,
    startRelay: (eventBus) => startDynamoOutboxRelay({ outbox: store.outbox, eventBus, ...common }),
    async close() {
      // Nothing waits any more, and no claim is left behind.
      const waiting = { TableName: 'bookings', FilterExpression: 'attribute_exists(outbox_owner)' };
      expect((await dynamo.send(new ScanCommand(waiting))).Items).toEqual([]);
      expect(await store.outbox.listWaiting(10)).toEqual([]);
      dynamo.destroy();
    },
  };
});

test('the settings choose DynamoDB, and its table is made', async () => {
  const config = loadBookingConfig({
    ...engine.variables,
    DYNAMODB_TABLE_NAME: 'chosen',
  });
  const bookings = await openBookingStore(config);
  await bookings.store.ping();
  expect(await bookings.store.listDue(new Date(), 10)).toEqual([]);
  await bookings.close();
});

test('a table that has only its key gets the rest; asking again changes nothing', async () => {
  const dynamo = open();
  await dynamo.send(
    new CreateTableCommand({
      TableName: 'plain',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'booking_id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'booking_id', KeyType: 'HASH' }],
    }),
  );
  const ensure = (isProtected: boolean) =>
    ensureBookingsTable(dynamo, { table: 'plain', isProtected });
  await Promise.all([ensure(false), ensure(false)]);
  const describe = async () =>
    (await dynamo.send(new DescribeTableCommand({ TableName: 'plain' }))).Table;
  const names = (await describe())?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName);
  expect(names?.sort()).toEqual(['customer', 'due', 'outbox', 'performance']);
  const { TimeToLiveDescription } = await dynamo.send(
    new DescribeTimeToLiveCommand({ TableName: 'plain' }),
  );
  expect(TimeToLiveDescription).toEqual({
    TimeToLiveStatus: 'ENABLED',
    AttributeName: 'expires_at',
  });
  expect((await describe())?.DeletionProtectionEnabled).not.toBe(true);
  await ensure(true);
  await ensure(true);
  expect((await describe())?.DeletionProtectionEnabled).toBe(true);
  dynamo.destroy();
});

test('`npm run migrate` makes the table in production, safe from deletion, as often as it runs', async () => {
  const main = new URL('../src/main.ts', import.meta.url).pathname;
  const env = {
    ...engine.variables,
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    DYNAMODB_TABLE_NAME: 'production',
    JWT_SECRET_KEY: 'a-secret-of-a-test-that-is-long-enough',
    SERVICE_TOKEN: 'another-secret-of-a-test-long-enough',
  };
  const started = await openBookingStore(loadBookingConfig(env));
  await expect(started.store.ping()).rejects.toThrow();
  await started.close();
  const migrate = () =>
    promisify(execFile)(process.execPath, [main, 'migrate'], { env, cwd: tmpdir() });
  expect((await migrate()).stdout).toBe('Migrated.\n');
  expect((await migrate()).stdout).toBe('Migrated.\n');
  const dynamo = open();
  const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: 'production' }));
  expect(Table?.DeletionProtectionEnabled).toBe(true);
  expect(Table?.GlobalSecondaryIndexes).toHaveLength(4);
  dynamo.destroy();
});
