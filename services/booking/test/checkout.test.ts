import type { Booking, CancellationQuote, PayableBooking } from '@ticketing/contracts';
import { newId } from '@ticketing/service-kit';
import { type ApiClient, type ApiReply, waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leaveSeconds, payGraceSeconds } from '../src/domain/limits.ts';
import { level, performanceId, price } from './small-hall.ts';
import { type BookingUnderTest, startBooking } from './start-booking.ts';

let booking: BookingUnderTest;
beforeAll(async () => {
  booking = await startBooking();
});
afterAll(async () => {
  await booking?.close();
});

/** Within a second on a machine that has nothing else to do, and long before anything ends by its own time. */
const soonMs = 6_000;

let keys = 0;
const nextKey = () => `checkout-key-${++keys}`;
const codeOf = (reply: ApiReply<unknown>) =>
  String((reply.body as { type?: string }).type).replace('urn:ticketing:error:', '');
const post = (client: ApiClient, body: object, idempotencyKey = nextKey()) =>
  client.post<Booking>('/bookings', { performanceId, ...body }, { idempotencyKey });
const begin = (bookingId: string, body: object) =>
  booking.internal.post<PayableBooking>(`/internal/bookings/${bookingId}/begin-payment`, {
    paymentId: newId('payment'),
    ...body,
  });
const read = async (client: ApiClient, bookingId: string) =>
  (await client.get<Booking>(`/bookings/${bookingId}`)).body;
async function statusOf(seatNo: number): Promise<number | undefined> {
  return (await booking.inventory.getSeatStatus(performanceId)).status[seatNo];
}

describe('waiting for the payment to settle', () => {
  const wait = (client: ApiClient, id: string, seconds: number) =>
    client.get<Booking>(`/bookings/${id}/settled?waitSeconds=${seconds}`);

  test('ends with the payment, at once', async () => {
    const fan = await booking.customer();
    const { body } = await post(fan, { seatNos: [10] });
    const since = performance.now();
    const settled = wait(fan, body.id, 8);
    const path = `/internal/bookings/${body.id}`;
    const paymentId = newId('payment');
    await booking.internal.post(`${path}/secure-seats`, { paymentId });
    const paid = { paymentId, capturedMinor: body.totalMinor };
    expect((await booking.internal.post(`${path}/confirm`, paid)).status).toBe(200);
    expect((await settled).body).toMatchObject({ id: body.id, state: 'confirmed' });
    expect(performance.now() - since).toBeLessThan(soonMs);
    expect((await wait(fan, body.id, 8)).body.state).toBe('confirmed');
  });

  test('or with its time, and is nobody else’s', async () => {
    const [fan, stranger] = [await booking.customer(), await booking.customer()];
    const { body } = await post(fan, { seatNos: [11] });
    const since = performance.now();
    expect((await wait(fan, body.id, 1)).body.state).toBe('pending_payment');
    expect(performance.now() - since).toBeGreaterThanOrEqual(900);
    expect((await wait(stranger, body.id, 8)).status).toBe(404);
    expect((await wait(fan, body.id, 9)).status).toBe(400);
  });
});

