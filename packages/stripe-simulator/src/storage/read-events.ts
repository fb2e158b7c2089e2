import type { SqlClient } from '@ticketing/sql-database';
import type { Payment } from '../domain/payment.ts';
import { cutPage, type Page, type PageRequest, pageClauses } from './read-payments.ts';
import type { EventRecord } from './working-set.ts';

export interface StoredEvent {
  readonly event: EventRecord;
  /** The payment as it was when the event happened. */
  readonly payment: Payment;
  /** Whether a webhook still has to tell of it. */
  readonly isPending: boolean;
}

type Row = { event: EventRecord; payment: Payment; pending: boolean };

const SELECT = `
  select
    json_build_object('id', event.id, 'type', event.type, 'stem', event.stem,
      'revision', event.revision, 'objectId', event.object_id, 'created', event.created,
      'requestId', event.request_id, 'idempotencyKey', event.idempotency_key) as event,
    payment.record as payment,
    delivery.event_id is not null as pending
  from events as event
  join payment_revisions as payment
    on payment.stem = event.stem and payment.revision = event.revision
  left join webhook_deliveries as delivery on delivery.event_id = event.id`;

export async function findEvent(database: SqlClient, id: string): Promise<StoredEvent | null> {
  const [row] = await database.query<Row>(`${SELECT} where event.id = $1`, [id]);
  return row ? toStoredEvent(row) : null;
}

/** Events by age; `types` narrows, empty means all. */
export async function listEvents(
  database: SqlClient,
  page: PageRequest,
  types: readonly string[],
): Promise<Page<StoredEvent>> {
  const { where, parameters, order } = pageClauses('event.id', page, []);
  const rows = await database.query<Row>(
    `${SELECT}
     where (cardinality($${parameters.length + 1}::text[]) = 0
       or event.type = any($${parameters.length + 1}::text[])) ${where}
     order by event.id ${order}
     limit ${page.limit + 1}`,
    [...parameters, types],
  );
  return cutPage(rows.map(toStoredEvent), page);
}

function toStoredEvent(row: Row): StoredEvent {
  return { event: row.event, payment: row.payment, isPending: row.pending };
}
