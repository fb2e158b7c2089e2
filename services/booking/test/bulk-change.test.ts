import type { Booking, BulkChange, CancellationQuote } from '@ticketing/contracts';
import { newId, systemClock } from '@ticketing/service-kit';
import { type ApiClient, type ApiReply, waitUntil } from '@ticketing/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BulkChangeRecord } from '../src/domain/bulk-change.ts';
import { createPostgresBookingStore } from '../src/engines/postgres.ts';
import { bulkChangeOf, farAway, recordOf, withTickets } from './booking-records.ts';
import { organizerId, performanceId } from './small-hall.ts';
import { type BookingUnderTest, startBooking } from './start-booking.ts';

let booking: BookingUnderTest;
let organizer: ApiClient;
beforeEach(async () => {
  booking = await startBooking();
  organizer = await booking.organizer();
});
afterEach(async () => {
  await booking?.close();
});

const codeOf = (reply: ApiReply<unknown>) =>
  String((reply.body as { type?: string }).type).replace('urn:ticketing:error:', '');
const address = `/organizer/performances/${performanceId}/bulk-change`;
const read = async () => (await organizer.get<BulkChange>(address)).body;
const untilDone = () =>
  waitUntil(async () => ((await read()).state === 'done' ? read() : undefined), {
    withinMs: 60_000,
  });

/** Confirmed bookings of two tickets each, as if sold long ago. */
async function sell(count: number) {
  const store = createPostgresBookingStore(booking.database, systemClock);
  const records = Array.from({ length: count }, () => {
    const record = withTickets(recordOf({ organizerId, confirmedAt: new Date().toISOString() }));
    return { ...record, performance: { ...record.performance, id: performanceId } };
  });
  await Promise.all(records.map((record) => store.create(record, [])));
  return records;
}
async function countOf(state: string): Promise<number> {
  const [row] = await booking.database.query<{ count: number }>(
    'select count(*)::int as count from bookings where state = $1',
    [state],
  );
  return row?.count ?? 0;
}

test('a cancelled performance refunds two thousand bookings, stopped and resumed on the way', async () => {
  const count = 2000;
  const records = await sell(count);
  const since = performance.now();
  await booking.changeTerms({ status: 'cancelled' });
  await waitUntil(async () => (await countOf('cancelled')) > 0, { withinMs: 10_000 });
  const stopped = await organizer.post<BulkChange>(`${address}/stop`);
  expect(stopped.body.state).toBe('stopped');
  expect((await organizer.post<BulkChange>(`${address}/stop`)).status).toBe(200);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const atStop = await countOf('cancelled');
  expect(atStop).toBeLessThan(count);
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(await countOf('cancelled')).toBe(atStop);
  const other = await booking.organizer(newId('organizer'));
  for (const step of ['', '/stop', '/resume']) {
    const call = step === '' ? other.get(address) : other.post(`${address}${step}`);
    expect(codeOf(await call)).toBe('forbidden');
  }
  const resumedAt = performance.now();
  expect((await organizer.post<BulkChange>(`${address}/resume`)).body.state).toBe('running');
  const done = await untilDone();
  const perSecond = ((count - atStop) * 1000) / (performance.now() - resumedAt);
  console.log(`bulk cancellation: ${Math.round(perSecond)} bookings/s, ${atStop} before the stop`);
  expect(done).toMatchObject({ kind: 'cancel', changed: count, failed: 0 });
  expect(done.refundMinor).toBe(records.length * 198_000);
  expect(await countOf('cancelled')).toBe(count);
  expect(codeOf(await organizer.post(`${address}/resume`))).toBe('state_conflict');
  expect(performance.now() - since).toBeLessThan(60_000);
}, 120_000);

test('what a killed worker left in the middle is taken over when its claim ends', async () => {
  const records = await sell(100);
  const store = createPostgresBookingStore(booking.database, systemClock);
  const ids = records.map(({ id }) => id).sort();
  const now = booking.clock.now().getTime();
  const saved = await store.saveBulkChange({
    performanceId,
    organizerId,
    version: 0,
    kind: 'cancel',
    revision: 1,
    state: 'running',
    startsAt: records[0]?.performance.startsAt ?? '',
    dateOpen: false,
    afterId: ids[39] ?? '',
    changed: 40,
    failed: 0,
    refundMinor: 0,
    startedAt: new Date(now).toISOString(),
    updatedAt: new Date(now).toISOString(),
    claimedBy: 'killed',
    claimedUntil: new Date(now + 5000).toISOString(),
  });
  expect(saved?.version).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(await countOf('cancelled')).toBe(0);
  await booking.clock.advance(5001);
  expect(await untilDone()).toMatchObject({ changed: 100 });
  expect(await countOf('cancelled')).toBe(60);
});

test('a cancellation is not done before a booking that is being paid has ended', async () => {
  const fan = await booking.customer();
  const key = { idempotencyKey: newId('message') };
  const { body } = await fan.post<Booking>('/bookings', { performanceId, seatNos: [0, 1] }, key);
  const paymentId = newId('payment');
  await booking.internal.post(`/internal/bookings/${body.id}/secure-seats`, { paymentId });
  await booking.changeTerms({ status: 'cancelled' });
  await waitUntil(async () => (await read()).failed === 1);
  expect((await read()).state).toBe('running');
  // Whoever confirms it is killed before it looks at the terms.
  const store = createPostgresBookingStore(booking.database, systemClock);
  const secured = await store.get(body.id);
  if (secured === undefined) throw new Error('no booking');
  const confirmedAt = new Date().toISOString();
  expect(await store.save({ ...withTickets(secured), confirmedAt }, [])).toBeDefined();
  await booking.clock.advance(5001);
  expect(await untilDone()).toMatchObject({ changed: 1, failed: 0, refundMinor: body.totalMinor });
  expect((await fan.get<Booking>(`/bookings/${body.id}`)).body.state).toBe('cancelled');
});

