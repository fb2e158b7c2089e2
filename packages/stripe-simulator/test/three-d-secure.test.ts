import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  cardFields,
  openSchema,
  post,
  type RunningSimulator,
  startSimulator,
} from './start-simulator.ts';

let schema: Awaited<ReturnType<typeof openSchema>>;
let running: RunningSimulator;
let stripe: Stripe;
const returnUrl = 'http://localhost:3000/checkout/bkg_1?step=done';

beforeAll(async () => {
  schema = await openSchema();
  running = await startSimulator(schema.database);
  stripe = running.stripe;
});
afterAll(async () => {
  await running?.simulator.close();
  await schema?.close();
});

/** A payment that waits for 3-D Secure, and the page's address. */
async function begin(number = '4000002500003155', capture: 'manual' | 'automatic' = 'manual') {
  const intent = await stripe.paymentIntents.create({
    amount: 99_000,
    currency: 'krw',
    capture_method: capture,
  });
  const { body } = await post(`${running.url}/v1/payment_intents/${intent.id}/confirm`, {
    client_secret: String(intent.client_secret),
    return_url: returnUrl,
    ...cardFields(number),
  });
  expect(body).toMatchObject({
    status: 'requires_action',
    next_action: { type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl } },
  });
  const page = new URL(String(body.next_action?.redirect_to_url?.url));
  return { intent, page: `${running.url}${page.pathname}${page.search}` };
}

async function answer(page: string, outcome: 'complete' | 'fail'): Promise<URL | null> {
  const body = new URLSearchParams({ outcome });
  const response = await fetch(page, { method: 'POST', body, redirect: 'manual' });
  const location = response.headers.get('location');
  return location === null ? null : new URL(location);
}

test('the page asks in Korean and English, and leaks its address to nobody', async () => {
  const { page } = await begin();
  const response = await fetch(page);
  const html = await response.text();
  expect(html).toContain('인증 완료');
  expect(html).toContain('Complete authentication');
  expect(html).toContain('Fail authentication');
  expect(html).toContain('₩99,000');
  expect(html).toContain('•••• 3155');
  expect(response.headers.get('referrer-policy')).toBe('no-referrer');
  expect(response.headers.get('content-security-policy')).toContain(
    "form-action 'self' http://localhost:3000;",
  );
});

test('completing authorises and goes back to the shop with the result', async () => {
  const { intent, page } = await begin();
  const back = await answer(page, 'complete');
  expect(back?.href.startsWith('http://localhost:3000/checkout/bkg_1?step=done&')).toBe(true);
  expect(Object.fromEntries(back?.searchParams ?? [])).toEqual({
    step: 'done',
    payment_intent: intent.id,
    payment_intent_client_secret: intent.client_secret,
    redirect_status: 'succeeded',
  });
  const after = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
  expect(after).toMatchObject({
    status: 'requires_capture',
    next_action: null,
    latest_charge: {
      payment_method_details: { card: { three_d_secure: { result: 'authenticated' } } },
    },
  });
});

test('failing leaves the payment open for another card', async () => {
  const { intent, page } = await begin();
  const back = await answer(page, 'fail');
  expect(back?.searchParams.get('redirect_status')).toBe('failed');
  expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
    status: 'requires_payment_method',
    last_payment_error: { code: 'payment_intent_authentication_failure' },
  });
});

test('a card may be declined after its owner was authenticated', async () => {
  const { intent, page } = await begin('4000008260003178', 'automatic');
  const back = await answer(page, 'complete');
  expect(back?.searchParams.get('redirect_status')).toBe('failed');
  expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
    status: 'requires_payment_method',
    last_payment_error: { decline_code: 'insufficient_funds' },
  });
});

test('an answer that is late, repeated, or to an older attempt changes nothing', async () => {
  const { intent, page } = await begin();
  await answer(page, 'complete');
  const repeated = await answer(page, 'fail');
  expect(repeated?.searchParams.get('redirect_status')).toBe('succeeded');
  expect((await fetch(page, { redirect: 'manual' })).headers.get('location')).toBe(repeated?.href);
  expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('requires_capture');

  const second = await begin();
  const { body } = await post(`${running.url}/v1/payment_intents/${second.intent.id}/confirm`, {
    client_secret: String(second.intent.client_secret),
    return_url: returnUrl,
    ...cardFields('4000002760003184'),
  });
  expect(body.status).toBe('requires_action');
  expect(await answer(second.page, 'complete')).toBeNull();
  expect((await stripe.paymentIntents.retrieve(second.intent.id)).status).toBe('requires_action');

  const third = await begin();
  await stripe.paymentIntents.cancel(third.intent.id);
  expect(await answer(third.page, 'complete')).toBeNull();
  expect((await stripe.paymentIntents.retrieve(third.intent.id)).status).toBe('canceled');
});

test('an address with a wrong secret opens nothing', async () => {
  const { intent, page } = await begin();
  const forged = page.replace(/client_secret=[^&]+/, 'client_secret=guess');
  expect((await fetch(forged)).status).toBe(400);
  expect((await fetch(forged, { method: 'POST', body: 'outcome=complete' })).status).not.toBe(303);
  expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('requires_action');
});
