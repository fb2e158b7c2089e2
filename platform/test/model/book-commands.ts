import { randomUUID } from 'node:crypto';
import type { Booking } from '@ticketing/contracts';
import type { ApiClient } from '@ticketing/testing';
import fc from 'fast-check';
import { expect } from 'vitest';
import { expectAgreement, expectRefusal } from './expect-agreement.ts';
import { levels, type Shop, shows } from './open-shop.ts';
import {
  type Choice,
  capacity,
  freeOfLevel,
  levelOf,
  type ModelBooking,
  place,
  priceOf,
  refusalOf,
  type SaleModel,
} from './sale-model.ts';

export type Command = fc.AsyncCommand<SaleModel, Shop>;

/** Something that a customer does; afterwards everything must be as the model says. */
export const command = (
  name: string,
  customer: number,
  run: (model: SaleModel, shop: Shop) => Promise<void>,
): Command => ({
  check: () => true,
  async run(model, shop) {
    await run(model, shop);
    await expectAgreement(model, shop, customer);
  },
  toString: () => name,
});

/** The same, with one of the bookings that there are; left out while there is none. */
export const commandOn = (
  name: string,
  index: number,
  run: (model: SaleModel, shop: Shop, booking: ModelBooking) => Promise<void>,
): Command => {
  const bookingOf = ({ bookings }: Readonly<SaleModel>) => bookings[index % bookings.length];
  return {
    check: (model) => bookingOf(model) !== undefined,
    async run(model, shop) {
      const booking = bookingOf(model);
      if (booking === undefined) return;
      await run(model, shop, booking);
      await expectAgreement(model, shop, booking.customer);
    },
    toString: () => `${name} of booking ${index}`,
  };
};

export const apiOf = ({ customers, anyone }: Shop, customer: number): ApiClient =>
  customers[customer] ?? anyone;

export const customers = fc.nat({ max: 2 });
const showNumbers = fc.nat({ max: shows.length - 1 });
/** The price that the customer was shown: none, the right one, or one that is gone. */
const priceShown = fc.constantFrom(0, 0, 0, 0, 0, 1, 1, 1, 1, 2);

function seatNumbers({ beyond, lengthMax }: { beyond: number; lengthMax: number }) {
  const seatNo = fc.nat({ max: capacity - 1 + beyond });
  return fc.uniqueArray(seatNo, { minLength: 1, maxLength: lengthMax });
}
/** Mostly one or two that exist; sometimes more than anybody may have, or one beyond the last. */
const chosenSeats = fc
  .oneof(
    { weight: 4, arbitrary: seatNumbers({ beyond: 0, lengthMax: 2 }) },
    { weight: 1, arbitrary: seatNumbers({ beyond: 1, lengthMax: 5 }) },
  )
  .map((seatNos) => ({ seatNos }));
const bestSeats = fc
  .record(
    {
      levelCode: fc.constantFrom('R', 'R', 'R', 'S', 'S', 'S', 'ST', 'ST', 'ST', 'VIP'),
      quantity: fc.constantFrom(1, 1, 1, 2, 2, 2, 3, 5),
      sectionId: fc.constantFrom('floor', 'floor', 'pit', 'pit', 'attic'),
    },
    { requiredKeys: ['levelCode', 'quantity'] },
  )
  .map((best) => ({ best }));

type Wish = { seatNos: number[] } | { best: NonNullable<Choice['best']> };

const priceOfWish = (wish: Wish): number =>
  'seatNos' in wish
    ? priceOf(wish.seatNos)
    : (levels.find(({ code }) => code === wish.best.levelCode)?.priceMinor ?? 0) *
      wish.best.quantity;

/** A customer books seats that they picked, or the best of a level, seated or standing. */
export const book: fc.Arbitrary<Command> = fc
  .tuple(customers, showNumbers, fc.oneof(chosenSeats, bestSeats), priceShown)
  .map(([customer, show, wish, shown]) =>
    command(
      `customer ${customer} books ${JSON.stringify(wish)} of show ${show}, price ${shown}`,
      customer,
      async (model, shop) => {
        const choice: Choice = {
          performanceId: model.performanceIds[show] ?? '',
          ...wish,
          ...(shown > 0 && { expectedTotalMinor: priceOfWish(wish) + shown - 1 }),
        };
        await bookChoice(model, shop, { customer, show, choice });
      },
    ),
  );

