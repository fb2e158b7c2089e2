import { randomUUID } from 'node:crypto';
import type { Account, Booking, Endpoint, ErrorCode } from '@ticketing/contracts';
import { newId } from '@ticketing/service-kit';
import { type ApiReply, seedOfToday } from '@ticketing/testing';
import fc from 'fast-check';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectProblem, expectRefusal, readSeats } from './model/expect-agreement.ts';
import { openShop, type Shop } from './model/open-shop.ts';
import {
  addressOf,
  bodySchema,
  type KnownIds,
  publicWrites,
  sampleOf,
} from './model/sample-body.ts';
import { sendJson, sendRaw } from './model/send-raw.ts';
import { rawBodies, spoiled } from './model/spoil.ts';

const portOffset = 3400;
const runsOfEndpoint = 40;
/**
 * A failure prints `seed` and `path`; run that case again with
 * `BAD_INPUT='{"seed":..,"path":".."}' npx vitest run --project platform bad-input -t '<its name>'`.
 */
const replay = JSON.parse(process.env.BAD_INPUT ?? '{}') as { seed?: number; path?: string };
const parameters = { numRuns: runsOfEndpoint, seed: seedOfToday(), ...replay };

/** What a webhook's sender signs is known to nobody here: whatever comes is refused. */
const signed = ['/payments/webhook', '/notifications/ses'];
const named = (chosen: (endpoint: Endpoint) => boolean) =>
  publicWrites
    .filter(chosen)
    .map((endpoint) => ({ name: `${endpoint.method} ${endpoint.path}`, endpoint }));
const withBody = named(({ body, path }) => body !== undefined && !signed.includes(path));

let shop: Shop;
/** Of the sale that must stay as it is, with a booking of the first customer. */
let watched: KnownIds;
/** Of a sale that requests may end, if they are good enough. */
let given: KnownIds;
let before: unknown;

beforeAll(async () => {
  // What is watched must not run out, however long all of this takes.
  shop = await openShop(portOffset, { BOOKING_PAY_SECONDS: '3000' });
  watched = await openBookedSale();
  given = await openBookedSale();
  before = await lookAround();
});
afterAll(() => shop?.close());

async function openBookedSale(): Promise<KnownIds> {
  const [performanceId = ''] = await shop.openSale();
  const [customer = shop.anyone] = shop.customers;
  const { body } = await customer.post<Booking>(
    '/bookings',
    { performanceId, seatNos: [0, 1] },
    { idempotencyKey: randomUUID() },
  );
  return { prf: performanceId, bkg: body.id, evt: body.event.id };
}

/** What bad requests must leave alone: seats and their version, bookings, the house's events, the account. */
async function lookAround(): Promise<unknown> {
  const { prf = '', evt } = watched;
  const [customer = shop.anyone] = shop.customers;
  const [seats, bookings, event, account, venues] = await Promise.all([
    readSeats(shop, prf),
    customer.get<{ items: Booking[] }>('/bookings'),
    shop.organizer.get(`/organizer/events/${evt}`),
    customer.get<Account>('/auth/me'),
    shop.organizer.get('/organizer/venues'),
  ]);
  const own = bookings.body.items.filter(({ performance }) => performance.id === prf);
  return [seats.version, [...seats.status], own, event.body, account.body.id, venues.body];
}

/** Refused by a code of the catalogue that is the caller's fault. */
function expectTheirFault(reply: ApiReply<unknown>): void {
  expect(reply.body).toMatchObject({ code: expect.any(String) });
  expect(reply.status).toBeGreaterThanOrEqual(400);
  expect(reply.status).toBeLessThan(500);
  expectProblem(reply);
}

test.each(withBody)('$name: a sample of the contract fits it', ({ endpoint }) => {
  const sample = sampleOf(bodySchema(endpoint), watched);
  expect(Value.Check(bodySchema(endpoint) as TSchema, sample)).toBe(true);
});

test.each(withBody)(
  '$name: a body that breaks the contract is a coded refusal without effect',
  async ({ endpoint }) => {
    const schema = bodySchema(endpoint);
    const address = addressOf(endpoint, watched);
    const broken = spoiled(sampleOf(schema, watched)).filter(
      (body) => !Value.Check(schema as TSchema, body),
    );
    const property = fc.asyncProperty(broken, async (body) =>
      expectTheirFault(await sendJson(shop, { endpoint, address, body })),
    );
    await fc.assert(property, parameters);
    expect(await lookAround()).toEqual(before);
  },
);

test.each(withBody)(
  '$name: whatever a body says, nothing breaks on our side',
  async ({ endpoint }) => {
    const address = addressOf(endpoint, given);
    const bodies = spoiled(sampleOf(bodySchema(endpoint), given));
    const property = fc.asyncProperty(bodies, async (body) => {
      const reply = await sendJson(shop, { endpoint, address, body });
      if (reply.status >= 300) expectTheirFault(reply);
    });
    await fc.assert(property, parameters);
  },
);

