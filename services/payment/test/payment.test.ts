import type { AddressInfo } from 'node:net';
import {
  abandonBooking,
  bookingCancelled,
  confirmBooking,
  type createPaymentIntent,
  getPayableBooking,
  type PayableBooking,
  type Payment,
  type ReplyOf,
  secureSeats,
} from '@ticketing/contracts';
import {
  type BusMessage,
  type EventBus,
  eventBusMigrations,
  eventBusSchema,
  openPostgresEventBus,
} from '@ticketing/event-bus';
import {
  createHttpService,
  derivedId,
  httpServiceCaller,
  newId,
  problem,
  registerEndpoints,
  route,
  type Service,
} from '@ticketing/service-kit';
import { migrate, openSqlDatabase, type SqlDatabase } from '@ticketing/sql-database';
import { createTestDatabase, type TestDatabase } from '@ticketing/sql-database/testing';
import {
  createStripeSimulator,
  type StripeSimulator,
  stripeSimulatorMigrations,
} from '@ticketing/stripe-simulator';
import {
  type ApiClient,
  type ApiReply,
  accessTokenFor,
  apiClient,
  type FixedClock,
  fixedClock,
  listenOnFreePort,
  quietLogger,
  testSecrets,
  testTokens,
  waitUntil,
} from '@ticketing/testing';
import Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { localKeys } from '../src/engines/local-payment-server.ts';
import { createStripeProvider } from '../src/engines/stripe.ts';
import { createPaymentMetrics } from '../src/operations/payment-metrics.ts';
import { createPaymentService, paymentMigrations } from '../src/service.ts';

/** The booking service as payment sees it: what it was asked, and what it shall answer next. */
const bookings = {
  all: new Map<string, PayableBooking>(),
  asked: [] as string[],
  /** Answers of secure-seats and confirm that are not yes. */
  refuse: {} as Partial<
    Record<'secure' | 'confirm', 'seats_taken' | 'state_conflict' | 'service_unavailable'>
  >,
};
const amount = 99_000;
let testDatabase: TestDatabase;
const databases: SqlDatabase[] = [];
let eventBus: EventBus;
let bookingApp: ReturnType<typeof createHttpService>;
let simulator: StripeSimulator;
let simulatorUrl: string;
let service: Service;
let baseUrl: string;
let clock: FixedClock;
let stripe: Stripe;
const published: BusMessage[] = [];
const webhooks = { lost: false };
const customerId = newId('account');
let customer: ApiClient;

function change(bookingId: string, name: string, next: Partial<PayableBooking>): PayableBooking {
  bookings.asked.push(name);
  const known = bookings.all.get(bookingId);
  if (known === undefined) throw problem('booking_not_found');
  const changed = { ...known, ...next };
  bookings.all.set(bookingId, changed);
  return changed;
}

