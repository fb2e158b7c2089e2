import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import type { BulkChangeRecord } from '../domain/bulk-change.ts';
import type { BulkChangeStore } from '../storage/booking-store.ts';
import { ask } from './dynamodb-client.ts';

/** Running ones stand in the index of due work, beside the shards of bookings. */
const runningShard = 'bulk';

const nameOf = (performanceId: string): string => `bulk#${performanceId}`;

/** Changes in bulk, as items of the bookings' table. */
export function createDynamoBulkChanges(
  client: DynamoDBDocumentClient,
  table: string,
): BulkChangeStore {
  async function read(name: string): Promise<BulkChangeRecord | undefined> {
    const command = new GetCommand({
      TableName: table,
      Key: { booking_id: name },
      ConsistentRead: true,
    });
    const { Item } = await ask(() => client.send(command));
    return (
      Item && { ...JSON.parse(String(Item.bulk_change)), version: Number(Item.booking_version) }
    );
  }

  return {
    getBulkChange: (performanceId) => read(nameOf(performanceId)),

    async saveBulkChange({ version, ...document }) {
      const isNew = version === 0;
      const command = new PutCommand({
        TableName: table,
        Item: {
          booking_id: nameOf(document.performanceId),
          booking_version: version + 1,
          bulk_change: JSON.stringify(document),
          ...(document.state === 'running' && {
            work_shard: runningShard,
            work_due_at: Date.parse(document.startedAt),
          }),
        },
        ConditionExpression: isNew
          ? 'attribute_not_exists(booking_id)'
          : 'booking_version = :version',
        ...(!isNew && { ExpressionAttributeValues: { ':version': version } }),
      });
      try {
        await ask(() => client.send(command));
        return { ...document, version: version + 1 };
      } catch (error) {
        // Also when it meets itself, sent again after a lost answer: the caller reads anew and sees it.
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },

    async listRunningBulkChanges(limit) {
      const command = new QueryCommand({
        TableName: table,
        IndexName: 'due',
        KeyConditionExpression: 'work_shard = :shard',
        ExpressionAttributeValues: { ':shard': runningShard },
        Limit: limit,
      });
      const { Items = [] } = await ask(() => client.send(command));
      const found = await Promise.all(Items.map(({ booking_id }) => read(String(booking_id))));
      // The index may still list what has stopped.
      return found.flatMap((one) => (one?.state === 'running' ? one : []));
    },
  };
}
