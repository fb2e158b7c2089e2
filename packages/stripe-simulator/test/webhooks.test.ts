import Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { StripeSimulatorOptions } from '../src/index.ts';
import {
  openSchema,
  type Receiver,
  type RunningSimulator,
  startReceiver,
  startSimulator,
  until,
  webhookSecret,
} from './start-simulator.ts';

let schema: Awaited<ReturnType<typeof openSchema>>;
let receiver: Receiver;
const started: RunningSimulator[] = [];

beforeAll(async () => {
  schema = await openSchema();
});
afterAll(() => schema?.close());
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  for (const { simulator } of started.splice(0)) await simulator.close();
  await receiver.close();
  await schema.database.query('delete from webhook_deliveries');
});

async function start(options: Partial<StripeSimulatorOptions> = {}): Promise<RunningSimulator> {
  const running = await startSimulator(schema.database, {
    webhookUrl: receiver.url,
    webhookRetryMillisecondsFirst: 20,
    ...options,
  });
  started.push(running);
  return running;
}

async function sell({ stripe }: RunningSimulator): Promise<string> {
  const { id } = await stripe.paymentIntents.create({
    amount: 99_000,
    currency: 'krw',
    capture_method: 'manual',
    allowed_payment_method_types: ['card'],
  });
  await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
  await stripe.paymentIntents.capture(id);
  return id;
}

const saleTypes = [
  'payment_intent.created',
  'charge.succeeded',
  'payment_intent.amount_capturable_updated',
  'charge.captured',
  'payment_intent.succeeded',
];

async function pending(): Promise<number> {
  const rows = await schema.database.query('select 1 from webhook_deliveries');
  return rows.length;
}

test('a sale and its refund are told in order, signed, as they were when they happened', async () => {
  const running = await start();
  const id = await sell(running);
  const refund = await running.stripe.refunds.create(
    { payment_intent: id },
    { idempotencyKey: 'refund-1' },
  );
  await until(() => receiver.events.length === 8);
  expect(receiver.types()).toEqual([
    ...saleTypes,
    'refund.created',
    'charge.refunded',
    'refund.updated',
  ]);
  const [created, , authorised, captured, , refunded] = receiver.events;
  expect(created?.data.object).toMatchObject({ id, status: 'requires_payment_method' });
  expect(authorised?.data.object).toMatchObject({ id, status: 'requires_capture' });
  expect(captured?.data.object).toMatchObject({ object: 'charge', captured: true });
  expect(refunded).toMatchObject({
    object: 'event',
    api_version: '2026-10-28.endive',
    data: { object: { id: refund.id, object: 'refund' } },
    request: { id: refund.lastResponse.requestId, idempotency_key: 'refund-1' },
  });

  const [newest] = (await running.stripe.events.list({ type: 'refund.created' })).data;
  expect(newest).toEqual({ ...refunded, pending_webhooks: newest?.pending_webhooks });
  expect((await running.stripe.events.retrieve(String(created?.id))).data).toEqual(created?.data);
});

test('declines, 3-D Secure and cancellation are told', async () => {
  const { stripe } = await start();
  const { id } = await stripe.paymentIntents.create({
    amount: 99_000,
    currency: 'krw',
    capture_method: 'manual',
    allowed_payment_method_types: ['card'],
  });
  const confirm = (method: string) =>
    stripe.paymentIntents.confirm(id, { payment_method: method }).catch(() => undefined);
  await confirm('pm_card_chargeDeclined');
  await confirm('pm_card_authenticationRequired');
  await confirm('pm_card_visa');
  await stripe.paymentIntents.cancel(id);
  await until(() => receiver.types().includes('payment_intent.canceled'));
  expect(receiver.types()).toEqual([
    'payment_intent.created',
    'charge.failed',
    'payment_intent.payment_failed',
    'payment_intent.requires_action',
    'charge.succeeded',
    'payment_intent.amount_capturable_updated',
    'charge.refunded',
    'payment_intent.canceled',
  ]);
});

test('a refused webhook comes again, later and later, until it is accepted', async () => {
  receiver.status = 503;
  const running = await start({ webhookEvents: ['payment_intent.succeeded'] });
  await sell(running);
  await until(() => receiver.events.length >= 4);
  receiver.status = 200;
  const { arrivals } = receiver;
  const gaps = arrivals.slice(1).map((time, place) => time - Number(arrivals[place]));
  // At least 20 and 80 ms, but for what a timer may be early.
  expect(Number(gaps[0])).toBeGreaterThanOrEqual(10);
  expect(Number(gaps[2])).toBeGreaterThanOrEqual(60);
  await until(() => receiver.events.length >= 5);
  expect(new Set(receiver.events.map(({ id }) => id)).size).toBe(1);
  const [event] = receiver.events;
  const isTold = async () =>
    (await running.stripe.events.retrieve(String(event?.id))).pending_webhooks === 0;
  await expect.poll(isTold, { timeout: 15_000 }).toBe(true);
});

test('what was not delivered before a stop is delivered after the next start', async () => {
  const away = await start({ faults: { dropWebhooks: () => true } });
  await sell(away);
  await away.simulator.close();
  expect(receiver.events).toEqual([]);
  expect(await pending()).toBe(5);
  await start();
  await until(() => receiver.events.length === 5);
  expect(receiver.types().toSorted()).toEqual(saleTypes.toSorted());
});

test('only the events that were asked for are told, and the others are kept to read', async () => {
  const running = await start({ webhookEvents: ['payment_intent.succeeded'] });
  const id = await sell(running);
  await until(() => receiver.events.length === 1);
  expect(receiver.types()).toEqual(['payment_intent.succeeded']);
  const { data } = await running.stripe.events.list({ limit: 5 });
  expect(data.map(({ type }) => type)).toEqual(saleTypes.toReversed());
  expect(data.map((event) => 'id' in event.data.object && event.data.object.id)).toContain(id);
});

test('a receiver in the same process gets the same signed events, and again when it throws', async () => {
  const checker = new Stripe('sk_test_checker');
  const types: string[] = [];
  let failures = 1;
  const running = await start({
    webhookUrl: null,
    webhookEvents: ['payment_intent.succeeded'],
    webhookHandler: async (body, signature) => {
      failures -= 1;
      if (failures >= 0) throw new Error('Not now.');
      types.push(checker.webhooks.constructEvent(body, signature, webhookSecret).type);
      return 200;
    },
  });
  await sell(running);
  await until(() => types.length === 1);
  expect(types).toEqual(['payment_intent.succeeded']);
  expect(receiver.events).toEqual([]);
});

test('of many sales at once each is told whole and in its order', async () => {
  const running = await start();
  await Promise.all(Array.from({ length: 40 }, () => sell(running)));
  await until(() => receiver.events.length >= 200);
  expect(new Set(receiver.events.map(({ id }) => id)).size).toBe(200);
  const byPayment = Map.groupBy(receiver.events, (event) => {
    const { object } = event.data as { object: { id: string; payment_intent?: string } };
    return object.payment_intent ?? object.id;
  });
  for (const events of byPayment.values()) {
    expect(events.map(({ type }) => type)).toEqual(saleTypes);
  }
});