beforeAll(async () => {
  bookingApp = createHttpService({
    name: 'booking',
    logger: quietLogger(),
    tokens: testTokens(),
    readiness: {},
  });
  registerEndpoints(bookingApp, [
    route(getPayableBooking, async ({ params }) => {
      const known = bookings.all.get(params.bookingId);
      if (known === undefined) throw problem('booking_not_found');
      return known;
    }),
    route(secureSeats, async ({ params, body }) => {
      if (bookings.refuse.secure) throw problem(bookings.refuse.secure);
      return change(params.bookingId, 'secure', body);
    }),
    route(confirmBooking, async ({ params }) => {
      if (bookings.refuse.confirm) throw problem(bookings.refuse.confirm);
      return change(params.bookingId, 'confirm', { state: 'confirmed' });
    }),
    route(abandonBooking, async ({ params }) =>
      change(params.bookingId, 'abandon', { state: 'expired' }),
    ),
  ]);
  const bookingUrl = await listenOnFreePort(bookingApp);
  testDatabase = await createTestDatabase();
  const { url } = testDatabase;
  const open = async (schema: string, folder: URL) => {
    await migrate({ url, schema, folder });
    const database = openSqlDatabase({ url, schema, applicationName: schema });
    databases.push(database);
    return database;
  };
  eventBus = await openPostgresEventBus({
    database: await open(eventBusSchema, eventBusMigrations),
  });
  await eventBus.subscribe({
    topic: 'payment-events',
    group: 'test',
    onMessage: async (message) => void published.push(message),
  });
  clock = fixedClock(new Date());
  simulator = await createStripeSimulator({
    ...localKeys,
    database: await open('stripe_simulator', stripeSimulatorMigrations),
    webhookUrl: null,
    webhookHandler: async (payload, signature) => {
      if (webhooks.lost) return 500;
      const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
      const reply = await service.app.inject({
        method: 'POST',
        url: '/payments/webhook',
        headers,
        payload,
      });
      return reply.statusCode;
    },
    publicUrl: null,
    allowedOrigins: [],
    listen: { host: '127.0.0.1', port: 0 },
    log: quietLogger(),
  });
  await simulator.start();
  simulatorUrl = `http://127.0.0.1:${(simulator.app.server.address() as AddressInfo).port}`;
  stripe = new Stripe(localKeys.secretKey, {
    host: '127.0.0.1',
    port: (simulator.app.server.address() as AddressInfo).port,
    protocol: 'http',
  });
  service = createPaymentService({
    database: await open('payment', paymentMigrations),
    provider: createStripeProvider({ ...localKeys, apiBaseUrl: simulatorUrl }),
    publicConfig: {
      provider: 'local',
      publishableKey: localKeys.publishableKey,
      apiBaseUrl: simulatorUrl,
    },
    bookings: httpServiceCaller({ baseUrl: bookingUrl, serviceToken: testSecrets.SERVICE_TOKEN }),
    eventBus,
    tokens: testTokens(clock),
    metrics: createPaymentMetrics(),
    newId,
    // The poller looks ten times a second, whatever the fixed clock says.
    clock: { now: clock.now, sleep: () => new Promise((resolve) => setTimeout(resolve, 100)) },
    logger: quietLogger(),
  });
  await service.start();
  baseUrl = await listenOnFreePort(service.app);
  customer = apiClient(
    baseUrl,
    await accessTokenFor({
      accountId: customerId,
      role: 'customer',
      clock,
      expiresInSeconds: 9_000_000,
    }),
  );
});
afterAll(async () => {
  await service?.close();
  await simulator?.close();
  await eventBus?.close();
  for (const database of databases) await database.close();
  await testDatabase?.close();
  await bookingApp?.close();
});
beforeEach(() => {
  bookings.asked.length = 0;
  bookings.refuse = {};
  webhooks.lost = false;
});

function newBooking(changes: Partial<PayableBooking> = {}): string {
  const bookingId = newId('booking');
  bookings.all.set(bookingId, {
    bookingId,
    customerId,
    organizerId: derivedId('organizer', 'test'),
    state: 'pending_payment',
    amountMinor: amount,
    currency: 'KRW',
    description: 'Test show, 1',
    expiresAt: new Date(clock.now().getTime() + 480_000).toISOString(),
    ...changes,
  });
  return bookingId;
}
type Begun = ReplyOf<typeof createPaymentIntent>;
const begin = (bookingId: string, idempotencyKey = newId('message')) =>
  customer.post<Begun>('/payments/intents', { bookingId }, { idempotencyKey });
const intentOf = (begun: Begun) => begun.clientSecret.split('_secret')[0] ?? '';

/** As the browser does: the card goes to the payment server, not to us. */
async function pay(begun: Begun, number = '4242424242424242'): Promise<{ status?: string }> {
  const response = await fetch(`${simulatorUrl}/v1/payment_intents/${intentOf(begun)}/confirm`, {
    method: 'POST',
    body: new URLSearchParams({
      key: begun.config.publishableKey,
      client_secret: begun.clientSecret,
      'payment_method_data[type]': 'card',
      'payment_method_data[card][number]': number,
      'payment_method_data[card][exp_month]': '12',
      'payment_method_data[card][exp_year]': '2031',
      'payment_method_data[card][cvc]': '123',
      return_url: 'http://localhost:3000/checkout',
    }),
  });
  return (await response.json()) as { status?: string };
}
const stateOf = async (begun: Begun) =>
  (await customer.get<Payment>(`/payments/${begun.payment.id}`)).body.state;
