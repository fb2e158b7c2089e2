import { randomUUID } from 'node:crypto';
import type {
  Booking,
  CancellationQuote,
  createPaymentIntent,
  ErrorCode,
  Payment,
  PaymentMethod,
  ReplyOf,
  Ticket,
} from '@ticketing/contracts';
import { newId } from '@ticketing/service-kit';
import { type ApiClient, waitUntil } from '@ticketing/testing';
import fc from 'fast-check';
import { expect } from 'vitest';
import { apiOf, type Command, commandOn } from './book-commands.ts';
import { expectRefusal } from './expect-agreement.ts';
import { cards, type Shop, shows } from './open-shop.ts';
import {
  type ModelBooking,
  place,
  priceOf,
  refundOf,
  type SaleModel,
  seatsOf,
} from './sale-model.ts';

type Begun = ReplyOf<typeof createPaymentIntent>;

const settledMsMax = 15_000;

/** How a payment goes: which card and what its bank is told, or a transfer; it may also not go on. */
const wayNames = ['good', 'declined', '3ds-done', '3ds-failed', 'none', 'transfer', 'no-transfer'];
type Way = (typeof wayNames)[number];
const ways = fc.constantFrom(...wayNames, 'good', 'good', 'transfer');

const methodOf = (way: Way): PaymentMethod =>
  way.endsWith('transfer') ? 'virtual_account' : 'card';

/** The customer pays a booking, or begins to, by a card or a transfer, which may be refused. */
export const pay: fc.Arbitrary<Command> = fc.tuple(fc.nat({ max: 20 }), ways).map(([index, way]) =>
  commandOn(`pay: ${way}`, index, async (model, shop, booking) => {
    const api = apiOf(shop, booking.customer);
    const method = methodOf(way);
    const key = { idempotencyKey: randomUUID() };
    const body = { bookingId: booking.id, method };
    const begin = () => api.post<Begun>('/payments/intents', body, key);
    const begun = await begin();
    const refusal = refusalOfPayment(booking, method);
    if (refusal !== undefined) return expectRefusal(begun, refusal);
    expect(begun.status).toBe(201);
    const { payment } = begun.body;
    const { totalMinor: amountMinor, id: bookingId } = booking;
    expect(payment).toMatchObject({ amountMinor, currency: 'KRW', bookingId, method });
    // One live payment a booking, whatever the key, unless the method changes; the same key says the same.
    const isSame = payment.id === booking.payment?.id;
    expect(isSame).toBe(method === booking.payment?.method);
    booking.payment = { id: payment.id, method };
    const again = await begin();
    expect(again.body.payment.id).toBe(payment.id);
    expect(again.body.clientSecret).toBe(begun.body.clientSecret);
    await payBy(way, { model, shop, booking, begun: begun.body });
  }),
);

function refusalOfPayment(booking: ModelBooking, method: PaymentMethod): ErrorCode | undefined {
  const takesTransfers = shows[booking.show]?.depositHours !== undefined;
  if (method === 'virtual_account' && !takesTransfers) return 'payment_not_possible';
  if (booking.state === 'pending_payment') return undefined;
  return booking.state === 'expired' ? 'booking_expired' : 'payment_not_possible';
}

async function payBy(
  way: Way,
  {
    model,
    shop,
    booking,
    begun,
  }: { model: SaleModel; shop: Shop; booking: ModelBooking; begun: Begun },
): Promise<void> {
  const api = apiOf(shop, booking.customer);
  if (way === 'none' || way === 'no-transfer') return;
  if (way === 'transfer') {
    const { payment } = begun;
    expect(await shop.transfer(payment, payment.amountMinor + 1)).toBeGreaterThanOrEqual(400);
    expect(await shop.transfer(payment, payment.amountMinor)).toBe(200);
  } else if (way === 'good' || way === 'declined') {
    const reply = await shop.payByCard(begun, cards[way]);
    if (way === 'declined') expect(reply.error?.code).toBe('card_declined');
    else expect(reply.status).toBe('requires_capture');
  } else {
    const asked = await shop.payByCard(begun, cards.threeDSecure);
    expect(asked.status).toBe('requires_action');
    await answerBank(asked.next_action?.redirect_to_url?.url, way === '3ds-done');
  }
  if (way !== 'declined' && way !== '3ds-failed') return untilConfirmed(model, api, booking);
  const failed = await untilPayment(api, booking, ({ state }) => state === 'failed');
  expect(failed.refundedMinor).toBe(0);
}

async function answerBank(url: string | undefined, completes: boolean): Promise<void> {
  const outcome = completes ? 'complete' : 'fail';
  const body = new URLSearchParams({ outcome });
  await fetch(url ?? '', { method: 'POST', redirect: 'manual', body });
}

async function untilConfirmed(
  model: SaleModel,
  api: ApiClient,
  booking: ModelBooking,
): Promise<void> {
  await waitUntil(
    async () => (await api.get<Booking>(`/bookings/${booking.id}`)).body.state === 'confirmed',
    { withinMs: settledMsMax },
  );
  booking.state = 'confirmed';
  const { body } = await api.get<{ tickets: Ticket[] }>(`/bookings/${booking.id}/tickets`);
  for (const { id, seat } of body.tickets) booking.tickets.set(seat.seatNo, { id, valid: true });
  expect([...booking.tickets.keys()]).toEqual(booking.seatNos);
  place(model, booking);
  const payment = await untilPayment(api, booking, ({ state }) => state === 'captured');
  expect(payment).toMatchObject({ amountMinor: booking.totalMinor, refundedMinor: 0 });
}

