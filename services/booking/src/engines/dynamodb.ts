import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { ApiError, type Clock } from '@ticketing/service-kit';
import type { BookingStore } from '../storage/booking-store.ts';
import { createDynamoBulkChanges } from './dynamodb-bulk-changes.ts';
import { ask, reasonsOf, whenConditionHolds } from './dynamodb-client.ts';
import { itemOf, keyItemOf, saveOf, ticketItemsOf } from './dynamodb-items.ts';
import { createDynamoOutbox, type DynamoOutbox } from './dynamodb-outbox.ts';
import { createDynamoReader } from './dynamodb-reader.ts';

export { openDynamo } from './dynamodb-client.ts';
export { readDynamoOutbox } from './dynamodb-outbox-state.ts';
export { startDynamoOutboxRelay } from './dynamodb-relay.ts';
export { ensureBookingsTable } from './dynamodb-table.ts';

/** Who writes no more learns nothing: after this long a refusal says nothing about now. */
const refusalKeptMs = 15_000;

type Writes = NonNullable<TransactWriteCommandInput['TransactItems']>;

/**
 * Bookings in one table of DynamoDB: an item each, and an item for each other name of it (idempotency
 * key, ticket, short id) that leads to it. Messages wait in the booking's item.
 */
export function createDynamoBookingStore(
  dynamo: DynamoDBClient,
  { table, clock }: { readonly table: string; readonly clock: Pick<Clock, 'now'> },
): BookingStore & { readonly outbox: DynamoOutbox } {
  const client = DynamoDBDocumentClient.from(dynamo, {
    marshallOptions: { removeUndefinedValues: true },
  });
  const outbox = createDynamoOutbox(client, table);
  const reader = createDynamoReader({ client, table, clock });

  let refusal: { readonly cause: unknown; readonly atMs: number } | undefined;

  /** Remembers for `pingWrites` whether the last write was refused for want of the engine. */
  async function write<Result>(question: () => Promise<Result>): Promise<Result> {
    try {
      const result = await ask(question);
      refusal = undefined;
      return result;
    } catch (cause) {
      if (cause instanceof ApiError) refusal = { cause, atMs: performance.now() };
      throw cause;
    }
  }

  /** However often the SDK sends it, it is one write: the SDK gives the command a token. */
  const transact = (writes: Writes): Promise<unknown> =>
    write(() => client.send(new TransactWriteCommand({ TransactItems: writes })));

  /** Saves on the record's version; false when the stored one is another. */
  async function saveOnce(save: ReturnType<typeof saveOf>, names: Writes): Promise<boolean> {
    try {
      if (names.length > 0) await transact([{ Update: save }, ...names]);
      else await write(() => client.send(new UpdateCommand(save)));
      return true;
    } catch (error) {
      const stored = storedInstead(error);
      if (stored === undefined) throw error;
      // Sent again after its answer was lost, it meets itself.
      return stored.saved_by?.S === save.ExpressionAttributeValues[':save'];
    }
  }

  return {
    ...reader,
    ...createDynamoBulkChanges(client, table),
    outbox,
    async create(record, messages) {
      try {
        await transact([
          keyItemOf(table, record, clock.now()),
          {
            Put: {
              TableName: table,
              Item: itemOf(record, messages),
              ConditionExpression: 'attribute_not_exists(booking_id)',
            },
          },
        ]);
      } catch (error) {
        if (reasonsOf(error)[0] === 'ConditionalCheckFailed') return 'exists';
        throw error;
      }
      if (messages.length > 0) outbox.saved(record.id);
      return 'created';
    },

    async save(record, messages) {
      const common = { messages, now: clock.now(), saveId: randomUUID() };
      const plain = saveOf(table, record, { ...common, ticketsNamed: true });
      const first = saveOf(table, record, { ...common, ticketsNamed: false });
      const names = ticketItemsOf(table, record);
      // Tickets get their names once; every other save is one plain write.
      const saved =
        (await saveOnce(plain, [])) || (names.length > 0 && (await saveOnce(first, names)));
      if (!saved) return undefined;
      if (messages.length > 0) outbox.saved(record.id);
      return { ...record, version: record.version + 1 };
    },

    async postpone(bookingId, until) {
      await whenConditionHolds(() =>
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: { booking_id: bookingId },
            UpdateExpression: 'SET work_due_at = :until',
            ConditionExpression: 'attribute_exists(work_due_at)',
            ExpressionAttributeValues: { ':until': until.getTime() },
          }),
        ),
      );
    },

    /** A write for the mere trying would leave an item; sales and due work write all the time. */
    async pingWrites() {
      if (refusal !== undefined && performance.now() - refusal.atMs < refusalKeptMs) {
        throw new Error('the last write was refused', { cause: refusal.cause });
      }
    },
  };
}

/** The booking's item that made the condition of its save fail; undefined for every other error. */
function storedInstead(error: unknown): Record<string, AttributeValue> | undefined {
  if (error instanceof ConditionalCheckFailedException) return error.Item ?? {};
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const [reason] = error.CancellationReasons ?? [];
  return reason?.Code === 'ConditionalCheckFailed' ? (reason.Item ?? {}) : undefined;
}
