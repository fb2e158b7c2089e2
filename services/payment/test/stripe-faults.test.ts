import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { PaymentProvider } from '../src/engines/payment-provider.ts';
import { createStripeProvider } from '../src/engines/stripe.ts';

const answerMsMax = 300;
/** Two answers waited for and a pause between, some 1.1 s in all, on a machine that has other things to do. */
const givenUpMsMax = 15_000;

interface Received {
  readonly path: string;
  readonly key: string | undefined;
}
/** What the server answers, one after the other; the last one goes on. */
type Answer = number | 'never' | 'hang_up' | 'nonsense' | 'busy';
let answers: Answer[];
const received: Received[] = [];
const bodies: Readonly<Record<number, object>> = {
  200: { id: 'pi_1', object: 'payment_intent', status: 'requires_capture', amount_received: 0 },
  400: { error: { type: 'invalid_request_error', message: 'no such thing' } },
  409: { error: { type: 'idempotency_error', code: 'idempotency_key_in_use', message: 'wait' } },
  429: { error: { type: 'invalid_request_error', code: 'rate_limit', message: 'slow down' } },
  500: { error: { type: 'api_error', message: 'our fault' } },
  503: { error: { type: 'api_error', message: 'our fault' } },
};
const server = createServer((request, response) => {
  received.push({
    path: `${request.method} ${request.url}`,
    key: request.headers['idempotency-key']?.toString(),
  });
  const answer = answers.length > 1 ? answers.shift() : answers[0];
  if (answer === 'never') return;
  if (answer === 'busy') {
    response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '30' });
    response.end(JSON.stringify(bodies[429]));
  } else if (answer === 'hang_up') request.socket.destroy();
  else if (answer === 'nonsense') response.writeHead(502).end('<html>Bad gateway</html>');
  else {
    response.writeHead(answer ?? 500, { 'content-type': 'application/json' });
    response.end(JSON.stringify(bodies[answer ?? 500]));
  }
});
let provider: PaymentProvider;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  provider = createStripeProvider({
    secretKey: 'sk_test_faults',
    webhookSecret: 'whsec_faults',
    apiBaseUrl: `http://127.0.0.1:${port}`,
    answerMsMax,
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  received.length = 0;
});

const payment = {
  id: 'pay_1',
  bookingId: 'bkg_1',
  amountMinor: 99_000,
  currency: 'KRW',
  description: 'Test show',
  method: 'card' as const,
  payBy: null,
};
const refund = { intentId: 'pi_1', amountMinor: 1, refundId: 'cxl_1' };
const questions: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['createIntent', () => provider.createIntent(payment, payment.id)],
  ['getIntent', () => provider.getIntent('pi_1')],
  ['capture', () => provider.capture('pi_1', 'pay_1-capture')],
  ['cancel', () => provider.cancel('pi_1', 'pay_1-cancel')],
  ['refund', () => provider.refund(refund, 'cxl_1')],
  ['findRefund', () => provider.findRefund('pi_1', 'cxl_1')],
  ['listFailedRefunds', () => provider.listFailedRefunds(new Date(0))],
  ['ping', () => provider.ping()],
];

test.each<Answer>([409, 429, 500, 503, 'never', 'hang_up', 'nonsense'])(
  'when Stripe answers %s, every request ends in time with payment_provider_unavailable',
  async (answer) => {
    answers = [answer];
    await Promise.all(
      questions.map(async ([name, ask]) => {
        const startedMs = performance.now();
        await expect(ask(), name).rejects.toMatchObject({ code: 'payment_provider_unavailable' });
        expect(performance.now() - startedMs, name).toBeLessThan(givenUpMsMax);
      }),
    );
  },
);

test('who asks for a long pause is given it: the request ends at once and says how long', async () => {
  answers = ['busy'];
  const startedMs = performance.now();
  await expect(provider.capture('pi_1', 'pay_1-capture')).rejects.toMatchObject({
    code: 'payment_provider_unavailable',
    extra: { retryAfterSeconds: 30 },
    isAnswered: false,
  });
  expect(performance.now() - startedMs).toBeLessThan(15_000);
  expect(received).toHaveLength(1);
});

test.each<[Answer, boolean, number]>([
  [429, false, 2],
  ['never', false, 2],
  // The SDK repeats a request on a connection that was closed, once by itself.
  ['hang_up', false, 4],
  [500, true, 1],
  [503, true, 1],
])('after %s the key is spent: %s', async (answer, isAnswered, requests) => {
  answers = [answer];
  await expect(provider.capture('pi_1', 'pay_1-capture')).rejects.toMatchObject({ isAnswered });
  expect(received).toHaveLength(requests);
});

test('a request that is sent again has the same key, so that Stripe does it once', async () => {
  answers = ['hang_up', 200];
  expect((await provider.capture('pi_1', 'pay_1-capture')).status).toBe('requires_capture');
  expect(received).toEqual([
    { path: 'POST /v1/payment_intents/pi_1/capture', key: 'pay_1-capture' },
    { path: 'POST /v1/payment_intents/pi_1/capture', key: 'pay_1-capture' },
  ]);
});

test('a refusal is no outage: it is not sent again, and stays what it is', async () => {
  answers = [400];
  const refused = provider.refund(refund, 'cxl_1');
  await expect(refused).rejects.toMatchObject({
    name: 'ProviderRefusal',
    cause: { type: 'StripeInvalidRequestError' },
  });
  expect(received).toHaveLength(1);
});

test('when nobody listens, requests end at once', async () => {
  const gone = createStripeProvider({
    secretKey: 'sk_test_faults',
    webhookSecret: 'whsec_faults',
    apiBaseUrl: 'http://127.0.0.1:9',
    answerMsMax,
  });
  await expect(gone.getIntent('pi_1')).rejects.toMatchObject({
    code: 'payment_provider_unavailable',
  });
});
