import { randomUUID } from 'node:crypto';
import {
  type Booking,
  type createPaymentIntent,
  type Payment,
  type ReplyOf,
  seatStatus,
  type Ticket,
} from '@ticketing/contracts';
import { type ApiClient, waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectRefusal, readSeats } from './model/expect-agreement.ts';
import { cards, openShop, type Shop } from './model/open-shop.ts';

type Begun = ReplyOf<typeof createPaymentIntent>;

const portOffset = 3500;
/** The shortest that booking takes: a deposit must outlive it. */
const paySeconds = 30;
const hourMs = 3_600_000;
const settledMsMax = 60_000;
const { available, held, sold } = seatStatus;

let shop: Shop;
beforeAll(async () => {
  shop = await openShop(portOffset, { BOOKING_PAY_SECONDS: String(paySeconds) });
});
afterAll(() => shop?.close());

const customer = (number: number): ApiClient => shop.customers[number] ?? shop.anyone;
const key = () => ({ idempotencyKey: randomUUID() });

const book = (performanceId: string, seatNos: number[], number = 0) =>
  customer(number).post<Booking>('/bookings', { performanceId, seatNos }, key());
const begin = (bookingId: string, method = 'virtual_account') =>
  customer(0).post<Begun>('/payments/intents', { bookingId, method }, key());
const read = async ({ id }: Booking) => (await customer(0).get<Booking>(`/bookings/${id}`)).body;
const paymentOf = async ({ payment: { id } }: Begun) =>
  (await customer(0).get<Payment>(`/payments/${id}`)).body;
const seatsOf = async (performanceId: string, seatNos: number[]) => {
  const { status } = await readSeats(shop, performanceId);
  return seatNos.map((seatNo) => status[seatNo]);
};

const untilSeat = (performanceId: string, seatNo: number, status: number) =>
  waitUntil(async () => (await seatsOf(performanceId, [seatNo]))[0] === status, {
    withinMs: settledMsMax,
    everyMs: 50,
  });

const transfer = ({ payment }: Begun, amountMinor = payment.amountMinor) =>
  shop.transfer(payment, amountMinor);

/** A booking of two seats that waits for its transfer. */
async function waitForDeposit(performanceId: string, seatNos: number[]) {
  const { body: booking } = await book(performanceId, seatNos);
  const { status, body: begun } = await begin(booking.id);
  expect([status, begun.payment.state]).toEqual([201, 'awaiting_deposit']);
  return { booking, begun };
}

const untilState = (booking: Booking, state: Booking['state'], withinMs = settledMsMax) =>
  waitUntil(
    async () => {
      const now = await read(booking);
      return now.state === state ? now : undefined;
    },
    { withinMs, everyMs: 100 },
  );
const untilVoided = (begun: Begun) =>
  waitUntil(async () => (await paymentOf(begun)).state === 'voided', { withinMs: settledMsMax });

