import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  failureOf,
  openSchema,
  openSdk,
  publishableKey,
  type RunningSimulator,
  startSimulator,
} from './start-simulator.ts';

let schema: Awaited<ReturnType<typeof openSchema>>;
let running: RunningSimulator;
let stripe: Stripe;
let port: number;

beforeAll(async () => {
  schema = await openSchema();
  running = await startSimulator(schema.database);
  stripe = running.stripe;
  port = Number(new URL(running.url).port);
});
afterAll(async () => {
  await running?.simulator.close();
  await schema?.close();
});

const sale = {
  amount: 99_000,
  currency: 'krw',
  capture_method: 'manual',
  allowed_payment_method_types: ['card'],
} satisfies Stripe.PaymentIntentCreateParams;

async function authorise(): Promise<Stripe.PaymentIntent> {
  return stripe.paymentIntents.create({ ...sale, confirm: true, payment_method: 'pm_card_visa' });
}

test('a sale is authorised, captured once and refunded in parts', async () => {
  const created = await stripe.paymentIntents.create({
    ...sale,
    metadata: { booking_id: 'bkg_1' },
    receipt_email: 'mina@example.com',
  });
  expect(created).toMatchObject({
    object: 'payment_intent',
    status: 'requires_payment_method',
    amount: 99_000,
    currency: 'krw',
    metadata: { booking_id: 'bkg_1' },
    latest_charge: null,
  });
  expect(created.lastResponse.requestId).toMatch(/^req_/);
  expect(created.lastResponse.apiVersion).toBe('2026-10-28.endive');

  const authorised = await stripe.paymentIntents.confirm(created.id, {
    payment_method: 'pm_card_visa',
    expand: ['latest_charge'],
  });
  expect(authorised).toMatchObject({
    status: 'requires_capture',
    amount_capturable: 99_000,
    amount_received: 0,
    latest_charge: { object: 'charge', captured: false, payment_intent: created.id },
  });

  const captured = await stripe.paymentIntents.capture(created.id, { amount_to_capture: 90_000 });
  expect(captured).toMatchObject({
    status: 'succeeded',
    amount_capturable: 0,
    amount_received: 90_000,
  });

  const first = await stripe.refunds.create({ payment_intent: created.id, amount: 30_000 });
  expect(first).toMatchObject({ object: 'refund', amount: 30_000, status: 'succeeded' });
  const tooMuch = await failureOf(
    stripe.refunds.create({ payment_intent: created.id, amount: 60_001 }),
  );
  expect(tooMuch).toMatchObject({ type: 'StripeInvalidRequestError', param: 'amount' });
  const rest = await stripe.refunds.create({ payment_intent: created.id });
  expect(rest.amount).toBe(60_000);

  const chargeId = String(captured.latest_charge);
  const charge = await stripe.charges.retrieve(chargeId, { expand: ['refunds'] });
  expect(charge).toMatchObject({ amount_captured: 90_000, amount_refunded: 90_000 });
  expect(charge.refunded).toBe(true);
  expect(charge.refunds?.data.map(({ id }) => id)).toEqual([rest.id, first.id]);
  expect((await failureOf(stripe.refunds.create({ charge: chargeId }))).code).toBe(
    'charge_already_refunded',
  );
  const shown = await stripe.refunds.retrieve(first.id, { expand: ['payment_intent'] });
  expect(shown).toMatchObject({ amount: 30_000, payment_intent: { id: created.id } });
});

test('automatic capture takes the money at once', async () => {
  const paid = await stripe.paymentIntents.create({
    amount: 1_050,
    currency: 'usd',
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    confirm: true,
    payment_method: 'pm_card_mastercard',
    expand: ['payment_method'],
  });
  expect(paid).toMatchObject({
    status: 'succeeded',
    amount_received: 1_050,
    payment_method: { card: { brand: 'mastercard', last4: '4444' } },
  });
});

test('a canceled payment gives the authorisation back and cannot be captured', async () => {
  const { id } = await authorise();
  const canceled = await stripe.paymentIntents.cancel(id, {
    cancellation_reason: 'abandoned',
    expand: ['latest_charge'],
  });
  expect(canceled).toMatchObject({
    status: 'canceled',
    cancellation_reason: 'abandoned',
    amount_capturable: 0,
    amount_received: 0,
    latest_charge: { captured: false, refunded: true, amount_captured: 0 },
  });
  expect(canceled.canceled_at).toBeGreaterThan(0);
  expect(await failureOf(stripe.paymentIntents.capture(id))).toMatchObject({
    statusCode: 400,
    code: 'payment_intent_unexpected_state',
    payment_intent: { id, status: 'canceled' },
  });
});

