import { setTimeout as delay } from 'node:timers/promises';
import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
  ResourceInUseException,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';

/**
 * Indexes carry keys alone: they are written only when a key changes, and what they find is read from
 * the table itself, where reads are consistent. Bookings of one performance, due work and waiting
 * messages are spread over shards, as one key of an index takes a thousand writes a second.
 */
export const bookingIndexes = {
  customer: { hash: 'customer_id', range: 'booking_id', rangeType: 'S' },
  performance: { hash: 'open_performance', range: 'booking_id', rangeType: 'S' },
  due: { hash: 'work_shard', range: 'work_due_at', rangeType: 'N' },
  outbox: { hash: 'outbox_shard', range: 'outbox_since', rangeType: 'S' },
} as const;

export const shardCount = 8;
export const shards: readonly number[] = Array.from({ length: shardCount }, (_, index) => index);

/** The shard of a booking; always the same. */
export function shardOf(bookingId: string): number {
  let hash = 0;
  for (const byte of Buffer.from(bookingId)) hash = (hash * 31 + byte) % 65_521;
  return hash % shardCount;
}

const pauseMs = 500;
/** AWS fills an index of a table that has bookings already in minutes. */
const waitsMax = 1200;

const indexes: GlobalSecondaryIndex[] = Object.entries(bookingIndexes).map(
  ([IndexName, { hash, range }]) => ({
    IndexName,
    KeySchema: [
      { AttributeName: hash, KeyType: 'HASH' },
      { AttributeName: range, KeyType: 'RANGE' },
    ],
    Projection: { ProjectionType: 'KEYS_ONLY' },
  }),
);

const attributeTypes = new Map<string, 'S' | 'N'>([['booking_id', 'S']]);
for (const { hash, range, rangeType } of Object.values(bookingIndexes)) {
  attributeTypes.set(hash, 'S');
  attributeTypes.set(range, rangeType);
}
const attributes = [...attributeTypes].map(([AttributeName, AttributeType]) => ({
  AttributeName,
  AttributeType,
}));

/**
 * Makes the table of bookings, or the indexes that an existing one lacks, and waits until they can be
 * asked. Repeatable, also by several processes at once.
 */
export async function ensureBookingsTable(client: DynamoDBClient, table: string): Promise<void> {
  if ((await describe(client, table)) === undefined) {
    const create = new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: attributes,
      KeySchema: [{ AttributeName: 'booking_id', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: indexes,
    });
    await unlessInUse(client.send(create));
  }
  for (let wait = 0; wait < waitsMax; wait += 1) {
    const description = await describe(client, table);
    if (description !== undefined && isActive(description)) {
      const missing = indexes.find((index) => !has(description, index));
      if (missing === undefined) return;
      // One at a time: DynamoDB makes no two indexes of a table at once.
      const update = new UpdateTableCommand({
        TableName: table,
        AttributeDefinitions: attributes.filter(({ AttributeName }) =>
          missing.KeySchema?.some((key) => key.AttributeName === AttributeName),
        ),
        GlobalSecondaryIndexUpdates: [{ Create: missing }],
      });
      await unlessInUse(client.send(update));
    }
    await delay(pauseMs);
  }
  throw new Error(`The table ${table} did not become active`);
}

const has = (description: TableDescription, { IndexName }: GlobalSecondaryIndex): boolean =>
  description.GlobalSecondaryIndexes?.some((index) => index.IndexName === IndexName) ?? false;

const isActive = ({ TableStatus, GlobalSecondaryIndexes = [] }: TableDescription): boolean =>
  TableStatus === 'ACTIVE' &&
  GlobalSecondaryIndexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE');

async function describe(
  client: DynamoDBClient,
  table: string,
): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: table }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** Another process is making the same; the wait that follows waits for it too. */
async function unlessInUse(made: Promise<unknown>): Promise<void> {
  await made.catch((error: unknown) => {
    if (!(error instanceof ResourceInUseException)) throw error;
  });
}
