import { type LocalEngine, startEngine } from '@ticketing/local-engines';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStripeProvider } from '../src/engines/stripe.ts';
import { provesPaymentProvider, webhookSecret } from './payment-provider-contract.ts';

const secretKey = 'sk_test_contract';
let engine: LocalEngine;
beforeAll(async () => {
  engine = await startEngine('stripe-mock');
}, 600_000);
afterAll(async () => {
  await engine?.stop();
});
const url = () => engine.variables.STRIPE_MOCK_URL ?? '';

provesPaymentProvider(
  'stripe-mock, which checks requests against Stripe’s own OpenAPI description',
  async () => ({
    provider: createStripeProvider({ secretKey, webhookSecret, apiBaseUrl: url() }),
    // It keeps nothing: there is no intent to give a card to.
    pay: async () => undefined,
    transfer: async () => false,
    close: async () => undefined,
  }),
  [
    {
      reason: 'stripe-mock keeps nothing: it answers each request with the same example',
      promises: [
        'a payment has one intent, however often it is asked for',
        'an authorised intent is captured once and for all of its amount',
        'a cancelled intent takes no money any more',
        'a refused card is named by its code, and a good one may follow',
        'a refund is one refund under its key, and never more than was taken',
        'a refund that failed later is listed from when it failed',
        'a charged card is named by its brand and its last digits',
      ],
    },
    {
      reason: 'Stripe has no accounts in Korea, so that its description knows none',
      promises: ['an account takes exactly its amount, once, and its money is ours at once'],
    },
  ],
);

const post = (path: string, fields: Record<string, string>) =>
  fetch(`${url()}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secretKey}` },
    body: new URLSearchParams(fields),
  });

test.each([
  ['a parameter that Stripe does not know', '/v1/payment_intents', { capture_methode: 'manual' }],
  ['a value that Stripe does not know', '/v1/payment_intents', { capture_method: 'later' }],
  ['an unknown path', '/v1/payment_intents/pi_1/captures', {}],
])('the check finds %s', async (_, path, fields) => {
  const common = { amount: '99000', currency: 'krw' };
  expect((await post('/v1/payment_intents', common)).status).toBe(200);
  expect((await post(path, { ...common, ...fields })).status).toBeGreaterThanOrEqual(400);
});
