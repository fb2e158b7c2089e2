import type { DynamoDBDocumentClient, TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { QueryCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { BusMessage } from '@ticketing/event-bus';
import { ask, reasonsOf, whenConditionHolds } from './dynamodb-client.ts';
import { type Item, keyNameOf } from './dynamodb-items.ts';
import { bookingIndexes, shards } from './dynamodb-table.ts';

/** Messages that wait in the items of their bookings. */
export interface DynamoOutbox {
  /** Calls the listener with the booking of every write of this process that has messages. */
  onSaved(listener: (bookingId: string) => void): () => void;
  /** Bookings with waiting messages, the longest waiting first. */
  listWaiting(limit: number): Promise<readonly string[]>;
  /**
   * Takes a booking's messages for `owner`, oldest first, until `untilMs`. Undefined when nothing waits
   * or another owner has it: so a booking's messages keep their order among relays.
   */
  claim(bookingId: string, by: OutboxClaim): Promise<ClaimedMessages | undefined>;
  /**
   * Removes what was claimed unless another owner took over; true when more came meanwhile. A booking
   * that is to be forgotten gets its time to live here and not before: messages are never lost to it.
   */
  remove(claimed: ClaimedMessages): Promise<boolean>;
}

export interface OutboxClaim {
  readonly owner: string;
  readonly nowMs: number;
  readonly untilMs: number;
}

export interface ClaimedMessages {
  readonly owner: string;
  readonly messages: readonly BusMessage[];
  /** The booking's item as it was claimed. */
  readonly item: Item;
}

const nothingWaits = 'REMOVE outbox, outbox_shard, outbox_since, outbox_owner, outbox_until';

/** The outbox of a table of bookings; `saved` is where the store tells of its writes. */
export function createDynamoOutbox(
  client: DynamoDBDocumentClient,
  table: string,
): DynamoOutbox & { saved(bookingId: string): void } {
  const listeners = new Set<(bookingId: string) => void>();
  const update = (
    bookingId: unknown,
    input: Omit<ConstructorParameters<typeof UpdateCommand>[0], 'TableName' | 'Key'>,
  ) =>
    whenConditionHolds(() =>
      client.send(
        new UpdateCommand({ TableName: table, Key: { booking_id: bookingId }, ...input }),
      ),
    );

  async function removeAndForget({ owner, messages, item }: ClaimedMessages): Promise<boolean> {
    const writes: TransactWriteCommandInput['TransactItems'] = [
      {
        Update: {
          TableName: table,
          Key: { booking_id: item.booking_id },
          UpdateExpression: `SET expires_at = forget_at ${nothingWaits}`,
          ConditionExpression:
            'outbox_owner = :owner AND size(outbox) = :count AND forget_at = :forget',
          ExpressionAttributeValues: {
            ':owner': owner,
            ':count': messages.length,
            ':forget': item.forget_at,
          },
        },
      },
      {
        Update: {
          TableName: table,
          Key: { booking_id: keyNameOf(item) },
          UpdateExpression: 'SET expires_at = :forget',
          ConditionExpression: 'leads_to = :booking',
          ExpressionAttributeValues: { ':forget': item.forget_at, ':booking': item.booking_id },
        },
      },
    ];
    try {
      await ask(() => client.send(new TransactWriteCommand({ TransactItems: writes })));
      return true;
    } catch (error) {
      if (reasonsOf(error)[0] === 'ConditionalCheckFailed') return false;
      throw error;
    }
  }

  async function removeAll({ owner, messages, item }: ClaimedMessages): Promise<boolean> {
    const removed = await update(item.booking_id, {
      UpdateExpression: nothingWaits,
      ConditionExpression:
        'outbox_owner = :owner AND size(outbox) = :count AND attribute_not_exists(forget_at)',
      ExpressionAttributeValues: { ':owner': owner, ':count': messages.length },
    });
    return removed !== undefined;
  }

  return {
    saved(bookingId) {
      for (const listener of listeners) listener(bookingId);
    },
    onSaved(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    async listWaiting(limit) {
      const { hash } = bookingIndexes.outbox;
      const pages = await Promise.all(
        shards.map((shard) =>
          client.send(
            new QueryCommand({
              TableName: table,
              IndexName: 'outbox',
              KeyConditionExpression: `${hash} = :shard`,
              ExpressionAttributeValues: { ':shard': String(shard) },
              Limit: limit,
            }),
          ),
        ),
      );
      return pages
        .flatMap(({ Items = [] }) => Items)
        .sort((a, b) => (String(a.outbox_since) < String(b.outbox_since) ? -1 : 1))
        .slice(0, limit)
        .map((item) => String(item.booking_id));
    },

    async claim(bookingId, { owner, nowMs, untilMs }) {
      const claimed = await update(bookingId, {
        UpdateExpression: 'SET outbox_owner = :owner, outbox_until = :until',
        ConditionExpression:
          'attribute_exists(outbox) AND ' +
          '(attribute_not_exists(outbox_owner) OR outbox_owner = :owner OR outbox_until < :now)',
        ExpressionAttributeValues: { ':owner': owner, ':until': untilMs, ':now': nowMs },
        ReturnValues: 'ALL_NEW',
      });
      const item = claimed?.Attributes;
      if (item === undefined) return undefined;
      const messages = writtenIn(item).map((message): BusMessage => JSON.parse(message));
      return { owner, messages, item };
    },

    async remove(claimed) {
      const { owner, messages, item } = claimed;
      const forgets = item.forget_at !== undefined;
      if (await (forgets ? removeAndForget : removeAll)(claimed)) return false;
      const [first] = writtenIn(item);
      if (first === undefined) return true;
      const places = messages.map((_, index) => `outbox[${index}]`);
      const some = await update(item.booking_id, {
        UpdateExpression: `REMOVE ${places.join(', ')}`,
        // Asks for the message itself: sent again after a lost answer it must not remove the next ones.
        ConditionExpression: 'outbox_owner = :owner AND outbox[0] = :first',
        ExpressionAttributeValues: { ':owner': owner, ':first': first },
      });
      return some !== undefined;
    },
  };
}

/** The messages as the booking's item has them. */
const writtenIn = ({ outbox }: Item): readonly string[] =>
  Array.isArray(outbox) ? outbox.map(String) : [];