const reaches = (begun: Begun, state: string) =>
  waitUntil(async () => (await stateOf(begun)) === state, { withinMs: 10_000 });
const codeOf = (reply: ApiReply<unknown>) =>
  String((reply.body as { type?: string }).type).replace('urn:ticketing:error:', '');

describe('a sale', () => {
  test('seats are secured before the money is captured, and tickets follow', async () => {
    const bookingId = newBooking();
    const { body, status } = await begin(bookingId);
    expect([status, body.payment.state, body.payment.amountMinor]).toEqual([
      201,
      'created',
      amount,
    ]);
    expect((await pay(body)).status).toBe('requires_capture');
    await reaches(body, 'captured');
    expect(bookings.asked).toEqual(['secure', 'confirm']);
    const intent = await stripe.paymentIntents.retrieve(intentOf(body));
    expect([intent.status, intent.amount_received]).toEqual(['succeeded', amount]);
    await waitUntil(() =>
      published.some(({ key, type }) => key === bookingId && type === 'payment.captured'),
    );
  });
  test('two tabs pay one intent: it is charged once', async () => {
    const bookingId = newBooking();
    const [first, second] = await Promise.all([begin(bookingId), begin(bookingId)]);
    expect(second.body.clientSecret).toBe(first.body.clientSecret);
    await Promise.all([pay(first.body), pay(second.body)]);
    await reaches(first.body, 'captured');
    const { data } = await stripe.paymentIntents.list({ limit: 100 });
    expect(data.filter(({ metadata }) => metadata.booking_id === bookingId)).toHaveLength(1);
    expect(codeOf(await begin(bookingId))).toBe('payment_not_possible');
  });
  test('webhooks that never come are made up for by the poller', async () => {
    webhooks.lost = true;
    const { body } = await begin(newBooking());
    await pay(body);
    clock.advance(11_000);
    await waitUntil(() => bookings.asked.includes('confirm'), { withinMs: 10_000 });
    await reaches(body, 'captured');
  });
  test('when booking does not answer, it goes on later and captures once', async () => {
    bookings.refuse = { secure: 'service_unavailable' };
    const { body } = await begin(newBooking());
    await pay(body);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect((await stripe.paymentIntents.retrieve(intentOf(body))).status).toBe('requires_capture');
    bookings.refuse = {};
    clock.advance(30_000);
    await reaches(body, 'captured');
  });
});

describe('a sale that ends without tickets', () => {
  test('seats that went to somebody else: nothing is charged', async () => {
    bookings.refuse = { secure: 'seats_taken' };
    const { body } = await begin(newBooking());
    await pay(body);
    await reaches(body, 'voided');
    const intent = await stripe.paymentIntents.retrieve(intentOf(body));
    expect([intent.status, intent.amount_received]).toEqual(['canceled', 0]);
    expect((await customer.get<Payment>(`/payments/${body.payment.id}`)).body.voidReason).toBe(
      'seats_lost',
    );
  });
  test('captured, but the booking can have no tickets: all of it goes back', async () => {
    bookings.refuse = { confirm: 'state_conflict' };
    const { body } = await begin(newBooking());
    await pay(body);
    await reaches(body, 'captured');
    await waitUntil(async () => {
      const { data } = await stripe.refunds.list({ payment_intent: intentOf(body) });
      return data[0]?.amount === amount;
    });
  });
  test('a refused card can be followed by a good one', async () => {
    const { body } = await begin(newBooking());
    await pay(body, '4000000000009995');
    await reaches(body, 'failed');
    const failed = await customer.get<Payment>(`/payments/${body.payment.id}`);
    expect(failed.body.declineCode).toBe('insufficient_funds');
    expect(bookings.asked).toEqual([]);
    await pay(body);
    await reaches(body, 'captured');
  });
  test('an intent that nobody pays is cancelled when its booking is over', async () => {
    const bookingId = newBooking();
    const { body } = await begin(bookingId);
    clock.advance(480_000 + 61_000);
    await waitUntil(() => bookings.asked.includes('abandon'), { withinMs: 10_000 });
    await reaches(body, 'voided');
    expect((await stripe.paymentIntents.retrieve(intentOf(body))).status).toBe('canceled');
  });
});

