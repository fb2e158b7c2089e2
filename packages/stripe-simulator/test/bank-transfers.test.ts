import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  failureOf,
  openSchema,
  type Receiver,
  type RunningSimulator,
  startReceiver,
  startSimulator,
  until,
} from './start-simulator.ts';

let schema: Awaited<ReturnType<typeof openSchema>>;
let receiver: Receiver;
let running: RunningSimulator;
let time = Date.now();
const hourSeconds = 3600;

beforeAll(async () => {
  schema = await openSchema();
  receiver = await startReceiver();
  running = await startSimulator(schema.database, {
    clock: { now: () => new Date(time) },
    webhookUrl: receiver.url,
    webhookEvents: ['payment_intent.payment_failed'],
    webhookEventsOfTransfers: ['payment_intent.succeeded', 'payment_intent.canceled'],
  });
});
afterAll(async () => {
  await running?.simulator.close();
  await receiver?.close();
  await schema?.close();
});
/** What the webhook was told of the intent. */
const toldOf = ({ id }: Stripe.PaymentIntent): string[] =>
  receiver.events
    .filter(({ data }) => 'id' in data.object && data.object.id === id)
    .map(({ type }) => type);

interface Instructions {
  readonly amount_remaining: number;
  readonly expires_at: number;
  readonly hosted_instructions_url: string;
  readonly financial_addresses: readonly { readonly kr: { readonly account_number: string } }[];
}
const nowSeconds = () => Math.floor(time / 1000);

const create = (
  changes: Record<string, unknown> = {},
  transfer: Record<string, unknown> = {},
): Promise<Stripe.PaymentIntent> =>
  running.stripe.paymentIntents.create({
    amount: 99_000,
    currency: 'krw',
    allowed_payment_method_types: ['customer_balance'],
    payment_method_data: { type: 'customer_balance' },
    payment_method_options: {
      customer_balance: {
        funding_type: 'bank_transfer',
        bank_transfer: {
          type: 'kr_bank_transfer',
          expires_at: nowSeconds() + hourSeconds,
          ...transfer,
        },
      },
    },
    confirm: true,
    ...changes,
  } as unknown as Stripe.PaymentIntentCreateParams);

function instructionsOf(intent: Stripe.PaymentIntent): Instructions {
  const { next_action: action } = intent;
  expect(action?.type).toBe('display_bank_transfer_instructions');
  return action?.display_bank_transfer_instructions as unknown as Instructions;
}
const accountOf = (intent: Stripe.PaymentIntent) =>
  instructionsOf(intent).financial_addresses[0]?.kr.account_number ?? '';

async function transfer(accountNumber: string, amount: string | number) {
  const reply = await fetch(`${running.url}/bank`, {
    method: 'POST',
    body: new URLSearchParams({ account_number: accountNumber, amount: String(amount) }),
  });
  return { status: reply.status, html: await reply.text() };
}
const statusOf = async ({ id }: Stripe.PaymentIntent) =>
  (await running.stripe.paymentIntents.retrieve(id)).status;

