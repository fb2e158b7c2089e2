import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  ScanCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { ConfigError } from '@ticketing/service-kit';
import { ask, pauseByLot, unavailable } from './dynamodb-client.ts';

/** DynamoDB writes at most so many items at once. */
const batchWriteMax = 25;
/** What it has no capacity to write is sent again so often, after growing pauses. */
const batchAsksMax = 8;
const batchPauseMs = 50;

type RawItem = Record<string, AttributeValue>;

/**
 * The table's items, a line each, in the JSON of DynamoDB's own exports. Items that change meanwhile are
 * read before or after, each by itself: stop the booking service for a copy that is of one moment.
 */
export async function* exportItems(client: DynamoDBClient, table: string): AsyncGenerator<string> {
  let start: RawItem | undefined;
  do {
    const command = new ScanCommand({
      TableName: table,
      ConsistentRead: true,
      ...(start !== undefined && { ExclusiveStartKey: start }),
    });
    const { Items = [], LastEvaluatedKey } = await ask(() => client.send(command));
    for (const Item of Items) yield `${JSON.stringify({ Item })}\n`;
    start = LastEvaluatedKey;
  } while (start !== undefined);
}

/**
 * Writes exported lines into the table and answers how many. Throws a ConfigError when the table has
 * items: an old copy must not go over newer bookings.
 */
export async function importItems(
  client: DynamoDBClient,
  table: string,
  lines: AsyncIterable<string>,
): Promise<number> {
  const first = await ask(() => client.send(new ScanCommand({ TableName: table, Limit: 1 })));
  if (first.Items?.length !== 0) {
    throw new ConfigError('The copy was not restored:', [`the table ${table} is not empty`]);
  }
  let count = 0;
  let batch: WriteRequest[] = [];
  for await (const line of lines) {
    if (line.trim() === '') continue;
    const { Item }: { Item: RawItem } = JSON.parse(line);
    batch.push({ PutRequest: { Item } });
    count += 1;
    if (batch.length < batchWriteMax) continue;
    await writeBatch(client, table, batch);
    batch = [];
  }
  if (batch.length > 0) await writeBatch(client, table, batch);
  return count;
}

async function writeBatch(
  client: DynamoDBClient,
  table: string,
  batch: readonly WriteRequest[],
): Promise<void> {
  let left = [...batch];
  for (let asks = 1; left.length > 0; asks += 1) {
    if (asks > batchAsksMax) throw unavailable(new Error(`${left.length} items not written`));
    if (asks > 1) await pauseByLot(batchPauseMs * 2 ** asks);
    const command = new BatchWriteItemCommand({ RequestItems: { [table]: left } });
    const { UnprocessedItems } = await ask(() => client.send(command));
    left = UnprocessedItems?.[table] ?? [];
  }
}
