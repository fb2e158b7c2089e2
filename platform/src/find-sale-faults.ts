import type { SqlDatabase } from '@ticketing/sql-database';

/** What must never be, over the tables of all services: each query counts the offenders. */
const checks: readonly (readonly [fault: string, text: string])[] = [
  [
    'seats with two tickets',
    `select count(*)::int as n from (
       select 1 from booking.bookings, jsonb_array_elements(document->'seats') seat
       where seat->'ticket'->>'state' in ('valid', 'used')
       group by performance_id, seat->>'seatNo' having count(*) > 1) twice`,
  ],
  [
    'tickets whose seat is not sold to their booking',
    `select count(*)::int as n
     from booking.bookings b, jsonb_array_elements(document->'seats') seat
     where seat->'ticket'->>'state' in ('valid', 'used') and not exists (
       select from inventory.sold_seats s where s.performance_id = b.performance_id
         and s.seat_no = (seat->>'seatNo')::int and s.booking_id = b.booking_id)`,
  ],
  [
    'sold seats whose booking has ended',
    `select count(*)::int as n from inventory.sold_seats s
     join booking.bookings b on b.booking_id = s.booking_id
     where b.state in ('expired', 'cancelled')`,
  ],
  [
    'captured payments without a booking that has tickets',
    `select count(*)::int as n from payment.payments p
     where p.state = 'captured' and p.refunded_minor < p.amount_minor and not exists (
       select from booking.bookings b where b.booking_id = p.booking_id
         and b.state in ('confirmed', 'partially_cancelled'))
       and not exists (select from payment.refunds r where r.payment_id = p.id)`,
  ],
  [
    'bookings with tickets whose money is not captured',
    `select count(*)::int as n from booking.bookings b
     where b.state in ('confirmed', 'partially_cancelled', 'cancelled') and not exists (
       select from payment.payments p where p.booking_id = b.booking_id and p.state = 'captured'
         and p.amount_minor = (b.document->>'totalMinor')::bigint)`,
  ],
  [
    'seats sold to bookings that were never paid',
    `select count(*)::int as n from inventory.sold_seats s
     join booking.bookings b on b.booking_id = s.booking_id
     where b.state = 'pending_payment'`,
  ],
];

/**
 * Looks for sales that are not whole: {tickets and money} or {neither}. In the middle of a sale there may be
 * some; when nothing is under way there must be none. `database` reads all schemas.
 */
export async function findSaleFaults(database: Pick<SqlDatabase, 'query'>): Promise<string[]> {
  const faults: string[] = [];
  for (const [fault, text] of checks) {
    const [row] = await database.query<{ n: number }>(text);
    if (row?.n !== 0) faults.push(`${row?.n} ${fault}`);
  }
  return faults;
}
