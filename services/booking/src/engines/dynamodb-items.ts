import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { BusMessage } from '@ticketing/event-bus';
import { type BookingRecord, forgetAt, workDueAt } from '../domain/booking-record.ts';
import { payGraceSeconds } from '../domain/limits.ts';
import { shardOf } from './dynamodb-table.ts';

export type Item = Record<string, unknown>;
type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

export const isOpen = ({ state }: Pick<BookingRecord, 'state'>): boolean =>
  state === 'pending_payment' || state === 'confirmed' || state === 'partially_cancelled';

/** DynamoDB counts the time to live in whole seconds. */
export const secondsOf = (date: Date): number => Math.floor(date.getTime() / 1000);

/** DynamoDB removes an item within days of its time to live; by then it is gone for us already. */
export const isGone = (item: Item, now: Date): boolean =>
  item.expires_at !== undefined && Number(item.expires_at) <= secondsOf(now);
const notGone = '(attribute_not_exists(expires_at) OR expires_at > :now)';

/** The booking in an item; undefined for an item that only leads to one, and for one that is gone. */
export function toRecord(item: Item | undefined, now: Date): BookingRecord | undefined {
  if (item?.document === undefined || isGone(item, now)) return undefined;
  return { ...documentIn(item), version: Number(item.booking_version) };
}

const documentIn = (item: Item): Omit<BookingRecord, 'version'> =>
  JSON.parse(String(item.document));

function documentOf(record: BookingRecord): string {
  const { version: _, ...document } = record;
  return JSON.stringify(document);
}

const ticketsOf = (record: BookingRecord) => record.seats.flatMap(({ ticket }) => ticket ?? []);
const ticketIdsOf = (record: BookingRecord): string[] => ticketsOf(record).map(({ id }) => id);

/** Attributes that change with the record; undefined ones are absent, and so from their index. */
function changing(record: BookingRecord): Item {
  const due = workDueAt(record, payGraceSeconds)?.getTime();
  const shard = shardOf(record.id);
  const forget = forgetAt(record);
  return {
    document: documentOf(record),
    ticket_ids: ticketIdsOf(record),
    open_performance: isOpen(record) ? `${record.performance.id}#${shard}` : undefined,
    work_shard: due === undefined ? undefined : String(shard),
    work_due_at: due,
    forget_at: forget && secondsOf(forget),
  };
}

const written = (messages: readonly BusMessage[]): string[] =>
  messages.map((message) => JSON.stringify(message));

/** A new booking's item. */
export function itemOf(record: BookingRecord, messages: readonly BusMessage[]): Item {
  const [first] = messages;
  return {
    booking_id: record.id,
    customer_id: record.customerId,
    booking_version: record.version,
    ...changing(record),
    ...(first && {
      outbox: written(messages),
      outbox_shard: String(shardOf(record.id)),
      outbox_since: first.time,
    }),
  };
}

export interface SaveOptions {
  readonly messages: readonly BusMessage[];
  readonly now: Date;
  /** Names this write, so that one sent again after a lost answer knows itself. */
  readonly saveId: string;
  /** Asks besides that the record's tickets have their names already. */
  readonly ticketsNamed: boolean;
}

/** The write of a changed booking on the version it was read at. */
export function saveOf(table: string, record: BookingRecord, options: SaveOptions) {
  const { messages, now, saveId, ticketsNamed } = options;
  const sets = ['booking_version = :next', 'saved_by = :save'];
  const removes = ['expires_at'];
  const values: Item = {
    ':version': record.version,
    ':next': record.version + 1,
    ':save': saveId,
    ':now': secondsOf(now),
  };
  const changes = changing(record);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) removes.push(name);
    else {
      sets.push(`${name} = :${name}`);
      values[`:${name}`] = value;
    }
  }
  // What is to be forgotten visits the outbox too: there it gets its time to live, after its messages.
  if (messages.length > 0 || changes.forget_at !== undefined) {
    sets.push(
      'outbox = list_append(if_not_exists(outbox, :none), :messages)',
      'outbox_shard = :shard',
      'outbox_since = if_not_exists(outbox_since, :since)',
    );
    values[':none'] = [];
    values[':messages'] = written(messages);
    values[':shard'] = String(shardOf(record.id));
    values[':since'] = messages[0]?.time ?? now.toISOString();
  }
  const named = ticketsNamed ? ' AND ticket_ids = :ticket_ids' : '';
  return {
    TableName: table,
    Key: { booking_id: record.id },
    UpdateExpression: `SET ${sets.join(', ')} REMOVE ${removes.join(', ')}`,
    ConditionExpression: `booking_version = :version AND ${notGone}${named}`,
    ExpressionAttributeValues: values,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

export const keyName = (customerId: string, key: string): string => `key#${customerId}#${key}`;

/** The name of the item that keeps a booking's idempotency key. */
export const keyNameOf = (item: Item): string => {
  const { customerId, idempotencyKey } = documentIn(item);
  return keyName(customerId, idempotencyKey);
};

/**
 * Keeps a customer's idempotency key for the one booking, as long as that is kept; ids of customers
 * have no `#`.
 */
export const keyItemOf = (table: string, record: BookingRecord, now: Date): Write => ({
  Put: {
    TableName: table,
    Item: {
      booking_id: keyName(record.customerId, record.idempotencyKey),
      leads_to: record.id,
    },
    ConditionExpression: 'attribute_not_exists(booking_id) OR expires_at <= :now',
    ExpressionAttributeValues: { ':now': secondsOf(now) },
  },
});

/** Both names of every ticket; a name never goes over to another booking. */
export const ticketItemsOf = (table: string, record: BookingRecord): Write[] =>
  ticketsOf(record)
    .flatMap(({ id, shortId }) => [`ticket#${id}`, `short#${shortId}`])
    .map((name) => ({
      Put: {
        TableName: table,
        Item: { booking_id: name, leads_to: record.id },
        ConditionExpression: 'attribute_not_exists(booking_id) OR leads_to = :booking',
        ExpressionAttributeValues: { ':booking': record.id },
      },
    }));
