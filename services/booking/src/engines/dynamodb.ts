import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { decodeCursor, pageOf } from '@ticketing/service-kit';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { BookingStore } from '../storage/booking-store.ts';
import {
  type Item,
  isOpen,
  itemOf,
  keyItemOf,
  saveOf,
  ticketItemsOf,
  toRecord,
} from './dynamodb-items.ts';
import {
  createDynamoOutbox,
  type DynamoOutbox,
  untilNoConflict,
  whenConditionHolds,
} from './dynamodb-outbox.ts';
import { shards } from './dynamodb-table.ts';

export { startDynamoOutboxRelay } from './dynamodb-outbox.ts';
export { ensureBookingsTable } from './dynamodb-table.ts';

const attemptsMax = 5;
const connectMsMax = 1000;
const answerMsMax = 3000;
/** DynamoDB reads at most so many items at once. */
const batchGetMax = 100;
const batchPauseMs = 50;

export interface DynamoSettings {
  readonly region: string;
  /** DynamoDB Local, or an endpoint of a private network. */
  readonly endpoint?: string | undefined;
  /** DynamoDB Local takes any credentials but wants some: gives it some. */
  readonly local: boolean;
}

/** The SDK's own chain finds the credentials, unless the endpoint is DynamoDB Local. */
export const openDynamo = ({ region, endpoint, local }: DynamoSettings): DynamoDBClient =>
  new DynamoDBClient({
    region,
    maxAttempts: attemptsMax,
    requestHandler: {
      connectionTimeout: connectMsMax,
      requestTimeout: answerMsMax,
      throwOnRequestTimeout: true,
    },
    ...(endpoint !== undefined && { endpoint }),
    ...(local && { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  });

type Writes = NonNullable<TransactWriteCommandInput['TransactItems']>;

/** Why a transaction is cancelled that can succeed a moment later. */
const passing = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];

const reasonsOf = (error: unknown): (string | undefined)[] =>
  error instanceof TransactionCanceledException
    ? (error.CancellationReasons ?? []).map(({ Code }) => Code)
    : [];

/**
 * Bookings in one table of DynamoDB: an item each, and an item for each other name of it (idempotency
 * key, ticket, short id) that leads to it. Messages wait in the booking's item.
 * What is asked by a name is what was written last. Lists come from indexes, which hear of a new booking
 * some milliseconds later; what they list is then read from the table.
 */
export function createDynamoBookingStore(
  dynamo: DynamoDBClient,
  table: string,
): BookingStore & { readonly outbox: DynamoOutbox } {
  const client = DynamoDBDocumentClient.from(dynamo, {
    marshallOptions: { removeUndefinedValues: true },
  });
  const outbox = createDynamoOutbox(client, table);

  async function read(id: string): Promise<Item | undefined> {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: { booking_id: id }, ConsistentRead: true }),
    );
    return Item;
  }
  const get = async (bookingId: string): Promise<BookingRecord | undefined> =>
    toRecord(await read(bookingId));

  async function follow(name: string): Promise<BookingRecord | undefined> {
    const item = await read(name);
    return item === undefined ? undefined : get(String(item.leads_to));
  }

  /** Of these bookings those that exist, in the same order. */
  async function readMany(ids: readonly string[]): Promise<BookingRecord[]> {
    const found = new Map<string, BookingRecord>();
    for (let at = 0; at < ids.length; at += batchGetMax) {
      let keys: Record<string, unknown>[] | undefined = ids
        .slice(at, at + batchGetMax)
        .map((id) => ({ booking_id: id }));
      while (keys !== undefined) {
        const { Responses, UnprocessedKeys }: BatchAnswer = await client.send(
          new BatchGetCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
        );
        for (const item of Responses?.[table] ?? []) {
          const record = toRecord(item);
          if (record !== undefined) found.set(record.id, record);
        }
        keys = UnprocessedKeys?.[table]?.Keys;
        if (keys !== undefined) await new Promise((resolve) => setTimeout(resolve, batchPauseMs));
      }
    }
    return ids.flatMap((id) => found.get(id) ?? []);
  }

  async function query(
    IndexName: string,
    question: { where: string; values: Record<string, unknown>; limit: number; newest?: boolean },
  ): Promise<Item[]> {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName,
        KeyConditionExpression: question.where,
        ExpressionAttributeValues: question.values,
        Limit: question.limit,
        ScanIndexForward: question.newest !== true,
      }),
    );
    return Items;
  }

  const transact = (writes: Writes): Promise<unknown> =>
    untilNoConflict(
      () => client.send(new TransactWriteCommand({ TransactItems: writes })),
      (error) => {
        const reasons = reasonsOf(error);
        return (
          !reasons.includes('ConditionalCheckFailed') &&
          reasons.some((reason) => reason !== undefined && passing.includes(reason))
        );
      },
    );

  async function saveAlone(save: ReturnType<typeof saveOf>): Promise<boolean> {
    return (await whenConditionHolds(() => client.send(new UpdateCommand(save)))) !== undefined;
  }

  async function saveWithTickets(
    record: BookingRecord,
    save: ReturnType<typeof saveOf>,
  ): Promise<boolean> {
    try {
      await transact([{ Update: save }, ...ticketItemsOf(table, record)]);
      return true;
    } catch (error) {
      if (reasonsOf(error)[0] === 'ConditionalCheckFailed') return false;
      throw error;
    }
  }

  return {
    outbox,
    async create(record, messages) {
      try {
        await transact([
          keyItemOf(table, record),
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
      // Tickets get their names once; every other save is one plain write.
      const saved =
        (await saveAlone(saveOf(table, record, { messages, ticketsNamed: true }))) ||
        (record.seats.some(({ ticket }) => ticket) &&
          (await saveWithTickets(
            record,
            saveOf(table, record, { messages, ticketsNamed: false }),
          )));
      if (!saved) return undefined;
      if (messages.length > 0) outbox.saved(record.id);
      return { ...record, version: record.version + 1 };
    },

    get,
    findByIdempotencyKey: (customerId, key) => follow(`key#${customerId}#${key}`),
    findByTicket: (name) =>
      follow('ticketId' in name ? `ticket#${name.ticketId}` : `short#${name.shortId}`),

    async listOfCustomer(customerId, { cursor, limit }) {
      const [before] = cursor === undefined ? ['~'] : decodeCursor(cursor, ['string']);
      const items = await query('customer', {
        where: 'customer_id = :customer AND booking_id < :before',
        values: { ':customer': customerId, ':before': before ?? '~' },
        limit: limit + 1,
        newest: true,
      });
      const ids = items.map(idOf);
      const page = pageOf(ids, limit, (id) => [id]);
      return { ...page, items: await readMany(page.items) };
    },

    async listOpenOfPerformance(performanceId, { afterId, limit }) {
      const open: BookingRecord[] = [];
      let after = afterId;
      while (open.length < limit) {
        const pages = await Promise.all(
          shards.map((shard) =>
            query('performance', {
              where: 'open_performance = :performance AND booking_id > :after',
              // A key of an index is not empty: a blank comes before every id.
              values: { ':performance': `${performanceId}#${shard}`, ':after': after || ' ' },
              limit,
            }),
          ),
        );
        const ids = pages.flat().map(idOf).sort().slice(0, limit);
        // The index may still list what has ended: a short page must mean the end of the list.
        open.push(...(await readMany(ids)).filter(isOpen));
        const last = ids.at(-1);
        if (last === undefined || ids.length < limit) break;
        after = last;
      }
      return open.slice(0, limit);
    },

    async listDue(now, limit) {
      const pages = await Promise.all(
        shards.map((shard) =>
          query('due', {
            where: 'work_shard = :shard AND work_due_at <= :now',
            values: { ':shard': String(shard), ':now': now.getTime() },
            limit,
          }),
        ),
      );
      const items = pages.flat();
      items.sort((a, b) => Number(a.work_due_at) - Number(b.work_due_at));
      return items.slice(0, limit).map(idOf);
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

    /** Reads a name that nothing has: what answers it answers the others. */
    async ping() {
      await client.send(new GetCommand({ TableName: table, Key: { booking_id: 'ping' } }));
    },
  };
}

interface BatchAnswer {
  readonly Responses?: Record<string, Item[]> | undefined;
  readonly UnprocessedKeys?: Record<string, { Keys?: Item[] | undefined }> | undefined;
}

const idOf = (item: Item): string => String(item.booking_id);
