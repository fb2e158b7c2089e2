import {
  type AuditedBooking,
  faultLine,
  findMoneyFaults,
  findRepeatFaults,
  findSeatFaults,
  type SoldSeat,
  toAudited,
} from '@ticketing/booking-service';
import type { PaymentFacts } from '@ticketing/contracts';
import type { SqlDatabase } from '@ticketing/sql-database';

type Client = Pick<SqlDatabase, 'query'>;

/** What inventory keeps of a performance. */
interface PerformanceFacts {
  readonly sold: SoldSeat[];
  readonly customerSeatsMax: number;
}

const readAtOnce = 1000;

/**
 * Looks for sales that are not whole: {tickets and money} or {neither}. In the middle of a sale there may be
 * some; when nothing is under way there must be none. The rules are the auditor's; here they stand over the
 * tables of all services, which `database` reads. Bookings that are kept elsewhere than in PostgreSQL are given.
 */
export async function findSaleFaults(
  database: Client,
  bookings: AsyncIterable<AuditedBooking> = readBookings(database),
): Promise<string[]> {
  const known = new Map<string, AuditedBooking>();
  for await (const booking of bookings) known.set(booking.id, booking);
  const payments = await readPayments(database);
  const performances = await readPerformances(database);

  const all = [...known.values()];
  const faults = findRepeatFaults(all);
  for (const booking of all)
    faults.push(...findMoneyFaults(booking, payments.get(booking.id) ?? []));
  for (const [bookingId, facts] of payments) {
    if (!known.has(bookingId)) faults.push(...findMoneyFaults(undefined, facts));
  }
  const ofPerformance = Map.groupBy(all, ({ performance }) => performance.id);
  for (const performanceId of new Set([...ofPerformance.keys(), ...performances.keys()])) {
    const { sold, customerSeatsMax } = performances.get(performanceId) ?? nothingSold;
    const own = ofPerformance.get(performanceId) ?? [];
    // What another performance's booking is sold here is compared too.
    const named = sold.flatMap(({ bookingId }) => known.get(bookingId) ?? []);
    const compared = [...new Set([...own, ...named])];
    const seats = { performanceId, bookings: compared, sold, customerSeatsMax };
    faults.push(...findSeatFaults(seats, { atRest: true }));
  }
  return faults.map(faultLine);
}

const nothingSold: PerformanceFacts = { sold: [], customerSeatsMax: 0 };

async function* readBookings(database: Client): AsyncGenerator<AuditedBooking> {
  let after = '';
  for (;;) {
    const rows = await database.query<{ document: AuditedBooking }>(
      'select document from booking.bookings where booking_id > $1 order by booking_id limit $2',
      [after, readAtOnce],
    );
    for (const { document } of rows) yield toAudited(document);
    if (rows.length < readAtOnce) return;
    after = rows.at(-1)?.document.id ?? '';
  }
}

/** All payments by the booking that they name; what goes back is counted from the refunds themselves. */
async function readPayments(database: Client): Promise<Map<string, PaymentFacts[]>> {
  const rows = await database.query<PaymentFacts>(
    `select p.booking_id as "bookingId", p.id as "paymentId", p.state,
       p.amount_minor as "amountMinor", p.refunded_minor as "refundedMinor",
       coalesce(r.asked, 0)::bigint as "refundAskedMinor"
     from payment.payments p
     left join (select payment_id, sum(refund_minor) as asked from payment.refunds
                group by payment_id) r on r.payment_id = p.id
     order by p.id`,
  );
  return Map.groupBy(rows, ({ bookingId }) => bookingId);
}

async function readPerformances(database: Client): Promise<Map<string, PerformanceFacts>> {
  const limits = await database.query<{ id: string; highest: number }>(
    `select performance_id as id,
       greatest(tickets_per_customer_max, terms_tickets_per_customer_highest) as highest
     from inventory.performances`,
  );
  const found = new Map<string, PerformanceFacts>(
    limits.map(({ id, highest }) => [id, { sold: [], customerSeatsMax: highest }]),
  );
  const sold = await database.query<SoldSeat & { performanceId: string }>(
    `select performance_id as "performanceId", seat_no as "seatNo", booking_id as "bookingId",
       customer_id as "customerId"
     from inventory.sold_seats`,
  );
  for (const { performanceId, ...seat } of sold) {
    const facts = found.get(performanceId) ?? { sold: [], customerSeatsMax: 0 };
    found.set(performanceId, facts);
    facts.sold.push(seat);
  }
  return found;
}
