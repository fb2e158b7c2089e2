import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { BusMessage } from '@ticketing/event-bus';
import { type BookingRecord, workDueAt } from '../domain/booking-record.ts';
import { payGraceSeconds } from '../domain/limits.ts';
import { shardOf } from './dynamodb-table.ts';

export type Item = Record<string, unknown>;
type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

export const isOpen = ({ state }: Pick<BookingRecord, 'state'>): boolean =>
  state === 'pending_payment' || state === 'confirmed' || state === 'partially_cancelled';

/** The booking in an item; undefined for an item that only leads to one. */
export function toRecord(item: Item | undefined): BookingRecord | undefined {
  if (item?.document === undefined) return undefined;
  const document: Omit<BookingRecord, 'version'> = JSON.parse(String(item.document));
  return { ...document, version: Number(item.booking_version) };
}

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
  return {
    document: documentOf(record),
    ticket_ids: ticketIdsOf(record),
    open_performance: isOpen(record) ? `${record.performance.id}#${shard}` : undefined,
    work_shard: due === undefined ? undefined : String(shard),
    work_due_at: due,
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

/**
 * The write of a changed booking on the version it was read at; `ticketsNamed` asks besides that its
 * tickets have their names already.
 */
export function saveOf(
  table: string,
  record: BookingRecord,
  { messages, ticketsNamed }: { messages: readonly BusMessage[]; ticketsNamed: boolean },
) {
  const sets = ['booking_version = :next'];
  const removes: string[] = [];
  const values: Item = { ':version': record.version, ':next': record.version + 1 };
  for (const [name, value] of Object.entries(changing(record))) {
    if (value === undefined) removes.push(name);
    else {
      sets.push(`${name} = :${name}`);
      values[`:${name}`] = value;
    }
  }
  const [first] = messages;
  if (first !== undefined) {
    sets.push(
      'outbox = list_append(if_not_exists(outbox, :none), :messages)',
      'outbox_shard = :shard',
      'outbox_since = if_not_exists(outbox_since, :since)',
    );
    values[':none'] = [];
    values[':messages'] = written(messages);
    values[':shard'] = String(shardOf(record.id));
    values[':since'] = first.time;
  }
  const named = ticketsNamed ? ' AND ticket_ids = :ticket_ids' : '';
  return {
    TableName: table,
    Key: { booking_id: record.id },
    UpdateExpression: `SET ${sets.join(', ')}${removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : ''}`,
    ConditionExpression: `booking_version = :version${named}`,
    ExpressionAttributeValues: values,
  };
}

/** Keeps a customer's idempotency key for the one booking; ids of customers have no `#`. */
export const keyItemOf = (table: string, record: BookingRecord): Write => ({
  Put: {
    TableName: table,
    Item: {
      booking_id: `key#${record.customerId}#${record.idempotencyKey}`,
      leads_to: record.id,
    },
    ConditionExpression: 'attribute_not_exists(booking_id)',
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