test('an update merges metadata, and changes the amount only before it is authorised', async () => {
  const { id } = await stripe.paymentIntents.create({ ...sale, metadata: { a: '1', b: '2' } });
  const updated = await stripe.paymentIntents.update(id, {
    amount: 50_000,
    metadata: { b: '', c: '3' },
    description: 'Two seats',
  });
  expect(updated).toMatchObject({ amount: 50_000, description: 'Two seats' });
  expect(updated.metadata).toEqual({ a: '1', c: '3' });
  const paid = await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
  expect(paid.amount_capturable).toBe(50_000);
  expect(await failureOf(stripe.paymentIntents.update(id, { amount: 1 }))).toMatchObject({
    code: 'payment_intent_unexpected_state',
  });
  expect((await stripe.paymentIntents.update(id, { metadata: { a: '' } })).metadata).toEqual({
    c: '3',
  });
});

test('every move from a wrong state is refused and changes nothing', async () => {
  const fresh = await stripe.paymentIntents.create(sale);
  const held = await authorise();
  const taken = await authorise();
  await stripe.paymentIntents.capture(taken.id);
  const { paymentIntents, refunds } = stripe;
  const wrong: readonly (readonly [string, () => Promise<unknown>])[] = [
    [fresh.id, () => paymentIntents.capture(fresh.id)],
    [fresh.id, () => paymentIntents.confirm(fresh.id)],
    [fresh.id, () => refunds.create({ payment_intent: fresh.id })],
    [held.id, () => paymentIntents.confirm(held.id, { payment_method: 'pm_card_visa' })],
    [held.id, () => refunds.create({ payment_intent: held.id })],
    [taken.id, () => paymentIntents.confirm(taken.id, { payment_method: 'pm_card_visa' })],
    [taken.id, () => paymentIntents.capture(taken.id)],
    [taken.id, () => paymentIntents.cancel(taken.id)],
  ];
  for (const [id, move] of wrong) {
    const before = await paymentIntents.retrieve(id);
    expect(await failureOf(move())).toMatchObject({
      type: 'StripeInvalidRequestError',
      code: 'payment_intent_unexpected_state',
    });
    expect(await paymentIntents.retrieve(id)).toEqual(before);
  }
  expect(
    await failureOf(paymentIntents.capture(held.id, { amount_to_capture: 99_001 })),
  ).toMatchObject({ statusCode: 400, code: 'amount_too_large', param: 'amount_to_capture' });
});

test('malformed requests name the parameter and create nothing', async () => {
  const before = await stripe.paymentIntents.list({ limit: 1 });
  const send = (parameters: object) =>
    failureOf(stripe.rawRequest('POST', '/v1/payment_intents', { ...parameters }));
  const wrong: readonly (readonly [object, string | undefined, string])[] = [
    [{ currency: 'krw' }, 'parameter_missing', 'amount'],
    [{ amount: 0, currency: 'krw' }, 'parameter_invalid_integer', 'amount'],
    [{ amount: 1.5, currency: 'krw' }, 'parameter_invalid_integer', 'amount'],
    [{ amount: 100_000_000, currency: 'krw' }, 'amount_too_large', 'amount'],
    [{ ...sale, currency: 'zzz' }, undefined, 'currency'],
    [{ ...sale, capture_method: 'later' }, undefined, 'capture_method'],
    [{ ...sale, amonut: 1 }, 'parameter_unknown', 'amonut'],
    [
      { amount: 1, currency: 'krw', payment_method_types: ['card'] },
      'payment_method_types_no_longer_supported',
      'payment_method_types',
    ],
    [{ ...sale, receipt_email: 'nobody' }, 'email_invalid', 'receipt_email'],
    [{ ...sale, metadata: { ['k'.repeat(41)]: 'v' } }, undefined, `metadata[${'k'.repeat(40)}]`],
    [{ ...sale, expand: ['customer'] }, undefined, 'expand'],
    [{ ...sale, payment_method: 'pm_1' }, 'resource_missing', 'payment_method'],
    [{ ...sale, confirm: true, return_url: 'javascript:alert(1)' }, 'url_invalid', 'return_url'],
    // Confirming fails, so the payment is not created either.
    [
      { amount: 1, currency: 'krw', confirm: true, payment_method: 'pm_card_visa' },
      undefined,
      'return_url',
    ],
  ];
  for (const [parameters, code, param] of wrong) {
    const failure = await send(parameters);
    expect([failure.type, failure.code, failure.param]).toEqual([
      'StripeInvalidRequestError',
      code,
      param,
    ]);
  }
  const after = await stripe.paymentIntents.list({ limit: 1 });
  expect(after.data).toEqual(before.data);
});

