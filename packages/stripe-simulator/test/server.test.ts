import Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { failureOf, openSchema, publishableKey, startSimulator } from './start-simulator.ts';

let schema: Awaited<ReturnType<typeof openSchema>>;

beforeAll(async () => {
  schema = await openSchema();
});
afterAll(() => schema?.close());
afterEach(() => {
  vi.unstubAllEnvs();
});

test('it does not start where real money is expected', async () => {
  const live = startSimulator(schema.database, { secretKey: 'sk_live_0123456789' });
  await expect(live).rejects.toThrow('secretKey has to begin with sk_test_.');
  vi.stubEnv('NODE_ENV', 'production');
  await expect(startSimulator(schema.database)).rejects.toThrow('STRIPE_SECRET_KEY');
});

test('requests that no endpoint can read get an error of Stripe’s shape', async () => {
  const { simulator, url } = await startSimulator(schema.database);
  const headers = { authorization: `Bearer ${publishableKey}` };
  const send = async (path: string, init: RequestInit) => {
    const response = await fetch(`${url}${path}`, { headers, ...init });
    return [response.status, await response.json()];
  };
  const refused = { error: { type: 'invalid_request_error', message: expect.any(String) } };
  try {
    const json = { ...headers, 'content-type': 'application/json' };
    expect(await send('/v1/tokens', { method: 'POST' })).toEqual([404, refused]);
    expect(
      await send('/v1/payment_methods', { method: 'POST', headers: json, body: '{}' }),
    ).toEqual([415, refused]);
    const body = new URLSearchParams({ type: 'x'.repeat(70_000) });
    expect(await send('/v1/payment_methods', { method: 'POST', body })).toEqual([413, refused]);
  } finally {
    await simulator.close();
  }
});

test('a request left hanging does its work and does not keep the server from closing', async () => {
  const { simulator, stripe } = await startSimulator(schema.database, {
    faults: { failNext: ({ method }) => (method === 'POST' ? 'hang' : null) },
  });
  const failure = await failureOf(
    stripe.paymentIntents.create({ amount: 100, currency: 'krw' }, { timeout: 200 }),
  );
  expect(failure).toBeInstanceOf(Stripe.errors.StripeConnectionError);
  const { data } = await stripe.paymentIntents.list({ limit: 1 });
  expect(data[0]).toMatchObject({ amount: 100, status: 'requires_payment_method' });
  await simulator.close();
});

test('without its database it answers with an error of Stripe’s and recovers by itself', async () => {
  let isAway = false;
  const database = {
    ...schema.database,
    query: ((text, parameters) => {
      if (isAway) return Promise.reject(new Error('The server is away.'));
      return schema.database.query(text, parameters);
    }) as typeof schema.database.query,
  };
  const { simulator, stripe } = await startSimulator(database);
  try {
    isAway = true;
    const create = () => stripe.paymentIntents.create({ amount: 200, currency: 'krw' });
    expect(await failureOf(create())).toMatchObject({ type: 'StripeAPIError', statusCode: 500 });
    expect(await failureOf(stripe.balance.retrieve())).toMatchObject({ statusCode: 500 });
    isAway = false;
    expect((await create()).amount).toBe(200);
  } finally {
    await simulator.close();
  }
});
