import type { AddressInfo } from 'node:net';
import {
  bookingCancelled,
  type createPaymentIntent,
  type Payment,
  type PaymentMethod,
  type ReplyOf,
} from '@ticketing/contracts';
import {
  type BusMessage,
  type EventBus,
  eventBusMigrations,
  eventBusSchema,
  openPostgresEventBus,
} from '@ticketing/event-bus';
import {
  derivedId,
  httpServiceCaller,
  newId,
  type Service,
  startOutboxRelay,
} from '@ticketing/service-kit';
import { migrate, openSqlDatabase, type SqlDatabase } from '@ticketing/sql-database';
import { createTestDatabase } from '@ticketing/sql-database/testing';
import { createStripeSimulator, stripeSimulatorMigrations } from '@ticketing/stripe-simulator';
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
import { localKeys } from '../src/engines/local-payment-server.ts';
import { createStripeProvider } from '../src/engines/stripe.ts';
import { createPaymentMetrics } from '../src/operations/payment-metrics.ts';
import { createPaymentService, paymentMigrations } from '../src/service.ts';
import { createPostgresPaymentStore } from '../src/storage/postgres-payment-store.ts';
import { amount, type FakeBookings, startFakeBookings } from './fake-bookings.ts';
import { type Faults, withFaults } from './faulty-provider.ts';

export type Begun = ReplyOf<typeof createPaymentIntent>;

/** The payment service with the local payment server, PostgreSQL and a booking service that is made up. */
export interface PaymentUnderTest {
  readonly service: Service;
  readonly baseUrl: string;
  readonly database: SqlDatabase;
  readonly eventBus: EventBus;
  readonly bookings: FakeBookings;
  readonly published: BusMessage[];
  readonly faults: Faults;
  /** Keys of the requests that reached the provider, `capture pay_...-capture`. */
  readonly keys: string[];
  readonly clock: FixedClock;
  readonly stripe: Stripe;
  readonly simulatorUrl: string;
  readonly customerId: string;
  readonly customer: ApiClient;
  newBooking(changes?: Parameters<FakeBookings['add']>[1]): string;
  begin(
    bookingId: string,
    options?: { key?: string; method?: PaymentMethod },
  ): Promise<ApiReply<Begun>>;
  /** As the browser does: the card goes to the payment server, not to us. */
  pay(begun: Begun, cardNumber?: string): Promise<Stripe.PaymentIntent>;
  /** As at a bank; answers the status of the bank's page. */
  transfer(begun: Begun, amountMinor?: number): Promise<number>;
  stateOf(begun: Begun): Promise<string>;
  reaches(begun: Begun, state: string): Promise<void>;
  /** Between tests: nothing is wrong any more, and nothing was asked. */
  heal(): void;
  sendWebhook(payload: string, signature?: string): Promise<{ status: number; code: string }>;
  tellCancelled(
    bookingId: string,
    paymentId: string,
    cancellation: { id: string; messageId?: string; refundMinor?: number; currency?: string },
  ): Promise<void>;
  refundsOf(begun: Begun): Promise<number[]>;
  close(): Promise<void>;
}

export const intentOf = (begun: Begun): string => begun.clientSecret.split('_secret')[0] ?? '';
export const codeOf = (reply: { body: unknown }): string =>
  String((reply.body as { type?: string }).type).replace('urn:ticketing:error:', '');