test('keys are checked, and a publishable key reaches only what is for browsers', async () => {
  const stranger = openSdk(port, 'sk_test_stranger_0123456789');
  const refused = await failureOf(stranger.paymentIntents.create(sale));
  expect(refused).toMatchObject({ type: 'StripeAuthenticationError', statusCode: 401 });
  expect(refused.message).not.toContain('stranger_0123456789');
  const browser = openSdk(port, publishableKey);
  expect(await failureOf(browser.paymentIntents.create(sale))).toMatchObject({
    type: 'StripePermissionError',
    code: 'secret_key_required',
  });
  const basic = Buffer.from(`${publishableKey}:`).toString('base64');
  const headers = { authorization: `Basic ${basic}` };
  expect((await fetch(`${running.url}/v1/balance`, { headers })).status).toBe(403);
  expect((await fetch(`${running.url}/v1/balance`)).status).toBe(401);
  expect((await stripe.balance.retrieve()).object).toBe('balance');
  expect(await failureOf(stripe.customers.create())).toMatchObject({ statusCode: 404 });
});

test('a server that sends a card number is told not to', async () => {
  const card = { number: '4242424242424242', exp_month: 12, exp_year: 2040, cvc: '123' };
  const failure = await failureOf(stripe.paymentMethods.create({ type: 'card', card }));
  expect(failure).toMatchObject({ statusCode: 402, param: 'card[number]' });
  const fromToken = await stripe.paymentMethods.create({
    type: 'card',
    card: { token: 'tok_visa' },
    billing_details: { name: '김민아', address: { country: 'KR' } },
  });
  const saved = await stripe.paymentMethods.retrieve(fromToken.id);
  expect(saved).toMatchObject({
    type: 'card',
    card: { brand: 'visa', last4: '4242' },
    billing_details: { name: '김민아', address: { country: 'KR', city: null } },
  });
  const paid = await stripe.paymentIntents.create({
    ...sale,
    confirm: true,
    payment_method: saved.id,
  });
  expect(paid).toMatchObject({ status: 'requires_capture', payment_method: saved.id });
});

test('lists page through everything once, newest first, both ways', async () => {
  const made: string[] = [];
  for (let count = 0; count < 5; count += 1) {
    made.unshift((await stripe.paymentIntents.create({ ...sale, amount: 100 + count })).id);
  }
  const seen: string[] = [];
  for await (const { id } of stripe.paymentIntents.list({ limit: 2 })) {
    seen.push(id);
    if (seen.length === 5) break;
  }
  expect(seen).toEqual(made);
  const [newest, second, third] = made as [string, string, string];
  const page = await stripe.paymentIntents.list({ limit: 2, starting_after: newest });
  expect(page).toMatchObject({ has_more: true, data: [{ id: second }, { id: third }] });
  const back = await stripe.paymentIntents.list({ limit: 2, ending_before: third });
  expect(back).toMatchObject({ has_more: false, data: [{ id: newest }, { id: second }] });

  const { created } = await stripe.paymentIntents.retrieve(newest);
  const now = await stripe.paymentIntents.list({ created: { gte: created } });
  expect(now.data.map(({ id }) => id)).toContain(newest);
  const later = await stripe.paymentIntents.list({ created: { gt: created } });
  expect(later.data).toEqual([]);
  expect(await failureOf(stripe.paymentIntents.list({ limit: 101 }))).toMatchObject({
    param: 'limit',
  });
});

test('refunds list over all payments, newest first', async () => {
  const made: string[] = [];
  for (let count = 0; count < 3; count += 1) {
    const { id } = await authorise();
    await stripe.paymentIntents.capture(id);
    made.unshift((await stripe.refunds.create({ payment_intent: id, amount: 1 + count })).id);
  }
  const first = await stripe.refunds.list({ limit: 2 });
  expect(first.data.map(({ id }) => id)).toEqual(made.slice(0, 2));
  expect(first.has_more).toBe(true);
  const next = await stripe.refunds.list({ limit: 1, starting_after: String(made[1]) });
  expect(next.data.map(({ id }) => id)).toEqual([made[2]]);
});

test('what is not there is 404, by its kind', async () => {
  const { paymentIntents, charges, refunds, events } = stripe;
  const missing = [
    () => paymentIntents.retrieve('pi_nothing'),
    () => paymentIntents.capture('pi_300000000000000000000000'),
    () => charges.retrieve('ch_300000000000000000000000'),
    () => refunds.retrieve('re_nothing'),
    () => refunds.create({ charge: 'ch_300000000000000000000000' }),
    () => events.retrieve('evt_nothing'),
  ];
  for (const call of missing) {
    expect(await failureOf(call())).toMatchObject({ statusCode: 404, code: 'resource_missing' });
  }
});
