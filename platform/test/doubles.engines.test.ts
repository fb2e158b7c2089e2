import type { Booking } from '@ticketing/contracts';
import { type Crowd, startCrowd, waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EnginesShop, openEnginesShop } from './engines-shop.ts';

/** Two gateways, two bookings and two inventories sell the same seats at once, on the real engines. */
let shop: EnginesShop;
let tokens: string[];
const sold: Crowd['sales'][number][] = [];

beforeAll(async () => {
  shop = await openEnginesShop({
    portOffset: 1800,
    instances: { 'api-gateway': 2, booking: 2, inventory: 2 },
    // Few performances, so that both inventories decide about the same ones.
    offers: 4,
  });
  tokens = await shop.openAccounts(12);
}, 180_000);
afterAll(() => shop?.close());

test('both gateways sell the same performances; nothing is sold twice, nobody pays for nothing', async () => {
  const crowd = startCrowd({ apis: shop.apis, tokens, offers: shop.offers });
  await waitUntil(() => crowd.sales.length >= 20, { withinMs: 60_000 });
  await crowd.stop();
  sold.push(...crowd.sales);
  // Whose limit is reached is refused; nothing else may go wrong.
  expect(Object.keys(crowd.refusals)).toEqual(expect.not.arrayContaining(['unreachable']));
  await waitUntil(async () => (await shop.findFaults()).length === 0, { withinMs: 40_000 });
});

test('a booking of one side is shown, and its second click answered, by the other', async () => {
  const [here, there] = shop.apis;
  const [token] = await shop.openAccounts(1);
  const offer = shop.offers[0];
  if (here === undefined || there === undefined || offer === undefined) throw new Error('no shop');
  const command = {
    token: token ?? '',
    headers: { 'idempotency-key': 'one-click-at-two-gateways' },
    body: {
      performanceId: offer.performance.id,
      best: { levelCode: offer.levelCode, quantity: 2 },
    },
  };
  const [first, second] = await Promise.all([
    here.call<Booking>('POST', '/bookings', command),
    there.call<Booking>('POST', '/bookings', command),
  ]);
  expect(second.id).toBe(first.id);
  const shown = await there.call<Booking>('GET', `/bookings/${first.id}`, { token: token ?? '' });
  expect(shown.seats).toEqual(first.seats);
});

test('a customer’s limit counts what both sides hold', async () => {
  const [token] = await shop.openAccounts(1);
  const offer = shop.offers[1];
  if (offer === undefined) throw new Error('nothing on sale');
  const bookingsMax = Math.floor(offer.performance.ticketsPerCustomerMax / 2);
  const attempts = await Promise.allSettled(
    Array.from({ length: bookingsMax + 4 }, (_, turn) =>
      shop.apis[turn % 2]?.call<Booking>('POST', '/bookings', {
        token: token ?? '',
        headers: { 'idempotency-key': `at-the-limit-${turn}` },
        body: {
          performanceId: offer.performance.id,
          best: { levelCode: offer.levelCode, quantity: 2 },
        },
      }),
    ),
  );
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(bookingsMax);
});

test('one of each is killed in the middle of sales: the others go on, and every sale ends whole', async () => {
  const crowd = startCrowd({
    apis: shop.apis,
    tokens: await shop.openAccounts(12),
    offers: shop.offers,
  });
  const victims = [
    { name: 'inventory', number: 1 },
    { name: 'booking', number: 1 },
    { name: 'api-gateway', number: 1 },
  ] as const;
  await waitUntil(() => crowd.sales.length >= 5, { withinMs: 60_000 });
  for (const victim of victims) await shop.system.kill(victim);
  const before = crowd.sales.length;
  await waitUntil(() => crowd.sales.length >= before + 5, { withinMs: 60_000 });
  for (const victim of victims) await shop.system.start(victim);
  for (const victim of victims) await shop.system.untilReady(victim);
  await crowd.stop();
  sold.push(...crowd.sales);
  await waitUntil(async () => (await shop.findFaults()).length === 0, { withinMs: 60_000 });
});

test('every sale that was acknowledged is confirmed, and a mail tells of it', async () => {
  await shop.untilTold(sold);
});
