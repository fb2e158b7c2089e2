import { CreateTableCommand, DescribeTableCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
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
import { startDynamoLocal } from './dynamodb-local.ts';

let server: Awaited<ReturnType<typeof startDynamoLocal>>;
beforeAll(async () => {
  server = await startDynamoLocal();
}, 120_000);
afterAll(async () => {
  await server?.stop();
});
const open = () => openDynamo({ region: 'us-east-1', endpoint: server.endpoint, local: true });

provesBookingStore('DynamoDB', async () => {
  const dynamo = open();
  await ensureBookingsTable(dynamo, 'bookings');
  const store = createDynamoBookingStore(dynamo, 'bookings');
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
    DYNAMODB_TABLE_NAME: 'chosen',
    DYNAMODB_ENDPOINT: server.endpoint,
  });
  const bookings = await openBookingStore(config);
  await bookings.store.ping();
  expect(await bookings.store.listDue(new Date(), 10)).toEqual([]);
  await bookings.close();
});

test('a table that has only its key gets its indexes; asking again changes nothing', async () => {
  const dynamo = open();
  await dynamo.send(
    new CreateTableCommand({
      TableName: 'plain',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'booking_id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'booking_id', KeyType: 'HASH' }],
    }),
  );
  await Promise.all([ensureBookingsTable(dynamo, 'plain'), ensureBookingsTable(dynamo, 'plain')]);
  await ensureBookingsTable(dynamo, 'plain');
  const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: 'plain' }));
  const names = Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName).sort();
  expect(names).toEqual(['customer', 'due', 'outbox', 'performance']);
  dynamo.destroy();
});