test('a postponed performance keeps tickets valid, and gives everything back for a while', async () => {
  const fan = await booking.customer();
  const key = { idempotencyKey: newId('message') };
  const { body } = await fan.post<Booking>('/bookings', { performanceId, seatNos: [0, 1] }, key);
  const unpaid = (
    await fan.post<Booking>(
      '/bookings',
      { performanceId, seatNos: [5] },
      { idempotencyKey: 'other-key' },
    )
  ).body;
  const paymentId = newId('payment');
  const settle = (step: string, more: object) =>
    booking.internal.post(`/internal/bookings/${body.id}/${step}`, { paymentId, ...more });
  await settle('secure-seats', {});
  await settle('confirm', { capturedMinor: body.totalMinor });
  const days = (count: number) =>
    new Date(booking.clock.now().getTime() + count * 86_400_000).toISOString();
  const [startsAt, fullRefundUntil] = [days(1), days(10)];
  const terms = { status: 'scheduled', startsAt, fullRefundUntil } as const;
  await booking.changeTerms(terms);
  const moved = await untilDone();
  expect(moved).toMatchObject({ kind: 'reschedule', changed: 2, failed: 0, refundMinor: 0 });
  // Told again, it changes nothing.
  await booking.changeTerms(terms);
  const bought = (await fan.get<Booking>(`/bookings/${body.id}`)).body;
  expect(bought).toMatchObject({ state: 'confirmed', fullRefundUntil, performance: { startsAt } });
  expect(bought.seats.map(({ ticketState }) => ticketState)).toEqual(['valid', 'valid']);
  expect((await fan.get<Booking>(`/bookings/${unpaid.id}`)).body.performance.startsAt).toBe(
    startsAt,
  );
  const told = (id: string) =>
    booking.published.filter(
      ({ key: about, type }) => about === id && type === 'booking.rescheduled',
    );
  await waitUntil(() => told(body.id).length > 0);
  expect(told(body.id)).toHaveLength(1);
  expect(told(body.id)[0]?.data).toMatchObject({
    startsAtBefore: body.performance.startsAt,
    dateOpen: false,
  });
  expect(told(unpaid.id)).toEqual([]);
  // Long after the ladder's cut-off it still costs nothing.
  await booking.clock.advance(86_400_000);
  const quote = (await fan.get<CancellationQuote>(`/bookings/${body.id}/cancellation`)).body;
  expect(quote).toMatchObject({
    cancellable: true,
    feeMinor: 0,
    refundMinor: body.totalMinor,
    cancellableUntil: fullRefundUntil,
  });
  expect(quote.seats.map(({ rule }) => rule)).toEqual(['postponed', 'postponed']);
  expect((await read()).startedAt).toBe(moved.startedAt);
});

/** A change that went through all bookings before the next one is made, by terms of some seconds ago. */
async function passThrough(changes: Partial<BulkChangeRecord>): Promise<void> {
  const store = createPostgresBookingStore(booking.database, systemClock);
  const change = {
    ...bulkChangeOf(performanceId),
    state: 'done',
    revision: 9,
    ...changes,
  } as const;
  expect(await store.saveBulkChange(change)).toBeDefined();
}

async function buy(): Promise<Booking> {
  const fan = await booking.customer();
  const key = { idempotencyKey: newId('message') };
  const { body } = await fan.post<Booking>('/bookings', { performanceId, seatNos: [0, 1] }, key);
  const paymentId = newId('payment');
  const own = `/internal/bookings/${body.id}`;
  await booking.internal.post(`${own}/secure-seats`, { paymentId });
  const confirmed = { paymentId, capturedMinor: body.totalMinor };
  expect((await booking.internal.post(`${own}/confirm`, confirmed)).status).toBe(200);
  return (await fan.get<Booking>(`/bookings/${body.id}`)).body;
}

const newsOf = (id: string) =>
  booking.published.filter(({ key }) => key === id).map(({ type }) => type);

test('a booking that a postponement passed before it was made is moved with its tickets', async () => {
  const startsAt = '2099-05-01T00:00:00.000Z';
  await passThrough({ kind: 'reschedule', startsAt, fullRefundUntil: farAway });
  const bought = await buy();
  expect(bought).toMatchObject({
    state: 'confirmed',
    performance: { startsAt },
    fullRefundUntil: farAway,
  });
  await waitUntil(() => newsOf(bought.id).includes('booking.rescheduled'));
  expect(newsOf(bought.id)).toEqual([
    'booking.created',
    'booking.confirmed',
    'booking.rescheduled',
  ]);
});

test('a booking that a cancellation passed before it was made has its money and seats back', async () => {
  await passThrough({ kind: 'cancel' });
  const bought = await buy();
  expect(bought).toMatchObject({ state: 'cancelled', refundedMinor: bought.totalMinor });
  await waitUntil(() => newsOf(bought.id).includes('booking.cancelled'));
  expect(newsOf(bought.id)).toEqual(['booking.created', 'booking.confirmed', 'booking.cancelled']);
  expect((await buy()).id).not.toBe(bought.id);
});

test('of a performance that nothing happened to there is no bulk change', async () => {
  expect(codeOf(await organizer.get(address))).toBe('performance_not_found');
});