describe('leaving the page', () => {
  test('frees the seats five seconds later, and soon then', async () => {
    const fan = await booking.customer();
    const { body } = await post(fan, { seatNos: [0] });
    expect((await fan.post(`/bookings/${body.id}/leave`)).status).toBe(200);
    expect((await fan.post(`/bookings/${body.id}/leave`)).status).toBe(200);
    await booking.clock.advance(leaveSeconds * 1000 - 1);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await statusOf(0)).toBe(1);
    await booking.clock.advance(1);
    const since = performance.now();
    await waitUntil(async () => (await statusOf(0)) === 0);
    expect(performance.now() - since).toBeLessThan(soonMs);
    expect(await read(fan, body.id)).toMatchObject({ expiredReason: 'released' });
  });
  test('and coming back within them keeps the seats', async () => {
    const fan = await booking.customer();
    const { body } = await post(fan, { seatNos: [2] });
    const listed = (await post(fan, { seatNos: [3] })).body;
    for (const { id } of [body, listed]) await fan.post(`/bookings/${id}/leave`);
    await fan.get('/bookings');
    await booking.clock.advance(leaveSeconds * 1000 + 1);
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect(await read(fan, body.id)).toMatchObject({ state: 'pending_payment' });
    expect(await read(fan, listed.id)).toMatchObject({ state: 'pending_payment' });
  });
  test('is nothing to a booking that is being paid, and nobody leaves another one’s', async () => {
    const fan = await booking.customer();
    const { body } = await post(fan, { seatNos: [4] });
    await begin(body.id, { method: 'card' });
    expect((await fan.post(`/bookings/${body.id}/leave`)).status).toBe(200);
    await booking.clock.advance(leaveSeconds * 1000 + 1);
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect(await read(fan, body.id)).toMatchObject({ state: 'pending_payment' });
    const other = await booking.customer();
    expect(codeOf(await other.post(`/bookings/${body.id}/leave`))).toBe('booking_not_found');
  });
});

describe('payment begins', () => {
  test('extends the hold once by the whole time to pay', async () => {
    const fan = await booking.customer();
    const { body } = await post(fan, { seatNos: [20] });
    await booking.clock.advance(30_000);
    const now = booking.clock.now().getTime();
    const first = await begin(body.id, { method: 'card' });
    expect(first.status).toBe(200);
    expect(Date.parse(first.body.expiresAt ?? '')).toBeGreaterThanOrEqual(now + 60_000);
    await booking.clock.advance(10_000);
    expect((await begin(body.id, { method: 'card' })).body).toEqual(first.body);
    expect(await read(fan, body.id)).toMatchObject({
      paymentMethod: 'card',
      expiresAt: first.body.expiresAt,
    });
  });
  test('a deposit holds the seats until its deadline, and gives them back when it never came', async () => {
    const refused = await post(await booking.customer(), { seatNos: [21] });
    const payBy = new Date(booking.clock.now().getTime() + 86_400_000).toISOString();
    const paymentId = newId('payment');
    const deposit = { paymentId, method: 'virtual_account', payBy };
    expect(codeOf(await begin(refused.body.id, deposit))).toBe('state_conflict');
    await booking.changeTerms({ depositHours: 24 });
    // Known terms are some seconds old at most.
    await booking.clock.advance(6000);
    const fan = await booking.customer();
    const { body } = await post(fan, { seatNos: [22] });
    expect(codeOf(await begin(body.id, { method: 'virtual_account' }))).toBe('invalid_request');
    const begun = (await begin(body.id, deposit)).body;
    expect(begun).toMatchObject({ expiresAt: payBy, depositHours: 24 });
    const start = booking.clock.now().getTime();
    await booking.clock.advance(23 * 3_600_000);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await read(fan, body.id)).toMatchObject({ state: 'pending_payment', paymentId });
    expect(await statusOf(22)).toBe(1);
    const until = Date.parse(payBy) + payGraceSeconds * 1000 + 1;
    await booking.clock.advance(until - booking.clock.now().getTime());
    const since = performance.now();
    await waitUntil(async () => (await statusOf(22)) === 0);
    expect(performance.now() - since).toBeLessThan(soonMs);
    expect(codeOf(await begin(body.id, deposit))).toBe('booking_expired');
    await booking.clock.advance(start - booking.clock.now().getTime());
  });
  test('not when the hold is lost, nor by somebody else', async () => {
    const fan = await booking.customer();
    const { body } = await post(fan, { seatNos: [24] });
    const stranger = { method: 'card', customerId: newId('account') };
    expect(codeOf(await begin(body.id, stranger))).toBe('booking_not_found');
    const [row] = await booking.database.query<{ id: string }>(
      `select document->'hold'->>'id' as id from bookings where booking_id = $1`,
      [body.id],
    );
    const hold = { performanceId, holdId: row?.id ?? '', customerId: fan.accountId };
    await booking.inventory.releaseHold(hold);
    expect(codeOf(await begin(body.id, { method: 'card' }))).toBe('booking_expired');
    expect(await read(fan, body.id)).toMatchObject({ expiredReason: 'seats_lost' });
  });
});