test('a transfer is awaited until its deadline: paid it buys tickets, unpaid it gives the seats back', async () => {
  const [far = ''] = await shop.openSale();
  // Nobody pays for what has begun: the deadline is the start, which is before the hours to pay are over.
  const startsInMs = (paySeconds + 10) * 1000;
  const daysAhead = startsInMs / (24 * hourMs);
  const terms = { key: 'soon', daysAhead, ticketsPerCustomerMax: 4, depositHours: 1 };
  const [soon = ''] = await shop.openSale([terms]);
  const askedAtMs = Date.now();
  const paid = await waitForDeposit(far, [0, 1]);
  const answeredAtMs = Date.now();
  const unpaid = await waitForDeposit(soon, [2, 3]);

  /** Deadlines are whole seconds. */
  const dueMs = ({ begun }: typeof paid) => Date.parse(begun.payment.deposit?.dueAt ?? '');
  expect(dueMs(paid)).toBeGreaterThanOrEqual(askedAtMs + 24 * hourMs - 1000);
  expect(dueMs(paid)).toBeLessThanOrEqual(answeredAtMs + 24 * hourMs);
  // Never earlier than the booking had time before.
  const { performance, expiresAt = '' } = unpaid.booking;
  const lastMs = Math.max(Date.parse(performance.startsAt), Date.parse(expiresAt));
  expect(dueMs(unpaid)).toBeGreaterThanOrEqual(lastMs - 1000);
  expect(dueMs(unpaid)).toBeLessThanOrEqual(lastMs);
  for (const { booking, begun } of [paid, unpaid]) {
    const waiting = await read(booking);
    expect(waiting).toMatchObject({
      ...{ state: 'pending_payment', paymentMethod: 'virtual_account' },
    });
    const { dueAt = '' } = begun.payment.deposit ?? {};
    expect(Date.parse(waiting.expiresAt ?? '')).toBeGreaterThanOrEqual(Date.parse(dueAt) - 1000);
  }
  expect(await seatsOf(far, [0, 1])).toEqual([held, held]);
  expectRefusal(await book(far, [1], 1), 'seats_taken', { seatNos: [1] });

  const ended = await untilState(unpaid.booking, 'expired', startsInMs + settledMsMax);
  expect(ended.expiredReason).toBe('timeout');
  await untilSeat(soon, 2, available);
  expect(await seatsOf(soon, [2, 3])).toEqual([available, available]);
  await untilVoided(unpaid.begun);
  expect(await transfer(unpaid.begun)).toBeGreaterThanOrEqual(400);
  expect(await paymentOf(unpaid.begun)).toMatchObject({ state: 'voided', refundedMinor: 0 });

  // The other one has outlived the time that a card has, and still waits for exactly its amount.
  expect(Date.now() - Date.parse(paid.booking.createdAt)).toBeGreaterThan(paySeconds * 1000);
  expect(await transfer(paid.begun, paid.booking.totalMinor - 1)).toBeGreaterThanOrEqual(400);
  expect(await seatsOf(far, [0, 1])).toEqual([held, held]);
  expect(await transfer(paid.begun)).toBe(200);
  await untilState(paid.booking, 'confirmed');
  expect(await transfer(paid.begun)).toBeGreaterThanOrEqual(400);
  await untilSeat(far, 0, sold);
  const { body } = await customer(0).get<{ tickets: Ticket[] }>(
    `/bookings/${paid.booking.id}/tickets`,
  );
  expect(body.tickets.map(({ seat }) => seat.seatNo)).toEqual([0, 1]);
  expect(await paymentOf(paid.begun)).toMatchObject({
    ...{ state: 'captured', amountMinor: paid.booking.totalMinor, refundedMinor: 0 },
  });
});

test('a customer who gives the booking up frees the seats, and the account takes no money', async () => {
  const [far = ''] = await shop.openSale();
  const { booking, begun } = await waitForDeposit(far, [0, 1]);
  const released = await customer(0).post<Booking>(`/bookings/${booking.id}/release`);
  expect(released).toMatchObject({ status: 200, body: { state: 'expired' } });
  await untilSeat(far, 0, available);
  await untilVoided(begun);
  expect(await transfer(begun)).toBeGreaterThanOrEqual(400);
  expect((await book(far, [0, 1], 1)).status).toBe(201);
});

test('a customer who takes a card instead pays once', async () => {
  const [far = ''] = await shop.openSale();
  const { booking, begun } = await waitForDeposit(far, [0]);
  const byCard = await begin(booking.id, 'card');
  expect(byCard.status).toBe(201);
  expect(byCard.body.payment.id).not.toBe(begun.payment.id);
  await untilVoided(begun);
  expect(await transfer(begun)).toBeGreaterThanOrEqual(400);
  await shop.payByCard(byCard.body, cards.good);
  expect(await untilState(booking, 'confirmed')).toMatchObject({ paymentMethod: 'card' });
});

test('a performance that its organizer cancels ends what waits, without money', async () => {
  const [far = ''] = await shop.openSale();
  const { booking, begun } = await waitForDeposit(far, [0, 1]);
  const reason = { ko: '대관 취소', en: 'The hall is closed' };
  const path = `/organizer/performances/${far}/cancel`;
  expect((await shop.organizer.post(path, { reason })).status).toBe(200);
  const ended = await untilState(booking, 'expired');
  expect(ended.expiredReason).toBe('performance_cancelled');
  await untilVoided(begun);
  expect(await transfer(begun)).toBeGreaterThanOrEqual(400);
});

test('a performance without bank transfers takes cards alone', async () => {
  const [, near = ''] = await shop.openSale();
  const { body: booking } = await book(near, [0]);
  expectRefusal(await begin(booking.id), 'payment_not_possible');
  expect((await read(booking)).paymentMethod).toBeUndefined();
  expect((await begin(booking.id, 'card')).status).toBe(201);
});
