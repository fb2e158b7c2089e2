import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  cardFields,
  openSchema,
  post,
  publishableKey,
  type RunningSimulator,
  shop,
  startSimulator,
} from './start-simulator.ts';

let schema: Awaited<ReturnType<typeof openSchema>>;
let running: RunningSimulator;
let stripe: Stripe;

beforeAll(async () => {
  schema = await openSchema();
  running = await startSimulator(schema.database);
  stripe = running.stripe;
});
afterAll(async () => {
  await running?.simulator.close();
  await schema?.close();
});

const create = () =>
  stripe.paymentIntents.create({
    amount: 99_000,
    currency: 'krw',
    capture_method: 'manual',
    allowed_payment_method_types: ['card'],
    metadata: { booking_id: 'bkg_1' },
  });

function confirm(intent: Stripe.PaymentIntent, fields: Record<string, string>) {
  return post(`${running.url}/v1/payment_intents/${intent.id}/confirm`, {
    client_secret: String(intent.client_secret),
    ...fields,
  });
}

test('a browser pays with its card and sees only what concerns it', async () => {
  const intent = await create();
  const paid = await confirm(intent, cardFields('4242 4242 4242 4242'));
  expect(paid.status).toBe(200);
  expect(paid.body).toMatchObject({ id: intent.id, status: 'requires_capture' });
  expect(paid.body).not.toHaveProperty('metadata');
  expect(paid.body).not.toHaveProperty('latest_charge');

  const query = new URLSearchParams({
    key: publishableKey,
    client_secret: String(intent.client_secret),
  });
  const read = await fetch(`${running.url}/v1/payment_intents/${intent.id}?${query}`);
  expect(await read.json()).toMatchObject({ id: intent.id, status: 'requires_capture' });
});

test('a browser without the client secret of the payment learns and changes nothing', async () => {
  const intent = await create();
  const other = await create();
  const url = `${running.url}/v1/payment_intents/${intent.id}`;
  const wrong = await confirm(intent, {
    ...cardFields('4242424242424242'),
    client_secret: String(other.client_secret),
  });
  expect([wrong.status, wrong.body.error?.param]).toEqual([400, 'client_secret']);
  const none = await post(`${url}/confirm`, cardFields('4242424242424242'));
  expect([none.status, none.body.error?.code]).toEqual([400, 'parameter_missing']);
  expect((await fetch(`${url}?key=${publishableKey}`)).status).toBe(400);
  expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('requires_payment_method');
});

const declines = [
  ['4000000000000002', 'card_declined', 'generic_decline'],
  ['4000000000009995', 'card_declined', 'insufficient_funds'],
  ['4000000000009987', 'card_declined', 'lost_card'],
  ['4000000000000069', 'expired_card', 'expired_card'],
  ['4000000000000127', 'incorrect_cvc', 'incorrect_cvc'],
  ['4000000000000119', 'processing_error', 'processing_error'],
] as const;

test.each(declines)('card %s is declined with %s, %s, and another card pays', async (...row) => {
  const [number, code, declineCode] = row;
  const intent = await create();
  const declined = await confirm(intent, cardFields(number));
  expect(declined.status).toBe(402);
  expect(declined.body.error).toMatchObject({
    type: 'card_error',
    code,
    decline_code: declineCode,
    payment_intent: { id: intent.id, status: 'requires_payment_method' },
  });
  const after = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
  expect(after).toMatchObject({
    status: 'requires_payment_method',
    payment_method: null,
    last_payment_error: { code, decline_code: declineCode, payment_method: { type: 'card' } },
    latest_charge: { status: 'failed', paid: false, failure_code: code },
  });
  const paid = await confirm(intent, cardFields('5555555555554444'));
  expect(paid.body).toMatchObject({ status: 'requires_capture', last_payment_error: null });
});

const invalid = [
  [cardFields('4242424242424241'), 'incorrect_number', 'number'],
  [cardFields('not a number'), 'invalid_number', 'number'],
  [cardFields('4242424242424242', { expMonth: '13' }), 'invalid_expiry_month', 'exp_month'],
  [cardFields('4242424242424242', { expYear: '2020' }), 'invalid_expiry_year', 'exp_year'],
  [cardFields('4242424242424242', { cvc: '12' }), 'invalid_cvc', 'cvc'],
  [cardFields('378282246310005', { cvc: '123' }), 'invalid_cvc', 'cvc'],
] as const;

test.each(invalid)('a card that cannot be is refused before it is tried: %o', async (...row) => {
  const [fields, code, name] = row;
  const intent = await create();
  const refused = await confirm(intent, fields);
  expect(refused.status).toBe(402);
  expect(refused.body.error).toMatchObject({
    type: 'card_error',
    code,
    param: `payment_method_data[card][${name}]`,
  });
  expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
    last_payment_error: null,
    latest_charge: null,
  });
});

test('a PaymentMethod made in the browser is confirmed by the server', async () => {
  const made = await post(`${running.url}/v1/payment_methods`, {
    type: 'card',
    'card[number]': '4242424242424242',
    'card[exp_month]': '12',
    'card[exp_year]': '40',
    'card[cvc]': '123',
    'billing_details[name]': '김민아',
  });
  expect(made.status).toBe(200);
  const intent = await create();
  const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: made.body.id });
  expect(paid.status).toBe('requires_capture');
});

test('only pages of the allowed origins may read the answers', async () => {
  const intent = await create();
  const url = `${running.url}/v1/payment_intents/${intent.id}/confirm`;
  const ask = (origin: string) => fetch(url, { method: 'OPTIONS', headers: { origin } });
  const preflight = await ask(shop);
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe(shop);
  expect(preflight.headers.get('access-control-allow-headers')).toContain('Authorization');
  const stranger = await ask('https://evil.example');
  expect(stranger.headers.get('access-control-allow-origin')).toBeNull();

  const declined = await confirm(intent, cardFields('4000000000000002'));
  expect(declined.headers.get('access-control-allow-origin')).toBe(shop);
  const headers = { origin: shop };
  const secret = await fetch(`${running.url}/v1/balance`, { headers });
  expect(secret.headers.get('access-control-allow-origin')).toBeNull();
});

test('no card number or security code is stored or logged, not even as part of a hash', async () => {
  const number = '4012888888881881';
  const intent = await create();
  const fields = cardFields(number, { cvc: '907' });
  await confirm(intent, { ...fields, 'payment_method_data[card][exp_month]': '13' });
  const paid = await post(
    `${running.url}/v1/payment_intents/${intent.id}/confirm`,
    { client_secret: String(intent.client_secret), ...fields },
    { 'idempotency-key': 'card-data' },
  );
  expect(paid.status).toBe(200);
  // Another number with the same last digits counts as the same request, so it was not hashed.
  const again = await post(
    `${running.url}/v1/payment_intents/${intent.id}/confirm`,
    { client_secret: String(intent.client_secret), ...cardFields('4012888800001881') },
    { 'idempotency-key': 'card-data' },
  );
  expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
  const stored = await schema.database.query<{ text: string }>(
    `select to_json(r)::text as text from payment_revisions r
     union all select to_json(r)::text from payment_methods r
     union all select to_json(r)::text from events r
     union all select to_json(r)::text from idempotency_keys r`,
  );
  const everything = stored.map(({ text }) => text).join('\n') + running.logged.join('\n');
  expect(everything).toContain('1881');
  expect(everything).not.toContain(number);
  expect(everything).not.toMatch(/cvc\W{1,8}907/);
});
