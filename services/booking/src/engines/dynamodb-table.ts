import { setTimeout as delay } from 'node:timers/promises';
import {
  CreateTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
  ResourceInUseException,
  ResourceNotFoundException,
  type TableDescription,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
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
 * Makes the table of bookings, or what an existing one lacks (indexes, its time to live), and waits until
 * it can be asked; readers and writers go on meanwhile. Repeatable, also by several processes at once.
 * `isProtected` asks besides for point-in-time recovery and against deletion, where the engine has them.
 */
export async function ensureBookingsTable(
  client: DynamoDBClient,
  { table, isProtected }: { readonly table: string; readonly isProtected: boolean },
): Promise<void> {
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
  await untilActive(client, table, (description) => createMissingIndex(client, table, description));
  await ensureTimeToLive(client, table);
  if (!isProtected) return;
  await ensureNotDeletable(client, table);
  await ensurePointInTimeRecovery(client, table);
}

/** Waits until the table is active and `change` answers that there was nothing left to change. */
async function untilActive(
  client: DynamoDBClient,
  table: string,
  change: (description: TableDescription) => Promise<boolean>,
): Promise<void> {
  for (let wait = 0; wait < waitsMax; wait += 1) {
    const description = await describe(client, table);
    if (description !== undefined && isActive(description) && !(await change(description))) return;
    await delay(pauseMs);
  }
  throw new Error(`The table ${table} did not become active`);
}

/** One at a time: DynamoDB makes no two indexes of a table at once. False when none is missing. */
async function createMissingIndex(
  client: DynamoDBClient,
  table: string,
  description: TableDescription,
): Promise<boolean> {
  const missing = indexes.find((index) => !has(description, index));
  if (missing === undefined) return false;
  const update = new UpdateTableCommand({
    TableName: table,
    AttributeDefinitions: attributes.filter(({ AttributeName }) =>
      missing.KeySchema?.some((key) => key.AttributeName === AttributeName),
    ),
    GlobalSecondaryIndexUpdates: [{ Create: missing }],
  });
  try {
    await client.send(update);
  } catch (error) {
    // Refused when another process has made it meanwhile, or makes an index now.
    const found = await describe(client, table);
    if (found !== undefined && isActive(found) && !has(found, missing)) throw error;
  }
  return true;
}

async function ensureTimeToLive(client: DynamoDBClient, table: string): Promise<void> {
  const isOn = async (): Promise<boolean> => {
    const { TimeToLiveDescription: found } = await client.send(
      new DescribeTimeToLiveCommand({ TableName: table }),
    );
    const status = found?.TimeToLiveStatus;
    return status === 'ENABLED' || status === 'ENABLING';
  };
  if (await isOn()) return;
  const TimeToLiveSpecification = { AttributeName: 'expires_at', Enabled: true };
  try {
    await client.send(new UpdateTimeToLiveCommand({ TableName: table, TimeToLiveSpecification }));
  } catch (error) {
    // DynamoDB refuses to switch on what another process has switched on meanwhile.
    if (!(await isOn())) throw error;
  }
}

async function ensureNotDeletable(client: DynamoDBClient, table: string): Promise<void> {
  await untilActive(client, table, async ({ DeletionProtectionEnabled: isOn }) => {
    if (isOn === true) return false;
    const update = new UpdateTableCommand({ TableName: table, DeletionProtectionEnabled: true });
    await unlessInUse(client.send(update));
    return true;
  });
}

async function ensurePointInTimeRecovery(client: DynamoDBClient, table: string): Promise<void> {
  try {
    const { ContinuousBackupsDescription: found } = await client.send(
      new DescribeContinuousBackupsCommand({ TableName: table }),
    );
    const status = found?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    if (status === 'ENABLED') return;
    await client.send(
      new UpdateContinuousBackupsCommand({
        TableName: table,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
  } catch (error) {
    // Only DynamoDB itself has backups; a compatible engine answers that it does not know them.
    if (!(error instanceof Error && error.name === 'UnknownOperationException')) throw error;
  }
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
