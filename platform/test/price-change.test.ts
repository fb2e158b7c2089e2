import { randomUUID } from 'node:crypto';
import {
  type Booking,
  type CancellationQuote,
  type createPaymentIntent,
  type EventDetail,
  type EventSummary,
  type OrganizerEvent,
  type Payment,
  type PaymentReceipt,
  type ReplyOf,
  type SeatPlan,
  seatStatus,
} from '@ticketing/contracts';
import { type ApiClient, waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectRefusal, readSeats } from './model/expect-agreement.ts';
import { cards, levels, openShop, type Shop } from './model/open-shop.ts';

type Begun = ReplyOf<typeof createPaymentIntent>;

const portOffset = 5000;
/** Two standing places. */
const best = { levelCode: 'ST', quantity: 2 };
const slow = { withinMs: 60_000, everyMs: 100 };

/** What the organizer makes of the prices in the middle of the sale: two rise, one falls. */
const newPrices = { R: 65_000, S: 40_000, ST: 3_000 };
const [oldR, oldS, oldST] = levels.map(({ priceMinor }) => priceMinor) as [number, number, number];

let shop: Shop;
beforeAll(async () => {
  shop = await openShop(portOffset);
});
afterAll(() => shop?.close());

const customer = (number: number): ApiClient => shop.customers[number] ?? shop.anyone;
const key = () => ({ idempotencyKey: randomUUID() });
const book = (number: number, choice: object) =>
  customer(number).post<Booking>('/bookings', choice, key());
const begin = (number: number, { id: bookingId }: Booking, method = 'card') =>
  customer(number).post<Begun>('/payments/intents', { bookingId, method }, key());

async function changePrices(eventId: string): Promise<void> {
  const path = `/organizer/events/${eventId}`;
  const { body } = await shop.organizer.get<OrganizerEvent>(path);
  const priceLevels = body.input.priceLevels.map((level) => ({
    ...level,
    priceMinor: newPrices[level.code as keyof typeof newPrices],
  }));
  const changed = await shop.organizer.put<OrganizerEvent>(path, { ...body.input, priceLevels });
  expect(changed.status).toBe(200);
}

/** The booking has its tickets, and of the customer's money exactly `amountMinor` was taken. */
async function expectPaid(number: number, { id }: Booking, { payment }: Begun): Promise<void> {
  const { amountMinor } = payment;
  const paid = await waitUntil(async () => {
    const { body } = await customer(number).get<Booking>(`/bookings/${id}`);
    return body.state === 'confirmed' ? body : undefined;
  }, slow);
  expect(paid.totalMinor).toBe(amountMinor);
  await waitUntil(async () => {
    const { body } = await customer(number).get<Payment>(`/payments/${payment.id}`);
    return body.state === 'captured' && body.amountMinor === amountMinor;
  }, slow);
  const { body: receipt } = await customer(number).get<PaymentReceipt>(
    `/payments/${payment.id}/receipt`,
  );
  expect(receipt).toMatchObject({ bookingId: id, amountMinor, currency: 'KRW', refunds: [] });
}

/** What the payment server was asked for, and how far it is. */
async function askProvider({ clientSecret, config }: Begun) {
  const [intentId] = clientSecret.split('_secret');
  const query = new URLSearchParams({
    ...{ key: config.publishableKey, client_secret: clientSecret },
  });
  const reply = await fetch(`${shop.paymentsUrl}/v1/payment_intents/${intentId}?${query}`);
  return (await reply.json()) as { amount: number; status: string };
}

/** Who was shown an old price is told the one of now, and holds nothing. */
async function expectOldPricesRefused(performanceId: string): Promise<void> {
  const before = await readSeats(shop, performanceId);
  expect(before.status[3]).toBe(seatStatus.available);
  const old = [
    { choice: { seatNos: [3] }, oldMinor: oldR, newMinor: newPrices.R },
    { choice: { seatNos: [4, 6] }, oldMinor: oldR + oldS, newMinor: newPrices.R + newPrices.S },
    { choice: { best }, oldMinor: 2 * oldST, newMinor: 2 * newPrices.ST },
  ];
  for (const { choice, oldMinor, newMinor } of old) {
    const refused = await book(2, { performanceId, ...choice, expectedTotalMinor: oldMinor });
    expectRefusal(refused, 'price_changed', { totalMinor: newMinor });
  }
  expect((await readSeats(shop, performanceId)).status).toEqual(before.status);
}

