import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { type OutboxState, outboxCountMax } from '@ticketing/service-kit';
import { bookingIndexes, shardCount, shards } from './dynamodb-table.ts';

/** What waits to be published: bookings with messages are counted, not their messages one by one. */
export async function readDynamoOutbox(
  client: DynamoDBClient,
  table: string,
): Promise<OutboxState> {
  const { hash, range } = bookingIndexes.outbox;
  const pages = await Promise.all(
    shards.map((shard) =>
      client.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'outbox',
          KeyConditionExpression: `${hash} = :shard`,
          ExpressionAttributeValues: { ':shard': { S: String(shard) } },
          Limit: outboxCountMax / shardCount,
        }),
      ),
    ),
  );
  const waiting = pages.flatMap(({ Items = [] }) => Items);
  const times = waiting.flatMap((item) => item[range]?.S ?? []).sort();
  return { messages: waiting.length, oldestAt: times[0] };
}