describe('the price shown is the price charged', () => {
  test('another total is refused with the one of now, and holds nothing', async () => {
    const fan = await booking.customer();
    for (const choice of [{ seatNos: [40, 41] }, { best: { levelCode: 'R', quantity: 2 } }]) {
      const reply = await post(fan, { ...choice, expectedTotalMinor: 1 });
      expect([codeOf(reply), reply.body]).toEqual([
        'price_changed',
        expect.objectContaining({ totalMinor: 2 * price }),
      ]);
    }
    expect((await fan.get<{ items: [] }>('/bookings')).body.items).toEqual([]);
    expect(await statusOf(40)).toBe(0);
  });
  test('a price that has just changed is the old one or the new one, as it was shown', async () => {
    const fan = await booking.customer();
    const shown = await post(fan, { seatNos: [43], expectedTotalMinor: price });
    const dearer = { ...level, priceMinor: price + 1000 };
    booking.changePlan({ version: 'v2', priceLevels: [dearer] });
    const dear = await post(fan, { seatNos: [44], expectedTotalMinor: price + 1000 });
    expect(dear.body.totalMinor).toBe(price + 1000);
    const late = await post(fan, { seatNos: [46], expectedTotalMinor: price });
    expect([codeOf(late), late.body]).toEqual([
      'price_changed',
      expect.objectContaining({ totalMinor: price + 1000 }),
    ]);
    expect(await read(fan, shown.body.id)).toMatchObject({ totalMinor: price });
    booking.changePlan({ version: 'v3', priceLevels: [level] });
    await booking.clock.advance(6000);
  });
});

describe('bad input', () => {
  const refusals: [string, object, string][] = [
    ['seats that there are not', { seatNos: [99_999] }, 'seats_invalid'],
    ['a seat twice', { seatNos: [1, 1] }, 'invalid_request'],
    ['five seats', { seatNos: [60, 61, 62, 63, 64] }, 'ticket_limit_exceeded'],
    ['twenty-one seats', { best: { levelCode: 'R', quantity: 21 } }, 'invalid_request'],
    ['no seats', { best: { levelCode: 'R', quantity: 0 } }, 'invalid_request'],
    ['half a seat', { best: { levelCode: 'R', quantity: 1.5 } }, 'invalid_request'],
    ['a level that there is not', { best: { levelCode: 'X', quantity: 1 } }, 'seats_invalid'],
    [
      'both ways of choosing',
      { seatNos: [60], best: { levelCode: 'R', quantity: 1 } },
      'invalid_request',
    ],
    [
      'another performance',
      { performanceId: newId('performance'), seatNos: [60] },
      'performance_not_found',
    ],
    ['money beyond all bounds', { seatNos: [60], expectedTotalMinor: 2 ** 53 }, 'invalid_request'],
    ['money below nothing', { seatNos: [60], expectedTotalMinor: -1 }, 'invalid_request'],
  ];
  test.each(refusals)('%s: a coded refusal, and nothing is held', async (_, body, code) => {
    const fan = await booking.customer();
    const before = (await booking.inventory.getSeatStatus(performanceId)).status;
    expect(codeOf(await post(fan, body))).toBe(code);
    expect((await booking.inventory.getSeatStatus(performanceId)).status).toEqual(before);
    expect((await fan.get<{ items: [] }>('/bookings')).body.items).toEqual([]);
  });
  test.each([
    ['prices in another currency', { currency: 'USD' }, 'service_unavailable'],
    [
      'a total beyond what an amount can be',
      { priceLevels: [{ ...level, priceMinor: 999_999_999 }] },
      'seats_invalid',
    ],
  ])('%s: nothing is sold', async (name, changes, code) => {
    booking.changePlan({ version: name, ...changes });
    await booking.clock.advance(6000);
    const fan = await booking.customer();
    expect(codeOf(await post(fan, { seatNos: [60, 61] }))).toBe(code);
    expect(await statusOf(60)).toBe(0);
    booking.changePlan({ version: `${name} no more`, currency: 'KRW', priceLevels: [level] });
    await booking.clock.advance(6000);
  });
});