/** The customer gets back what was paid: standing places have no booking fee, which a midnight would keep. */
async function expectGivenBack(number: number, { id }: Booking, { payment }: Begun) {
  const { amountMinor: refundMinor } = payment;
  const path = `/bookings/${id}`;
  const { body: quote } = await customer(number).get<CancellationQuote>(`${path}/cancellation`);
  expect(quote).toMatchObject({ refundMinor, feeMinor: 0 });
  const agreed = { expectedRefundMinor: refundMinor };
  expect((await customer(number).post(`${path}/cancel`, agreed, key())).status).toBe(200);
  await waitUntil(async () => {
    const { body } = await customer(number).get<Payment>(`/payments/${payment.id}`);
    return body.refundedMinor === refundMinor;
  }, slow);
}

/** Pages, the plan with its legend, and search tell the new prices. */
async function expectTold(eventId: string, performanceId: string): Promise<void> {
  const pricesOf = (from: { priceLevels: { code: string; priceMinor: number }[] }) =>
    Object.fromEntries(from.priceLevels.map(({ code, priceMinor }) => [code, priceMinor]));
  const page = await waitUntil(async () => {
    const { body: event } = await shop.anyone.get<EventDetail>(`/events/${eventId}`);
    return event.summary.priceMinMinor === newPrices.ST ? event : undefined;
  }, slow);
  expect(pricesOf(page)).toEqual(newPrices);
  const planPath = `/performances/${performanceId}/seat-plan`;
  const { body: plan } = await shop.anyone.get<SeatPlan>(planPath);
  expect(pricesOf(plan)).toEqual(newPrices);
  const versions = page.performances.map(({ seatPlanVersion }) => seatPlanVersion);
  expect(versions).toEqual([plan.version, plan.version]);
  await waitUntil(async () => {
    const { body: found } = await shop.anyone.get<{ items: EventSummary[] }>(
      `/search?priceMax=${newPrices.ST}`,
    );
    const item = found.items.find(({ id }) => id === eventId);
    return item?.priceMinMinor === newPrices.ST && item.priceMaxMinor === newPrices.R;
  }, slow);
}

test('prices that change in the middle of a sale are charged as they were shown', async () => {
  const [far = '', near = ''] = await shop.openSale();
  const { body } = await shop.anyone.get<{ event: EventSummary }>(`/performances/${far}`);
  const eventId = body.event.id;
  const shown = async (number: number, choice: object, expectedTotalMinor: number) => {
    const booked = await book(number, { performanceId: far, ...choice, expectedTotalMinor });
    expect(booked).toMatchObject({ status: 201, body: { totalMinor: expectedTotalMinor } });
    return booked.body;
  };

  // Before: one that is being paid, one that waits for a transfer, one that is not paid yet.
  const card = await shown(0, { seatNos: [0] }, oldR);
  const { body: cardBegun } = await begin(0, card);
  const transfer = await shown(0, { seatNos: [5] }, oldS);
  const { body: transferBegun } = await begin(0, transfer, 'virtual_account');
  const unpaid = await shown(1, { seatNos: [10, 11] }, 2 * oldST);

  await changePrices(eventId);
  await shown(2, { seatNos: [2] }, newPrices.R);
  await expectOldPricesRefused(far);
  const { body: held } = await customer(2).get<{ items: Booking[] }>('/bookings');
  expect(held.items).toHaveLength(1);
  await shown(2, { best }, 2 * newPrices.ST);
  await shown(2, { performanceId: near, seatNos: [0] }, newPrices.R);

  // What was booked before is paid at the price that it was booked at, and given back at it.
  await shop.payByCard(cardBegun, cards.good);
  await expectPaid(0, card, cardBegun);
  expect(cardBegun.payment.amountMinor).toBe(oldR);
  expect(await askProvider(cardBegun)).toMatchObject({ amount: oldR, status: 'succeeded' });
  expect(await shop.transfer(transferBegun.payment, newPrices.S)).toBeGreaterThanOrEqual(400);
  expect(await shop.transfer(transferBegun.payment, oldS)).toBe(200);
  await expectPaid(0, transfer, transferBegun);
  const { body: unpaidBegun } = await begin(1, unpaid);
  expect(unpaidBegun.payment.amountMinor).toBe(2 * oldST);
  await shop.payByCard(unpaidBegun, cards.good);
  await expectPaid(1, unpaid, unpaidBegun);
  await expectGivenBack(1, unpaid, unpaidBegun);

  await expectTold(eventId, far);
});