/** The booking's payment, once it is so. */
export const untilPayment = (
  api: ApiClient,
  { payment }: ModelBooking,
  isSo: (payment: Payment) => boolean,
): Promise<Payment> =>
  waitUntil(
    async () => {
      const { body } = await api.get<Payment>(`/payments/${payment?.id}`);
      return isSo(body) ? body : undefined;
    },
    { withinMs: settledMsMax },
  );

const wrongs = fc.constantFrom('no', 'no', 'no', 'no', 'refund', 'ticket');

/** The customer cancels one ticket or all, for the refund that they were told, or another one. */
export const cancel: fc.Arbitrary<Command> = fc
  .tuple(fc.nat({ max: 20 }), fc.option(fc.nat({ max: 3 }), { nil: undefined }), wrongs)
  .map(([index, one, wrong]) =>
    commandOn(`cancel ${one ?? 'all'}, wrong: ${wrong}`, index, async (model, shop, booking) => {
      const api = apiOf(shop, booking.customer);
      const all = [...booking.tickets];
      const chosen = one === undefined ? undefined : all[one % Math.max(1, all.length)];
      const ticketId = wrong === 'ticket' ? newId('ticket') : chosen?.[1].id;
      const quote = await api.get<CancellationQuote>(
        `/bookings/${booking.id}/cancellation${ticketId === undefined ? '' : `?ticketIds=${ticketId}`}`,
      );
      const { refundMinor: expectedRefundMinor = 0 } = quote.body;
      const body = {
        ...(ticketId !== undefined && { ticketIds: [ticketId] }),
        expectedRefundMinor: expectedRefundMinor + (wrong === 'refund' ? 1 : 0),
      };
      const key = { idempotencyKey: randomUUID() };
      const send = (changed = {}) =>
        api.post<Booking>(`/bookings/${booking.id}/cancel`, { ...body, ...changed }, key);
      const reply = await send();
      if (wrong === 'ticket') {
        expectRefusal(quote, 'ticket_not_found');
        return expectRefusal(reply, 'ticket_not_found');
      }
      const seatNos = chosen === undefined ? ticketSeats(booking) : [chosen[0]];
      const isValid =
        seatNos.length > 0 && seatNos.every((seatNo) => isTicketValid(booking, seatNo));
      if (!isValid) return expectRefusal(reply, 'booking_not_cancellable');
      expectQuote(quote.body, booking, seatNos);
      if (wrong === 'refund') {
        return expectRefusal(reply, 'state_conflict', { refundMinor: expectedRefundMinor });
      }
      noteCancelled(model, booking, { seatNos, refundMinor: expectedRefundMinor });
      const { state, refundedMinor } = booking;
      expect(reply).toMatchObject({ status: 200, body: { state, refundedMinor } });
      expect(await send()).toMatchObject({ status: 200, body: { state, refundedMinor } });
      const other = await send({ expectedRefundMinor: expectedRefundMinor + 1 });
      expectRefusal(other, 'idempotency_key_reused');
    }),
  );

const isTicketValid = ({ tickets }: ModelBooking, seatNo: number): boolean =>
  tickets.get(seatNo)?.valid === true;
const ticketSeats = (booking: ModelBooking): number[] =>
  booking.state === 'pending_payment' ? [] : seatsOf(booking);

/** What is quoted is the policy's refund, of this moment or, at midnight, of a moment ago. */
function expectQuote(quote: CancellationQuote, booking: ModelBooking, seatNos: number[]): void {
  const now = Date.now();
  const refundAt = (atMs: number) =>
    seatNos.reduce((sum, seatNo) => sum + refundOf(booking, seatNo, new Date(atMs)), 0);
  expect([refundAt(now), refundAt(now - 10_000)]).toContain(quote.refundMinor);
  const paid = quote.seats.reduce((sum, { priceMinor }) => sum + priceMinor, 0);
  expect(quote.refundMinor + quote.feeMinor).toBe(paid);
  expect(quote.seats.map(({ ticketId }) => ticketId).toSorted()).toEqual(
    seatNos.map((seatNo) => booking.tickets.get(seatNo)?.id).toSorted(),
  );
}

function noteCancelled(
  model: SaleModel,
  booking: ModelBooking,
  { seatNos, refundMinor }: { seatNos: number[]; refundMinor: number },
): void {
  const prices = seatNos.map((seatNo) => refundOf(booking, seatNo, booking.bookedAt));
  expect(refundMinor).toBeLessThanOrEqual(prices.reduce((sum, price) => sum + price, 0));
  for (const seatNo of seatNos) {
    const ticket = booking.tickets.get(seatNo);
    if (ticket !== undefined) ticket.valid = false;
  }
  booking.refundedMinor += refundMinor;
  booking.feeMinor += priceOf(seatNos) - refundMinor;
  booking.state = seatsOf(booking).length === 0 ? 'cancelled' : 'partially_cancelled';
  place(model, booking);
}