test.each([...withBody, ...named(({ path }) => signed.includes(path))])(
  '$name: bytes that are no such JSON are a coded refusal without effect',
  async ({ endpoint }) => {
    const sample = sampleOf(bodySchema(endpoint), watched);
    const address = addressOf(endpoint, watched);
    for (const { name, bytes, contentType } of rawBodies(sample)) {
      const reply = await sendRaw(shop, { endpoint, address, bytes, contentType });
      expect([name, reply.status >= 400 && reply.status < 500]).toEqual([name, true]);
      expectProblem(reply);
    }
    const { bodyBytesMax = 64 * 1024 } = endpoint;
    // The largest bodies are left out for their size alone.
    if (bodyBytesMax <= 1024 * 1024) {
      const bytes = Buffer.from(JSON.stringify({ filler: 'x'.repeat(bodyBytesMax) }));
      const large = { endpoint, address, bytes, contentType: 'application/json' };
      expectRefusal(await sendRaw(shop, large), 'body_too_large');
    }
    expect(await lookAround()).toEqual(before);
  },
);

const withKey = named(({ idempotencyKey }) => idempotencyKey === 'required');

test.each(withKey)('$name: without a key that can be one nothing happens', async ({ endpoint }) => {
  const body = sampleOf(bodySchema(endpoint), watched);
  const bytes = Buffer.from(JSON.stringify(body));
  const address = addressOf(endpoint, watched);
  for (const key of ['', 'short', 'x'.repeat(129), 'with a space', 'ünïcode-key']) {
    const headers = { 'idempotency-key': key };
    const reply = await sendRaw(shop, {
      ...{ endpoint, address, bytes, headers, contentType: 'application/json' },
    });
    expectTheirFault(reply);
  }
  expect(await lookAround()).toEqual(before);
});

const withParams = named(({ path }) => path.includes('/:'));
const strangeIds = fc.oneof(
  fc.constantFrom('x', '0', '-1', '%00', '%ff', '%2e%2e', '..', '%', '%u0041', 'null', '*'),
  fc.constantFrom('a'.repeat(201), 'a'.repeat(5000), '%F0%9F%8E%AB', "'--", '{}', '[]', ';a=b'),
  fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).map(encodeURIComponent),
);

test.each(withParams)('$name: an address that names nothing is refused', async ({ endpoint }) => {
  const body = endpoint.body === undefined ? undefined : sampleOf(bodySchema(endpoint), watched);
  const send = (address: string) =>
    body === undefined
      ? sendRaw(shop, { endpoint, address })
      : sendJson(shop, { endpoint, address, body });
  const property = fc.asyncProperty(strangeIds, async (id) => {
    const reply = await send(endpoint.path.replace(/:\w+/, id));
    expectTheirFault(reply);
  });
  await fc.assert(property, parameters);
  expect(await lookAround()).toEqual(before);
});

test.each(withParams)(
  '$name: nobody gets at it without a token that holds',
  async ({ endpoint }) => {
    const address = addressOf(endpoint, watched);
    for (const authorization of [
      '',
      'Bearer',
      'Bearer x.y.z',
      'Basic YTpi',
      `Bearer ${'x'.repeat(4000)}`,
    ]) {
      const reply = await sendRaw(shop, { endpoint, address, headers: { authorization } });
      expectRefusal(reply, 'unauthenticated');
    }
    expect(await lookAround()).toEqual(before);
  },
);

test('bookings that ask for what there is not are refused by name', async () => {
  const { prf: performanceId, bkg } = watched;
  const [, customer = shop.anyone] = shop.customers;
  const cases: [Record<string, unknown>, ErrorCode][] = [
    [{ seatNos: [15] }, 'seats_invalid'],
    [{ seatNos: [2 ** 31] }, 'seats_invalid'],
    [{ seatNos: [2 ** 32] }, 'seats_invalid'],
    [{ seatNos: [2 ** 53 - 1] }, 'seats_invalid'],
    [{ seatNos: [2, 2] }, 'invalid_request'],
    [{ seatNos: [2, 3, 4, 5, 6] }, 'ticket_limit_exceeded'],
    [{ seatNos: Array.from({ length: 21 }, (_, seatNo) => seatNo) }, 'invalid_request'],
    [{ seatNos: [1] }, 'seats_taken'],
    [{ seatNos: [] }, 'invalid_request'],
    [{}, 'invalid_request'],
    [{ seatNos: [2], best: { levelCode: 'R', quantity: 1 } }, 'invalid_request'],
    [{ best: { levelCode: 'R', quantity: 4 } }, 'not_enough_seats'],
    [{ best: { levelCode: 'R', quantity: 21 } }, 'invalid_request'],
    [{ best: { levelCode: '__proto__', quantity: 1 } }, 'seats_invalid'],
    [{ best: { levelCode: 'R', quantity: 1, sectionId: 'constructor' } }, 'seats_invalid'],
    [{ seatNos: [2], expectedTotalMinor: 0 }, 'price_changed'],
    [{ seatNos: [2], expectedTotalMinor: 1_000_000_001 }, 'invalid_request'],
    [{ seatNos: [2], currency: 'USD' }, 'invalid_request'],
    [{ seatNos: [2], performanceId: newId('performance') }, 'performance_not_found'],
    [{ seatNos: [2], performanceId: bkg }, 'invalid_request'],
  ];
  for (const [choice, code] of cases) {
    const key = { idempotencyKey: randomUUID() };
    const reply = await customer.post('/bookings', { performanceId, ...choice }, key);
    expect([choice, (reply.body as { code?: string }).code]).toEqual([choice, code]);
    expectRefusal(reply, code);
  }
  expect(await lookAround()).toEqual(before);
});