test('seats of a booking that could not be saved go back at once, and its key can try again', async () => {
  const fan = await booking.customer();
  const key = nextKey();
  await booking.database.query(
    `alter table bookings add constraint full_disk check (false) not valid`,
  );
  const failed = await post(fan, { seatNos: [70] }, key);
  await booking.database.query(`alter table bookings drop constraint full_disk`);
  expect(failed.status).toBeGreaterThanOrEqual(500);
  expect(await statusOf(70)).toBe(0);
  expect((await post(fan, { seatNos: [70] }, key)).status).toBe(201);
});

test('seats are held back and released by their organizer alone, once for a key', async () => {
  const own = await booking.organizer();
  const address = `/organizer/performances/${performanceId}/seat-blocks`;
  const change = (client: ApiClient, body: object, idempotencyKey = nextKey()) =>
    client.post<{ blocked: number }>(address, body, { idempotencyKey });
  const key = nextKey();
  for (let time = 0; time < 2; time += 1) {
    const reply = await change(own, { block: [100, 101], release: [] }, key);
    expect(reply.body).toEqual({ blocked: 2, released: 0 });
  }
  expect(await statusOf(100)).toBe(3);
  const other = await booking.organizer(newId('organizer'));
  expect(codeOf(await change(other, { block: [], release: [100] }))).toBe('forbidden');
  const fan = await booking.customer();
  expect(codeOf(await change(fan, { block: [], release: [100] }))).toBe('forbidden');
  expect(codeOf(await change(own, { block: [103], release: [103] }))).toBe('seats_invalid');
  await post(fan, { seatNos: [104] });
  const taken = await change(own, { block: [104], release: [100] });
  expect([codeOf(taken), taken.body]).toEqual([
    'seats_taken',
    expect.objectContaining({ seatNos: [104] }),
  ]);
  expect(await statusOf(100)).toBe(3);
  expect((await change(own, { block: [], release: [100, 101] })).body).toEqual({
    blocked: 0,
    released: 2,
  });
  expect(await statusOf(100)).toBe(0);
});

test('what partial cancellations refund is never more than what was paid', async () => {
  const fan = await booking.customer();
  const { body } = await post(fan, { seatNos: [120, 121, 122] });
  const paymentId = newId('payment');
  const settle = (step: string, more: object) =>
    booking.internal.post(`/internal/bookings/${body.id}/${step}`, { paymentId, ...more });
  await settle('secure-seats', {});
  await settle('confirm', { capturedMinor: body.totalMinor });
  const bought = await read(fan, body.id);
  const address = `/bookings/${body.id}/cancellation`;
  await Promise.all(
    bought.seats.flatMap(({ ticketId }) =>
      [1, 2].map(async () => {
        const quote = (await fan.get<CancellationQuote>(`${address}?ticketIds=${ticketId}`)).body;
        const request = { ticketIds: [ticketId], expectedRefundMinor: quote.refundMinor };
        await fan.post(`/bookings/${body.id}/cancel`, request, { idempotencyKey: nextKey() });
      }),
    ),
  );
  const ended = await read(fan, body.id);
  expect(ended.state).toBe('cancelled');
  expect(ended.refundedMinor + ended.cancellationFeeMinor).toBe(body.totalMinor);
});
