import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb';
import { type Clock, decodeCursor, pageOf } from '@ticketing/service-kit';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { BookingStore, BulkChangeStore } from '../storage/booking-store.ts';
import { ask, pauseByLot, unavailable } from './dynamodb-client.ts';
import { type Item, isGone, isOpen, keyName, toRecord } from './dynamodb-items.ts';
import { shards } from './dynamodb-table.ts';

/** DynamoDB reads at most so many items at once. */
const batchGetMax = 100;
/** What it has no capacity to read is asked for again so often, after growing pauses. */
const batchAsksMax = 6;
const batchPauseMs = 50;

export interface DynamoTable {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly clock: Pick<Clock, 'now'>;
}

export type DynamoReader = Omit<
  BookingStore,
  'create' | 'save' | 'postpone' | 'pingWrites' | keyof BulkChangeStore
>;

/**
 * What is asked by a name is what was written last. Lists come from indexes, which hear of a new booking
 * some milliseconds later; what they list is then read from the table.
 */
export function createDynamoReader({ client, table, clock }: DynamoTable): DynamoReader {
  const { readMany, query } = createItemReader({ client, table, clock });

  async function read(id: string): Promise<Item | undefined> {
    const command = new GetCommand({
      TableName: table,
      Key: { booking_id: id },
      ConsistentRead: true,
    });
    return (await ask(() => client.send(command))).Item;
  }
  const get = async (bookingId: string): Promise<BookingRecord | undefined> =>
    toRecord(await read(bookingId), clock.now());

  async function follow(name: string): Promise<BookingRecord | undefined> {
    const item = await read(name);
    return item === undefined || isGone(item, clock.now()) ? undefined : get(String(item.leads_to));
  }

  return {
    get,
    findByIdempotencyKey: (customerId, key) => follow(keyName(customerId, key)),
    findByTicket: (name) =>
      follow('ticketId' in name ? `ticket#${name.ticketId}` : `short#${name.shortId}`),

    async listOfCustomer(customerId, { cursor, limit }) {
      const [after] = cursor === undefined ? ['~'] : decodeCursor(cursor, ['string']);
      const found: BookingRecord[] = [];
      let before = after ?? '~';
      // What is gone may still be listed: a short page must mean the end of the list.
      while (found.length <= limit) {
        const items = await query('customer', {
          where: 'customer_id = :customer AND booking_id < :before',
          values: { ':customer': customerId, ':before': before },
          limit: limit + 1,
          newest: true,
        });
        const ids = items.map(idOf);
        found.push(...(await readMany(ids)));
        if (ids.length <= limit) break;
        before = ids.at(-1) ?? '';
      }
      return pageOf(found.slice(0, limit + 1), limit, (record) => [record.id]);
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
        // The index may still list what has ended.
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

    async *readAll(page) {
      const startedAt = clock.now().toISOString();
      let start: Item | undefined;
      do {
        const command = new ScanCommand({
          TableName: table,
          ConsistentRead: true,
          ...(page !== undefined && { Limit: page.limit }),
          ...(start !== undefined && { ExclusiveStartKey: start }),
        });
        const { Items = [], LastEvaluatedKey } = await ask(() => client.send(command));
        for (const item of Items) {
          const record = toRecord(item, clock.now());
          if (record !== undefined && record.createdAt <= startedAt) yield record;
        }
        start = LastEvaluatedKey;
      } while (start !== undefined);
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

interface IndexQuestion {
  readonly where: string;
  readonly values: Item;
  readonly limit: number;
  readonly newest?: boolean;
}

function createItemReader({ client, table, clock }: DynamoTable) {
  async function readBatch(ids: readonly string[]): Promise<Item[]> {
    const items: Item[] = [];
    let keys: Item[] = ids.map((id) => ({ booking_id: id }));
    for (let asks = 1; keys.length > 0; asks += 1) {
      if (asks > batchAsksMax) throw unavailable(new Error(`${keys.length} keys not processed`));
      if (asks > 1) await pauseByLot(batchPauseMs * 2 ** asks);
      const command = new BatchGetCommand({
        RequestItems: { [table]: { Keys: keys, ConsistentRead: true } },
      });
      const { Responses, UnprocessedKeys }: BatchAnswer = await ask(() => client.send(command));
      items.push(...(Responses?.[table] ?? []));
      keys = UnprocessedKeys?.[table]?.Keys ?? [];
    }
    return items;
  }

  return {
    /** Of these bookings those that exist, in the same order. */
    async readMany(ids: readonly string[]): Promise<BookingRecord[]> {
      const found = new Map<string, BookingRecord>();
      for (let at = 0; at < ids.length; at += batchGetMax) {
        for (const item of await readBatch(ids.slice(at, at + batchGetMax))) {
          const record = toRecord(item, clock.now());
          if (record !== undefined) found.set(record.id, record);
        }
      }
      return ids.flatMap((id) => found.get(id) ?? []);
    },

    async query(IndexName: string, question: IndexQuestion): Promise<Item[]> {
      const command = new QueryCommand({
        TableName: table,
        IndexName,
        KeyConditionExpression: question.where,
        ExpressionAttributeValues: question.values,
        Limit: question.limit,
        ScanIndexForward: question.newest !== true,
      });
      return (await ask(() => client.send(command))).Items ?? [];
    },
  };
}

const idOf = (item: Item): string => String(item.booking_id);
