import type { AuditFinding, Booking, PaymentFacts } from '@ticketing/contracts';
import { newId } from '@ticketing/service-kit';
import { apiClient, quietLogger, waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { AuditReport } from '../src/operations/auditor.ts';
import { performanceId } from './small-hall.ts';
import { type BookingUnderTest, startBooking } from './start-booking.ts';

const logger = quietLogger();
const warned = vi.spyOn(logger, 'warn');
let booking: BookingUnderTest;
/** Two sales, by two customers. */
let first: Booking;
let second: Booking;

beforeAll(async () => {
  booking = await startBooking({ logger });
  first = await buy([0, 1]);
  second = await buy([4]);
  await holdOnly([8]);
  await cancelForNothing(await buy([12]));
});
afterAll(async () => {
  await booking?.close();
});

async function holdOnly(seatNos: number[]) {
  const fan = await booking.customer();
  const idempotencyKey = newId('message');
  const { body } = await fan.post<Booking>(
    '/bookings',
    { performanceId, seatNos },
    { idempotencyKey },
  );
  return { fan, held: body };
}

async function buy(seatNos: number[]): Promise<Booking> {
  const { fan, held } = await holdOnly(seatNos);
  const payment = capturedOf(held);
  const { paymentId, amountMinor: capturedMinor } = payment;
  const path = `/internal/bookings/${held.id}`;
  expect((await booking.internal.post(`${path}/secure-seats`, { paymentId })).status).toBe(200);
  const confirmed = await booking.internal.post(`${path}/confirm`, { paymentId, capturedMinor });
  expect(confirmed.status).toBe(200);
  booking.payments.push(payment);
  return (await fan.get<Booking>(`/bookings/${held.id}`)).body;
}

/** Cancelled with a fee of the whole price: no refund is due, and none is made. */
async function cancelForNothing({ id }: Booking): Promise<void> {
  await booking.database.query(
    `update bookings set state = 'cancelled', document = jsonb_set(jsonb_set(jsonb_set(document::jsonb,
       '{state}', '"cancelled"'), '{seats,0,ticket,state}', '"cancelled"'), '{cancellations}',
       '[{"id": "cxl_1", "idempotencyKey": "key", "ticketIds": [], "seatNos": [12],
          "feeMinor": 1, "refundMinor": 0, "seatsReturned": true}]')
     where booking_id = $1`,
    [id],
  );
  const returned = { performanceId, bookingId: id, seatNos: [12], returnId: newId('message') };
  expect(await booking.inventory.returnSeats(returned)).toEqual({ result: 'OK' });
}

const capturedOf = (held: Booking): PaymentFacts => ({
  bookingId: held.id,
  paymentId: newId('payment'),
  state: 'captured',
  amountMinor: held.totalMinor,
  refundAskedMinor: 0,
  refundedMinor: 0,
  updatedAt: new Date().toISOString(),
});

const report = async (): Promise<AuditReport> =>
  (await booking.internal.get<AuditReport>('/internal/audit')).body;

/** After two more rounds whatever is there now has been looked at. */
async function reportOfNow(): Promise<AuditReport> {
  const { rounds } = await report();
  return waitUntil(
    async () => {
      const now = await report();
      return now.rounds >= rounds + 2 && now;
    },
    { withinMs: 15_000 },
  );
}

const findsNothing = () =>
  waitUntil(async () => (await report()).findings.length === 0, { withinMs: 15_000 });

test('a shop whose sales are whole has no findings, and all of it was looked at', async () => {
  const now = await reportOfNow();
  expect(now).toMatchObject({
    findings: [],
    bookingsLookedAt: 4,
    performancesLookedAt: 1,
    paymentsLookedAt: 3,
  });
  expect(Date.parse(now.lastRoundEndedAt ?? '')).toBeGreaterThan(0);
  const text = await (await fetch(`${booking.baseUrl}/metrics`)).text();
  for (const invariant of ['I1', 'I2', 'I3', 'I4', 'I7', 'I9']) {
    expect(text).toContain(
      `ticketing_audit_findings{invariant="${invariant}",service="booking"} 0`,
    );
  }
  expect(text).toMatch(/ticketing_audit_last_round_age_seconds\{service="booking"\} \d/);
});

test('only services are told', async () => {
  const stranger = apiClient(booking.baseUrl);
  expect((await stranger.get('/internal/audit')).status).toBe(401);
  expect((await (await booking.customer()).get('/internal/audit')).status).toBe(401);
});

const sql = (text: string, ...parameters: (string | number)[]): Promise<unknown> =>
  booking.database.query(text, parameters);
const paymentOf = ({ id }: Booking): PaymentFacts => {
  const found = booking.payments.find(({ bookingId }) => bookingId === id);
  if (found === undefined) throw new Error(`no payment of ${id}`);
  return found;
};
/** Another payment in place of the one that there is; undefined: none. Answers the undo. */
function replacePayment(sale: Booking, changes: Partial<PaymentFacts> | undefined): () => void {
  const payment = paymentOf(sale);
  const place = booking.payments.indexOf(payment);
  const planted = changes === undefined ? [] : [{ ...payment, ...changes }];
  booking.payments.splice(place, 1, ...planted);
  return () => void booking.payments.splice(place, planted.length, payment);
}

interface Planted {
  readonly what: string;
  /** Answers how to undo it. */
  readonly plant: () => Promise<() => unknown>;
  readonly found: () => readonly Partial<AuditFinding>[];
}
const orphan = newId('booking');
const strayPayment = newId('payment');
let unpaid = '';

const planted: readonly Planted[] = [
  {
    what: 'a sold seat without a booking',
    plant: async () => {
      await sql(
        `insert into inventory.sold_seats values ($1, 150, 'acc_planted', $2, 'hld_planted')`,
        performanceId,
        orphan,
      );
      return () => sql('delete from inventory.sold_seats where booking_id = $1', orphan);
    },
    found: () => [
      { invariant: 'I1', subject: orphan },
      { invariant: 'I2', subject: orphan },
    ],
  },
  {
    what: 'a seat that inventory’s table lost',
    plant: async () => {
      const row = 'where performance_id = $1 and seat_no = 4';
      await sql(`create table planted as select * from inventory.sold_seats ${row}`, performanceId);
      await sql(`delete from inventory.sold_seats ${row}`, performanceId);
      return async () => {
        await sql('insert into inventory.sold_seats select * from planted');
        await sql('drop table planted');
      };
    },
    found: () => [
      { invariant: 'I1', subject: second.id },
      { invariant: 'I2', subject: second.id },
    ],
  },
  {
    what: 'one seat in two bookings',
    plant: async () => {
      const move = (seatNo: number) =>
        sql(
          `update bookings set document = jsonb_set(document::jsonb, '{seats,0,seatNo}', $2::text::jsonb)
           where booking_id = $1`,
          second.id,
          String(seatNo),
        );
      await move(1);
      return () => move(4);
    },
    found: () => [
      { invariant: 'I1', subject: first.id, detail: `seat 1 belongs to ${first.id}, ${second.id}` },
      { invariant: 'I1', subject: second.id },
    ],
  },
  {
    what: 'a captured payment without a booking',
    plant: async () => {
      const stray = { ...paymentOf(first), bookingId: newId('booking'), paymentId: strayPayment };
      booking.payments.push(stray);
      return () => booking.payments.splice(booking.payments.indexOf(stray), 1);
    },
    found: () => [{ invariant: 'I3', subject: strayPayment }],
  },
  {
    what: 'a captured payment without tickets',
    plant: async () => {
      const { held } = await holdOnly([20]);
      const stray = capturedOf(held);
      booking.payments.push(stray);
      unpaid = held.id;
      return () => booking.payments.splice(booking.payments.indexOf(stray), 1);
    },
    found: () => [{ invariant: 'I3', subject: unpaid }],
  },
  {
    what: 'a refund above the payment',
    plant: async () => replacePayment(first, { refundAskedMinor: first.totalMinor + 1 }),
    found: () => [{ invariant: 'I3', subject: first.id }],
  },
  {
    what: 'tickets without a captured payment',
    plant: async () => replacePayment(first, { state: 'authorised' }),
    found: () => [{ invariant: 'I4', subject: first.id }],
  },
  {
    what: 'two payments of one booking',
    plant: async () => {
      const again = { ...paymentOf(first), paymentId: newId('payment'), state: 'created' as const };
      booking.payments.push(again);
      return () => booking.payments.splice(booking.payments.indexOf(again), 1);
    },
    found: () => [{ invariant: 'I7', subject: first.id }],
  },
  {
    what: 'a customer above the limit',
    plant: async () => {
      const change = (layout: number, terms: number) =>
        sql(
          `update inventory.performances set tickets_per_customer_max = $1,
             terms_tickets_per_customer_highest = $2 where performance_id = $3`,
          layout,
          terms,
          performanceId,
        );
      const more = await buy([30, 31]);
      const give = (seatNos: string, to: string) =>
        sql(`update inventory.sold_seats set customer_id = $1 where seat_no in (${seatNos})`, to);
      await give('30, 31', first.customerId);
      await change(3, 0);
      return async () => {
        await give('30, 31', more.customerId);
        await change(4, 0);
      };
    },
    found: () => [{ invariant: 'I9', subject: first.id }],
  },
];

test.each(planted)('$what is named, and told in the log once', async ({ plant, found }) => {
  await findsNothing();
  warned.mockClear();
  const undo = await plant();
  const now = await waitUntil(
    async () => {
      const { findings } = await report();
      return findings.length > 0 && findings;
    },
    { withinMs: 15_000 },
  );
  for (const one of found()) expect(now).toContainEqual(expect.objectContaining(one));
  const later = await reportOfNow();
  expect(later.findings).toEqual(now);
  for (const { subject, invariant, detail } of now) {
    const named = subject.startsWith('bkg_') ? { bookingId: subject } : { subject };
    const lines = warned.mock.calls.filter(([line]) => {
      const told = line as { detail?: string; bookingId?: string; subject?: string };
      return told.detail === detail && (told.bookingId ?? told.subject) === subject;
    });
    expect(lines).toEqual([
      [{ invariant, detail, ...named }, 'the audit found what must never be'],
    ]);
  }
  const text = await (await fetch(`${booking.baseUrl}/metrics`)).text();
  for (const { invariant } of now) {
    expect(text).toMatch(new RegExp(`ticketing_audit_findings{invariant="${invariant}".*} [1-9]`));
  }
  await undo();
  await findsNothing();
});
