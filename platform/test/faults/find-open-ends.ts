import type { SqlDatabase } from '@ticketing/sql-database';

/** The payment server's own books, the newest state of each intent: what money did, whatever we believe. */
const intents = `
  select record ->> 'status' as status, (record ->> 'amountReceived')::bigint as received,
    record -> 'metadata' ->> 'booking_id' as booking_id,
    (select coalesce(sum((r ->> 'amount')::bigint), 0) from json_array_elements(record -> 'refunds') r
     where r ->> 'status' <> 'failed') as refunded
  from (select distinct on (stem) record from stripe_simulator.payment_revisions
        order by stem, revision desc) newest`;

/** What stands in the middle of something: each query counts. */
const openEnds: readonly (readonly [what: string, text: string])[] = [
  ['messages that are not published', 'select count(*)::int as n from booking.outbox'],
  ['messages of payment that are not published', 'select count(*)::int as n from payment.outbox'],
  [
    'bookings that are due for work',
    `select count(*)::int as n from booking.bookings where work_due_at < now() - interval '1 s'`,
  ],
  [
    'bookings that wait though their money is authorised or taken',
    `with intent as (${intents}) select count(*)::int as n from intent
     join booking.bookings b using (booking_id)
     where intent.status in ('requires_capture', 'succeeded') and b.state = 'pending_payment'`,
  ],
  [
    'authorisations that are neither captured nor voided',
    `with intent as (${intents}) select count(*)::int as n from intent
     where status = 'requires_capture'`,
  ],
  [
    'payments that do not know of their capture',
    `with intent as (${intents}) select count(*)::int as n from intent
     join payment.payments p using (booking_id)
     where intent.status = 'succeeded' and p.state not in ('captured', 'voided')`,
  ],
  [
    'refunds that are not made',
    'select count(*)::int as n from payment.refunds where stripe_refund_id is null',
  ],
];

/** What must never be, by the payment server's own books. */
const moneyFaults: readonly (readonly [what: string, text: string])[] = [
  [
    'bookings that were paid twice',
    `with intent as (${intents}) select count(*)::int as n from
       (select booking_id from intent where received > refunded group by booking_id
        having count(*) > 1) twice`,
  ],
  [
    'amounts that were kept without tickets',
    `with intent as (${intents}) select count(*)::int as n from intent
     left join booking.bookings b using (booking_id)
     where received > refunded
       and (b.state is null or b.state not in ('confirmed', 'partially_cancelled', 'cancelled'))`,
  ],
  [
    'tickets whose money is not there',
    `with intent as (${intents}) select count(*)::int as n from booking.bookings b
     where b.state = 'confirmed' and not exists (
       select from intent where intent.booking_id = b.booking_id
         and intent.received - intent.refunded = (b.document ->> 'totalMinor')::bigint)`,
  ],
];

/** Names what is not at its end; nothing may be left some seconds after all is well. */
export const findOpenEnds = (database: Pick<SqlDatabase, 'query'>): Promise<string[]> =>
  count(database, openEnds);

/** Names what the payment server knows and the bookings contradict; also in the middle of a fault. */
export const findMoneyFaults = (database: Pick<SqlDatabase, 'query'>): Promise<string[]> =>
  count(database, moneyFaults);

async function count(
  database: Pick<SqlDatabase, 'query'>,
  questions: typeof openEnds,
): Promise<string[]> {
  const found: string[] = [];
  for (const [what, text] of questions) {
    const [row] = await database.query<{ n: number }>(text);
    if (row?.n !== 0) found.push(`${row?.n} ${what}`);
  }
  return found;
}
