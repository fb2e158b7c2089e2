import { randomUUID } from 'node:crypto';
import { type Booking, type ErrorCode, errorCatalogue } from '@ticketing/contracts';
import { accessTokenFor, createShopApi, RefusedError, waitUntil } from '@ticketing/testing';
import { expect, onTestFinished, test } from 'vitest';
import { type Suite, wholeMsMax } from './outages.ts';
import { createPatience } from './patience.ts';

const clients = 2_000;
const doubleClicks = 500;
/** On a level that no crowd of the other tests buys from. */
const hotSeat = 3;
/** How long the last one may wait. A slow machine sheds many, who come again. */
const toldMsMax = 240_000;
const pauseMs = 2_000;

/** By who decides about seats; whoever has too much to do, or is away, says so by one of the others. */
function isDecided(code: string): boolean {
  const { status = 503 } = code in errorCatalogue ? errorCatalogue[code as ErrorCode] : {};
  return ![429, 503, 504].includes(status);
}

type Command = { readonly seatNos: number[] } | { readonly best: object };

/** Many people, and impatient ones: one effect for each key, and one owner for each seat. */
export function survivesCrowds({ shop }: Suite): void {
  function openApi(connections: number) {
    const api = createShopApi(shop().system.apiUrl(), connections);
    onTestFinished(async () => void (await api.close()));
    const performanceId = shop().offer.performance.id;
    const refusals: Record<string, number> = {};
    /** Asks again, under the same key, until somebody has decided; answers the booking or the refusal's code. */
    const book = (token: string, key: string, command: Command): Promise<Booking | string> =>
      waitUntil(
        async () => {
          try {
            return await api.call<Booking>('POST', '/bookings', {
              token,
              headers: { 'idempotency-key': key, 'x-admission-token': '' },
              body: { performanceId, ...command },
            });
          } catch (error) {
            const code = error instanceof RefusedError ? error.code : 'unreachable';
            refusals[code] = (refusals[code] ?? 0) + 1;
            return isDecided(code) && code;
          }
        },
        { withinMs: toldMsMax, everyMs: pauseMs },
      );
    return { api, book, refusals };
  }
  const oneSeat = (): Command => ({ best: { levelCode: shop().offer.levelCode, quantity: 1 } });

  test(`${clients} clients want one seat: one has it, the others are told`, async () => {
    const { book, refusals } = openApi(clients);
    const tokens = await Promise.all(Array.from({ length: clients }, () => accessTokenFor()));
    const startedAt = performance.now();
    const answers = await Promise.all(
      tokens.map((token) => book(token, randomUUID(), { seatNos: [hotSeat] })),
    );
    const ms = Math.round(performance.now() - startedAt);
    const winners = answers.filter((answer) => typeof answer !== 'string');
    console.log(
      `${clients} clients on one seat: answered in ${ms} ms; ${JSON.stringify(refusals)}`,
    );
    expect(winners).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'seats_taken')).toHaveLength(clients - 1);
    await shop().untilWhole(wholeMsMax);
  });

  test(`${doubleClicks} double clicks: the same answer and one booking for each key`, async () => {
    const { api, book, refusals } = openApi(128);
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
    console.log(`${doubleClicks} double clicks in ${ms} ms; ${JSON.stringify(refusals)}`);
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
    const { atLast } = createPatience(toldMsMax);
    const begin = (paymentKey: string) =>
      atLast(() =>
        api.call<{ payment: { id: string } }>('POST', '/payments/intents', {
          token,
          headers: { 'idempotency-key': paymentKey },
          body: { bookingId: booking.id },
        }),
      );
    const paymentKey = randomUUID();
    const begun = await Promise.all([begin(paymentKey), begin(paymentKey), begin(randomUUID())]);
    expect(new Set(begun.map(({ payment }) => payment.id)).size).toBe(1);
  });
}