export async function startPayment(): Promise<PaymentUnderTest> {
  const clock = fixedClock(new Date());
  const bookings = await startFakeBookings(clock);
  const testDatabase = await createTestDatabase();
  const databases: SqlDatabase[] = [];
  const open = async (schema: string, folder: URL) => {
    await migrate({ url: testDatabase.url, schema, folder });
    const database = openSqlDatabase({ url: testDatabase.url, schema, applicationName: schema });
    databases.push(database);
    return database;
  };
  const eventBus = await openPostgresEventBus({
    database: await open(eventBusSchema, eventBusMigrations),
  });
  const published: BusMessage[] = [];
  await eventBus.subscribe({
    topic: 'payment-events',
    group: 'test',
    onMessage: async (message) => void published.push(message),
  });
  const faults: Faults = {
    webhooksLost: false,
    providerDown: false,
    beforeCall: undefined,
    afterCall: undefined,
  };
  async function inject(payload: string, signature: string) {
    const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
    return service.app.inject({ method: 'POST', url: '/payments/webhook', headers, payload });
  }
  const simulator = await createStripeSimulator({
    ...localKeys,
    database: await open('stripe_simulator', stripeSimulatorMigrations),
    clock,
    webhookUrl: null,
    webhookHandler: async (payload, signature) =>
      faults.webhooksLost ? 500 : (await inject(payload, signature)).statusCode,
    publicUrl: null,
    allowedOrigins: [],
    listen: { host: '127.0.0.1', port: 0 },
    log: quietLogger(),
  });
  await simulator.start();
  const { port } = simulator.app.server.address() as AddressInfo;
  const simulatorUrl = `http://127.0.0.1:${port}`;
  const stripe = new Stripe(localKeys.secretKey, { host: '127.0.0.1', port, protocol: 'http' });
  const keys: string[] = [];
  const database = await open('payment', paymentMigrations);
  const service = createPaymentService(
    {
      store: createPostgresPaymentStore(database),
      provider: withFaults(createStripeProvider({ ...localKeys, apiBaseUrl: simulatorUrl }), {
        faults,
        keys,
      }),
      publicConfig: {
        provider: 'local',
        publishableKey: localKeys.publishableKey,
        methods: ['card', 'virtual_account'],
        apiBaseUrl: simulatorUrl,
      },
      bookings: httpServiceCaller({
        baseUrl: bookings.url,
        serviceToken: testSecrets.SERVICE_TOKEN,
      }),
      eventBus,
      tokens: testTokens(clock),
      metrics: createPaymentMetrics(),
      newId,
      // The poller looks ten times a second, whatever the fixed clock says.
      clock: { now: clock.now, sleep: () => new Promise((resolve) => setTimeout(resolve, 100)) },
      logger: quietLogger(),
    },
    {
      startRelay: (to) =>
        startOutboxRelay({ database, eventBus: to, topic: 'payment-events', log: quietLogger() }),
    },
  );
  await service.start();
  const baseUrl = await listenOnFreePort(service.app);
  const customerId = newId('account');
  const expiresInSeconds = 9_000_000;
  const customer = apiClient(
    baseUrl,
    await accessTokenFor({ accountId: customerId, role: 'customer', clock, expiresInSeconds }),
  );
  const under: PaymentUnderTest = {
    service,
    baseUrl,
    database,
    eventBus,
    bookings,
    published,
    faults,
    keys,
    clock,
    stripe,
    simulatorUrl,
    customerId,
    customer,
    newBooking: (changes) => bookings.add(customerId, changes),
    begin: (bookingId, { key = newId('message'), method } = {}) =>
      customer.post<Begun>(
        '/payments/intents',
        { bookingId, ...(method !== undefined && { method }) },
        { idempotencyKey: key },
      ),
    pay: (begun, cardNumber) => payByCard(simulatorUrl, begun, cardNumber),
    async transfer(begun, amountMinor = amount) {
      const account = begun.payment.deposit?.accountNumber ?? '';
      const body = new URLSearchParams({ account_number: account, amount: String(amountMinor) });
      return (await fetch(`${simulatorUrl}/bank`, { method: 'POST', body })).status;
    },
    stateOf: async (begun) =>
      (await customer.get<Payment>(`/payments/${begun.payment.id}`)).body.state,
    async reaches(begun, state) {
      await waitUntil(async () => (await under.stateOf(begun)) === state, { withinMs: 10_000 });
    },
    heal() {
      const healed: Faults = {
        webhooksLost: false,
        providerDown: false,
        beforeCall: undefined,
        afterCall: undefined,
      };
      Object.assign(faults, healed);
      bookings.refuse = {};
      bookings.asked.length = 0;
      keys.length = 0;
    },
    async sendWebhook(payload, signature) {
      const { webhookSecret: secret } = localKeys;
      const signed = signature ?? stripe.webhooks.generateTestHeaderString({ payload, secret });
      const reply = await inject(payload, signed);
      return { status: reply.statusCode, code: codeOf({ body: reply.json() }) };
    },
    tellCancelled: (bookingId, paymentId, cancellation) =>
      tellCancelled(eventBus, { bookingId, paymentId, customerId }, cancellation),
    async refundsOf(begun) {
      const { data } = await stripe.refunds.list({ payment_intent: intentOf(begun), limit: 100 });
      return data.map((refund) => refund.amount);
    },
    async close() {
      await service.close();
      await simulator.close();
      await eventBus.close();
      for (const opened of databases) await opened.close();
      await testDatabase.close();
      await bookings.close();
    },
  };
  return under;
}

async function payByCard(
  simulatorUrl: string,
  begun: Begun,
  cardNumber = '4242424242424242',
): Promise<Stripe.PaymentIntent> {
  const response = await fetch(`${simulatorUrl}/v1/payment_intents/${intentOf(begun)}/confirm`, {
    method: 'POST',
    body: new URLSearchParams({
      key: begun.config.publishableKey,
      client_secret: begun.clientSecret,
      'payment_method_data[type]': 'card',
      'payment_method_data[card][number]': cardNumber,
      'payment_method_data[card][exp_month]': '12',
      'payment_method_data[card][exp_year]': '2031',
      'payment_method_data[card][cvc]': '123',
      return_url: 'http://localhost:3000/checkout',
    }),
  });
  return (await response.json()) as Stripe.PaymentIntent;
}

async function tellCancelled(
  eventBus: EventBus,
  booking: { bookingId: string; paymentId: string; customerId: string },
  cancellation: { id: string; messageId?: string; refundMinor?: number; currency?: string },
): Promise<void> {
  const { bookingId, paymentId } = booking;
  const { refundMinor = 93_000, currency = 'KRW' } = cancellation;
  const data = {
    booking: { ...bookingOf(booking), currency, paymentId },
    cancellationId: cancellation.id,
    ticketIds: [newId('ticket')],
    feeMinor: 6000,
    refundMinor,
    reason: 'customer',
  };
  const { type } = bookingCancelled;
  const id = cancellation.messageId ?? newId('message');
  const time = new Date().toISOString();
  await eventBus.publish('booking-events', [{ id, key: bookingId, type, time, data }]);
}

/** As booking tells of it on the bus. */
export function bookingOf({ bookingId, customerId }: { bookingId: string; customerId: string }) {
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