describe('a payment by bank transfer', () => {
  test('is given an account of its own, which takes its amount once and tells of it', async () => {
    const [intent, other] = await Promise.all([create(), create()]);
    expect(intent.status).toBe('requires_action');
    expect(instructionsOf(intent)).toMatchObject({
      amount_remaining: 99_000,
      expires_at: nowSeconds() + hourSeconds,
    });
    const account = accountOf(intent);
    expect(account).toMatch(/^900-\d{4}-\d{6}$/);
    expect(accountOf(other)).not.toBe(account);
    const paid = await transfer(account, '99,000');
    expect(paid.status).toBe(200);
    expect(paid.html).toContain('이체했어요');
    const succeeded = await running.stripe.paymentIntents.retrieve(intent.id, {
      expand: ['latest_charge'],
    });
    expect(succeeded).toMatchObject({
      status: 'succeeded',
      amount_received: 99_000,
      next_action: null,
      latest_charge: { captured: true, payment_method_details: { type: 'customer_balance' } },
    });
    await until(() => toldOf(intent).length > 0);
    expect(toldOf(intent)).toEqual(['payment_intent.succeeded']);
    const again = await transfer(account, 99_000);
    expect([again.status, again.html.includes('닫힌 계좌')]).toEqual([400, true]);
    expect(await statusOf(other)).toBe('requires_action');
  });

  test('is not moved by another amount, by nonsense or by an unknown account', async () => {
    const intent = await create();
    const account = accountOf(intent);
    for (const amount of [98_999, 99_001, 0, '-99000', '99e3', '', '9'.repeat(30)]) {
      expect((await transfer(account, amount)).status, String(amount)).toBe(400);
    }
    expect((await transfer('900-0000-000000', 99_000)).status).toBe(404);
    expect((await transfer("'; drop table bank_accounts; --", 99_000)).status).toBe(404);
    expect(await statusOf(intent)).toBe('requires_action');
    expect((await transfer(account, 99_000)).status).toBe(200);
  });

  test('is cancelled at its deadline, and takes no money from then on', async () => {
    const intent = await create();
    const account = accountOf(intent);
    time += hourSeconds * 1000;
    const late = await transfer(account, 99_000);
    expect(late.status).toBe(400);
    await until(() => toldOf(intent).length > 0);
    expect(toldOf(intent)).toEqual(['payment_intent.canceled']);
    expect(await running.stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'automatic',
      amount_received: 0,
      next_action: null,
    });
    expect((await transfer(account, 99_000)).status).toBe(400);
  });

  test('of money and the deadline, of money and a cancellation, one wins', async () => {
    for (let round = 0; round < 10; round += 1) {
      const intent = await create();
      const account = accountOf(intent);
      const [cancelled, paid] = await Promise.all([
        running.stripe.paymentIntents.cancel(intent.id).catch(() => undefined),
        transfer(account, 99_000),
      ]);
      const status = await statusOf(intent);
      expect([status, cancelled?.status, paid.status]).toEqual(
        status === 'succeeded' ? ['succeeded', undefined, 200] : ['canceled', 'canceled', 400],
      );
    }
  });

  test('can be refunded, and cannot be paid by card', async () => {
    const intent = await create();
    const card = running.stripe.paymentIntents.confirm(intent.id, {
      payment_method: 'pm_card_visa',
    });
    expect((await failureOf(card)).code).toBe('payment_intent_unexpected_state');
    await transfer(accountOf(intent), 99_000);
    const refund = await running.stripe.refunds.create({ payment_intent: intent.id, amount: 9000 });
    expect(refund.status).toBe('succeeded');
    const more = running.stripe.refunds.create({ payment_intent: intent.id, amount: 90_001 });
    expect((await failureOf(more)).type).toBe('StripeInvalidRequestError');
  });

  test.each([
    ['without a time', {}, { expires_at: undefined }],
    ['with a time that is over', {}, { expires_at: 1 }],
    ['with a time in years', {}, { expires_at: 99_999_999_999 }],
    ['of another kind', {}, { type: 'jp_bank_transfer' }],
    ['captured by hand', { capture_method: 'manual' }, {}],
    ['without being confirmed', { confirm: false }, {}],
    ['with a card', { payment_method_data: { type: 'card' } }, {}],
    ['with what nobody knows', { account: '1' }, {}],
  ])('is refused %s', async (_, changes, transferChanges) => {
    const refused = await failureOf(create(changes, transferChanges));
    expect([refused.statusCode, refused.type]).toEqual([400, 'StripeInvalidRequestError']);
  });

  test('asked for twice under one key, is one account', async () => {
    const ask = () =>
      running.stripe.paymentIntents.create(
        {
          amount: 1000,
          currency: 'krw',
          allowed_payment_method_types: ['customer_balance'],
          payment_method_data: { type: 'customer_balance' },
          payment_method_options: {
            customer_balance: {
              funding_type: 'bank_transfer',
              bank_transfer: { type: 'kr_bank_transfer', expires_at: nowSeconds() + 60 },
            },
          },
          confirm: true,
        } as unknown as Stripe.PaymentIntentCreateParams,
        { idempotencyKey: 'one-account' },
      );
    const [first, second] = await Promise.all([ask(), ask()]);
    expect(accountOf(second)).toBe(accountOf(first));
  });
});

test('the bank shows the accounts that wait, in Korean and English, and fills the form', async () => {
  const account = accountOf(await create());
  const reply = await fetch(`${running.url}/bank?account=${account}`);
  const html = await reply.text();
  expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(html).toContain(`value="${account}"`);
  expect(html).toContain('value="99000"');
  expect(html).toContain('Accounts that wait for money');
  const attack = await (
    await fetch(`${running.url}/bank?account=${encodeURIComponent('"><script>')}`)
  ).text();
  expect(attack).not.toContain('<script>');
});