describe('requests', () => {
  test('only the customer’s own pending bookings can be paid', async () => {
    const other = newBooking({ customerId: newId('account') });
    expect(codeOf(await begin(other))).toBe('booking_not_found');
    expect(codeOf(await begin(newBooking({ state: 'expired' })))).toBe('booking_expired');
    expect(codeOf(await begin(newBooking({ state: 'confirmed' })))).toBe('payment_not_possible');
    const key = newId('message');
    await begin(newBooking(), key);
    expect(codeOf(await begin(newBooking(), key))).toBe('idempotency_key_reused');
    expect(codeOf(await customer.get(`/payments/${newId('payment')}`))).toBe('payment_not_found');
  });
  test('a webhook that Stripe did not sign changes nothing; one that it sent twice counts once', async () => {
    const send = (payload: string, signature: string) =>
      service.app.inject({
        method: 'POST',
        url: '/payments/webhook',
        headers: { 'content-type': 'application/json', 'stripe-signature': signature },
        payload,
      });
    webhooks.lost = true;
    const { body } = await begin(newBooking());
    await pay(body);
    const payload = JSON.stringify({
      id: 'evt_test_1',
      object: 'event',
      type: 'payment_intent.amount_capturable_updated',
      data: { object: { id: intentOf(body), object: 'payment_intent' } },
    });
    const forged = stripe.webhooks.generateTestHeaderString({ payload, secret: 'whsec_wrong' });
    expect((await send(payload, forged)).statusCode).toBe(400);
    expect(bookings.asked).toEqual([]);
    const signed = stripe.webhooks.generateTestHeaderString({
      payload,
      secret: localKeys.webhookSecret,
    });
    const replies = await Promise.all([send(payload, signed), send(payload, signed)]);
    expect(replies.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    await reaches(body, 'captured');
    expect(bookings.asked).toEqual(['secure', 'confirm']);
  });
});

test('a cancellation is refunded once, however often it is told', async () => {
  const bookingId = newBooking();
  const { body } = await begin(bookingId);
  await pay(body);
  await reaches(body, 'captured');
  const cancelled = {
    booking: { ...bookingOf(bookingId), paymentId: body.payment.id },
    cancellationId: 'cxl_test_1',
    ticketIds: [newId('ticket')],
    feeMinor: 6000,
    refundMinor: 93_000,
    reason: 'customer',
  };
  for (const id of ['msg_a', 'msg_a', 'msg_b']) {
    await eventBus.publish('booking-events', [
      {
        id,
        key: bookingId,
        type: bookingCancelled.type,
        time: new Date().toISOString(),
        data: cancelled,
      },
    ]);
  }
  await waitUntil(() =>
    published.some(({ key, type }) => key === bookingId && type === 'payment.refunded'),
  );
  await new Promise((resolve) => setTimeout(resolve, 500));
  const { data } = await stripe.refunds.list({ payment_intent: intentOf(body) });
  expect(data.map(({ amount: refunded }) => refunded)).toEqual([93_000]);
  expect((await customer.get<Payment>(`/payments/${body.payment.id}`)).body.refundedMinor).toBe(
    93_000,
  );
});

/** As booking tells of it on the bus. */
function bookingOf(bookingId: string) {
  const text = { ko: '시험 공연', en: 'Test show' };
  return {
    id: bookingId,
    state: 'cancelled',
    customerId,
    organizerId: derivedId('organizer', 'test'),
    event: { id: derivedId('event', 'test'), title: text, category: 'musical', posterSeed: 1 },
    performance: {
      id: derivedId('performance', 'test'),
      startsAt: '2026-12-24T11:00:00.000Z',
      timeZone: 'Asia/Seoul',
      venueName: text,
    },
    seats: [],
    totalMinor: amount,
    currency: 'KRW',
    createdAt: '2026-11-22T11:00:00.000Z',
    refundedMinor: 93_000,
    cancellationFeeMinor: 6000,
  };
}