async function bookChoice(
  model: SaleModel,
  shop: Shop,
  asked: { customer: number; show: number; choice: Choice },
): Promise<void> {
  const { customer, show, choice } = asked;
  const key = randomUUID();
  const bookedAt = new Date();
  const reply = await apiOf(shop, customer).post<Booking>('/bookings', choice, {
    idempotencyKey: key,
  });
  const refusal = refusalOf(model, asked);
  if (refusal !== undefined) {
    expectRefusal(reply, refusal.code, refusal.more);
    return;
  }
  expect(reply).toMatchObject({ status: 201, body: { state: 'pending_payment' } });
  const seatNos = reply.body.seats.map(({ seatNo }) => seatNo);
  expectChosen(model, asked, seatNos);
  expect(reply.body).toMatchObject({ totalMinor: priceOf(seatNos), currency: 'KRW' });
  expect(reply.body.seats.map(({ level }) => level.code)).toEqual(
    seatNos.map((seatNo) => levelOf(seatNo)?.code),
  );
  const booking: ModelBooking = {
    ...{ id: reply.body.id, customer, show, key, choice, seatNos, bookedAt },
    ...{ totalMinor: priceOf(seatNos), state: 'pending_payment' },
    ...{ tickets: new Map(), refundedMinor: 0, feeMinor: 0 },
  };
  model.bookings.push(booking);
  place(model, booking);
}

/** The seats are those that were picked, or free ones of the level: of standing places the lowest. */
function expectChosen(
  model: SaleModel,
  { show, choice: { seatNos, best } }: { show: number; choice: Choice },
  given: readonly number[],
): void {
  if (seatNos !== undefined) expect(given).toEqual(seatNos);
  if (best === undefined) return;
  const free = freeOfLevel(model, show, best);
  expect(new Set(given).size).toBe(best.quantity);
  expect(given.filter((seatNo) => !free.includes(seatNo))).toEqual([]);
  if (best.levelCode === 'ST') expect(given).toEqual(free.slice(0, best.quantity));
}

/** The request that made a booking is sent again, as it was or changed, under its key. */
export const bookAgain: fc.Arbitrary<Command> = fc
  .tuple(fc.nat({ max: 20 }), fc.constantFrom('same', 'seats', 'price', 'performance'))
  .map(([index, change]) =>
    commandOn(`the request again, ${change}`, index, async (model, shop, booking) => {
      const { choice, customer, key, show } = booking;
      const other = model.performanceIds[1 - show] ?? '';
      const changed = {
        same: choice,
        seats: { performanceId: choice.performanceId, seatNos: [14, 13, 12, 11] },
        price: { ...choice, expectedTotalMinor: booking.totalMinor + 1 },
        performance: { ...choice, performanceId: other },
      }[change];
      const reply = await apiOf(shop, customer).post<Booking>('/bookings', changed, {
        idempotencyKey: key,
      });
      if (change !== 'same') return expectRefusal(reply, 'idempotency_key_reused');
      const { id, state, totalMinor } = booking;
      expect(reply).toMatchObject({ status: 201, body: { id, state, totalMinor } });
    }),
  );

/** The customer gives an unpaid booking up. */
export const release: fc.Arbitrary<Command> = fc.nat({ max: 20 }).map((index) =>
  commandOn('release', index, async (model, shop, booking) => {
    const reply = await apiOf(shop, booking.customer).post<Booking>(
      `/bookings/${booking.id}/release`,
    );
    if (booking.state !== 'pending_payment' && booking.state !== 'expired') {
      return expectRefusal(reply, 'state_conflict');
    }
    expect(reply).toMatchObject({ status: 200, body: { state: 'expired' } });
    expect(reply.body.expiredReason).toBe('released');
    booking.state = 'expired';
    place(model, booking);
  }),
);

/** The customer leaves the page, and is back before the seats go: nothing is lost. */
export const leaveAndReturn: fc.Arbitrary<Command> = fc.nat({ max: 20 }).map((index) =>
  commandOn('leave and return', index, async (_, shop, booking) => {
    const api = apiOf(shop, booking.customer);
    const left = await api.post<Booking>(`/bookings/${booking.id}/leave`);
    expect(left).toMatchObject({ status: 200, body: { state: booking.state } });
  }),
);

/** Another customer does not get to know that a booking exists, whatever they try. */
export const meddle: fc.Arbitrary<Command> = fc
  .tuple(fc.nat({ max: 20 }), fc.nat({ max: 1 }))
  .map(([index, which]) =>
    commandOn(`another one's hands ${which}`, index, async (_, shop, { id, customer }) => {
      const api = apiOf(shop, (customer + 1 + which) % 3);
      const key = () => ({ idempotencyKey: randomUUID() });
      const replies = await Promise.all([
        api.get(`/bookings/${id}`),
        api.get(`/bookings/${id}/tickets`),
        api.get(`/bookings/${id}/cancellation`),
        api.post(`/bookings/${id}/release`),
        api.post(`/bookings/${id}/leave`),
        api.post(`/bookings/${id}/cancel`, { expectedRefundMinor: 0 }, key()),
        api.post('/payments/intents', { bookingId: id }, key()),
      ]);
      for (const reply of replies) expectRefusal(reply, 'booking_not_found');
      expectRefusal(await shop.anyone.get(`/bookings/${id}`), 'unauthenticated');
    }),
  );

/** A customer signs in anew and goes on as before. */
export const signIn: fc.Arbitrary<Command> = customers.map((customer) =>
  command(`customer ${customer} signs in`, customer, async (_, shop) => {
    const session = await shop.signIn(customer);
    expect(session.account).toMatchObject({ role: 'customer', name: `Customer ${customer}` });
  }),
);
