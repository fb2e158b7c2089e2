import { randomUUID } from 'node:crypto';
import type { Booking } from '@ticketing/contracts';
import { accessTokenFor, createShopApi, RefusedError } from '@ticketing/testing';
import { expect, onTestFinished, test } from 'vitest';
import { type Suite, wholeMsMax } from './outages.ts';

const clients = 2_000;
const doubleClicks = 500;
/** On a level that no crowd of the other tests buys from. */
const hotSeat = 3;
/** What a door may say that has too much to do. */
const shedCodes = ['service_unavailable', 'inventory_unavailable', 'rate_limited'];

type Command = { readonly seatNos: number[] } | { readonly best: object };

/** Many people, and impatient ones: one effect for each key, and one owner for each seat. */
export function survivesCrowds({ shop }: Suite): void {
  function openApi(connections: number) {
    const api = createShopApi(shop().system.apiUrl(), connections);
    onTestFinished(async () => void (await api.close()));
    const performanceId = shop().offer.performance.id;
    const book = (token: string, key: string, command: Command): Promise<Booking | string> =>
      api
        .call<Booking>('POST', '/bookings', {
          token,
          headers: { 'idempotency-key': key, 'x-admission-token': '' },
          body: { performanceId, ...command },
        })
        .catch((error: unknown) => (error instanceof RefusedError ? error.code : String(error)));
    return { api, book };
  }
  const oneSeat = (): Command => ({ best: { levelCode: shop().offer.levelCode, quantity: 1 } });

  test(`${clients} clients want one seat: one has it, the others are told`, async () => {
    const { book } = openApi(clients);
    const tokens = await Promise.all(Array.from({ length: clients }, () => accessTokenFor()));
    const startedAt = performance.now();
    const answers = await Promise.all(
      tokens.map((token) => book(token, randomUUID(), { seatNos: [hotSeat] })),
    );
    const ms = Math.round(performance.now() - startedAt);
    const winners = answers.filter((answer) => typeof answer !== 'string');
    const counts = Object.groupBy(
      answers.filter((answer) => typeof answer === 'string'),
      (code) => code,
    );
    const refusals = Object.entries(counts).map(([code, all]) => `${all?.length} ${code}`);
    console.log(`${clients} clients on one seat: answered in ${ms} ms; ${refusals.join(', ')}`);
    expect(winners).toHaveLength(1);
    const told = counts.seats_taken?.length ?? 0;
    const shed = shedCodes.reduce((sum, code) => sum + (counts[code]?.length ?? 0), 0);
    expect(told + shed).toBe(clients - 1);
    expect(told).toBeGreaterThan(clients / 2);
    await shop().untilWhole(wholeMsMax);
  });

  test(`${doubleClicks} double clicks: the same answer and one booking for each key`, async () => {
    const { api, book } = openApi(128);
    const startedAt = performance.now();
    const pairs = await Promise.all(
      Array.from({ length: doubleClicks }, async () => {
        const [token, key] = [await accessTokenFor(), randomUUID()];
        const command = oneSeat();
        const [one, other] = await Promise.all([
          book(token, key, command),
          book(token, key, command),
        ]);
        return { token, key, one, other };
      }),
    );
    const ms = Math.round(performance.now() - startedAt);
    console.log(`${doubleClicks} double clicks in ${ms} ms`);
    const ids = new Set<string>();
    for (const { one, other } of pairs) {
      if (typeof one === 'string') throw new Error(one);
      expect(other).toEqual(one);
      ids.add(one.id);
    }
    expect(ids.size).toBe(doubleClicks);
    const [pair] = pairs;
    if (pair === undefined) throw new Error('no pair');
    const bookings = await api.call<{ items: Booking[] }>('GET', '/bookings', pair);
    expect(bookings.items).toHaveLength(1);
    await shop().untilWhole(wholeMsMax);
  });

  test('a payment begun twice is one; a key that was used for something else is refused', async () => {
    const { api, book } = openApi(8);
    const [token, key] = [await accessTokenFor(), randomUUID()];
    const booking = await book(token, key, oneSeat());
    if (typeof booking === 'string') throw new Error(booking);
    expect(await book(token, key, { seatNos: [hotSeat + 1] })).toBe('idempotency_key_reused');
    const another = await book(token, randomUUID(), oneSeat());
    expect(another).not.toMatchObject({ id: booking.id });
    const begin = (paymentKey: string) =>
      api.call<{ payment: { id: string } }>('POST', '/payments/intents', {
        token,
        headers: { 'idempotency-key': paymentKey },
        body: { bookingId: booking.id },
      });
    const paymentKey = randomUUID();
    const begun = await Promise.all([begin(paymentKey), begin(paymentKey), begin(randomUUID())]);
    expect(new Set(begun.map(({ payment }) => payment.id)).size).toBe(1);
  });
}
