import type { Booking, CancellationQuote, PayableBooking } from '@ticketing/contracts';
import { newId } from '@ticketing/service-kit';
import { type ApiClient, waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { level, performanceId, price } from './small-hall.ts';
import { type BookingUnderTest, startBooking } from './start-booking.ts';

let booking: BookingUnderTest;
beforeAll(async () => {
  booking = await startBooking();
});
afterAll(async () => {
  await booking?.close();
});

let keys = 0;
const nextKey = () => `price-change-key-${++keys}`;
const post = (client: ApiClient, body: object, idempotencyKey = nextKey()) =>
  client.post<Booking>('/bookings', { performanceId, ...body }, { idempotencyKey });
const read = async (client: ApiClient, { id }: Booking) =>
  (await client.get<Booking>(`/bookings/${id}`)).body;
const statusOf = async (seatNo: number) =>
  (await booking.inventory.getSeatStatus(performanceId)).status[seatNo];

/**
 * The organizer changes the price: the terms have it, and the bus tells of them; the seat plan, which another
 * process of events may keep for a second, has the old one still.
 */
async function changePrice(priceMinor: number): Promise<void> {
  const changed = { ...level, priceMinor, bookingFeeMinor: 3000 };
  await booking.changeTerms({ priceLevels: [changed], seatPlanVersion: `at-${priceMinor}` });
}

/** Until the bus has told of the price; the clock stands still, so nothing that is known grows old. */
async function untilSoldAt(priceMinor: number, seatNo: number): Promise<void> {
  const fan = await booking.customer();
  await waitUntil(
    async () => {
      const { status, body } = await post(fan, { seatNos: [seatNo] });
      expect(status).toBe(201);
      await fan.post(`/bookings/${body.id}/release`);
      return body.totalMinor === priceMinor;
    },
    { withinMs: 30_000, everyMs: 50 },
  );
}

test('a price that changes in the middle of a sale counts at once, and for new bookings alone', async () => {
  const fan = await booking.customer();
  const key = 'the-old-price-is-agreed';
  const choice = { seatNos: [10, 11], expectedTotalMinor: 2 * price };
  const agreed = (await post(fan, choice, key)).body;
  expect(agreed.totalMinor).toBe(2 * price);

  const now = price + 1000;
  await changePrice(now);
  await untilSoldAt(now, 12);

  const other = await booking.customer();
  for (const late of [{ seatNos: [20, 21] }, { best: { levelCode: 'R', quantity: 2 } }]) {
    const free = await booking.inventory.getSeatStatus(performanceId);
    const refused = await post(other, { ...late, expectedTotalMinor: 2 * price });
    expect(refused).toMatchObject({
      ...{ status: 409, body: { code: 'price_changed', totalMinor: 2 * now } },
    });
    expect((await booking.inventory.getSeatStatus(performanceId)).status).toEqual(free.status);
    const accepted = await post(other, { ...late, expectedTotalMinor: 2 * now });
    expect(accepted).toMatchObject({ status: 201, body: { totalMinor: 2 * now } });
    for (const seat of accepted.body.seats) {
      expect(seat).toMatchObject({ priceMinor: now, bookingFeeMinor: 3000 });
    }
  }

  // The one that was agreed before is the same under its key, is paid and is given back as agreed.
  expect((await post(fan, choice, key)).body).toEqual(agreed);
  const paymentId = newId('payment');
  const path = `/internal/bookings/${agreed.id}`;
  const payable = await booking.internal.post<PayableBooking>(`${path}/begin-payment`, {
    ...{ paymentId, method: 'card' },
  });
  expect(payable.body.amountMinor).toBe(2 * price);
  await booking.internal.post(`${path}/secure-seats`, { paymentId });
  const paid = { paymentId, capturedMinor: payable.body.amountMinor };
  expect((await booking.internal.post(`${path}/confirm`, paid)).status).toBe(200);
  const confirmed = await read(fan, agreed);
  expect(confirmed).toMatchObject({ state: 'confirmed', totalMinor: 2 * price });
  for (const seat of confirmed.seats) {
    expect(seat).toMatchObject({ priceMinor: price, bookingFeeMinor: level.bookingFeeMinor });
  }
  const quote = await fan.get<CancellationQuote>(`/bookings/${agreed.id}/cancellation`);
  expect(quote.body.refundMinor).toBe(2 * price);
});

test('who was shown the new price gets it, though this process has not heard of it', async () => {
  const now = price - 5000;
  const terms = { priceLevels: [{ ...level, priceMinor: now }], version: 'unheard-of' };
  booking.changePlan(terms);
  const fan = await booking.customer();
  const cheap = await post(fan, { seatNos: [30], expectedTotalMinor: now });
  expect(cheap).toMatchObject({ status: 201, body: { totalMinor: now } });
  // From then on it knows, also without being told what was shown.
  expect((await post(fan, { seatNos: [31] })).body.totalMinor).toBe(now);
  expect(await statusOf(31)).toBe(1);
});
