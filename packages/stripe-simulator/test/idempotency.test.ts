import Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failureOf, openSchema, type RunningSimulator, startSimulator } from './start-simulator.ts';

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

const sale = {
  amount: 99_000,
  currency: 'krw',
  capture_method: 'manual',
  allowed_payment_method_types: ['card'],
} satisfies Stripe.PaymentIntentCreateParams;

async function authorise(): Promise<string> {
  const parameters = { ...sale, confirm: true, payment_method: 'pm_card_visa' };
  return (await stripe.paymentIntents.create(parameters)).id;
}

async function revisionsOf(id: string): Promise<number> {
  const stem = id.slice(3, 20);
  const [row] = await schema.database.query<{ count: number }>(
    'select count(*) as count from payment_revisions where stem = $1',
    [stem],
  );
  return row?.count ?? 0;
}

test('the same key gives the same answer, even when the payment has moved on', async () => {
  const options = { idempotencyKey: 'create-1' };
  const first = await stripe.paymentIntents.create(sale, options);
  await stripe.paymentIntents.confirm(first.id, { payment_method: 'pm_card_visa' });
  const again = await stripe.paymentIntents.create(sale, options);
  expect(again).toEqual(first);
  expect(again.lastResponse.headers).toMatchObject({
    'idempotent-replayed': 'true',
    'original-request': first.lastResponse.requestId,
  });
});

test('a decline is repeated too, and the card is not tried twice', async () => {
  const { id } = await stripe.paymentIntents.create(sale);
  const decline = () =>
    failureOf(
      stripe.paymentIntents.confirm(
        id,
        { payment_method: 'pm_card_chargeDeclined' },
        { idempotencyKey: 'confirm-declined' },
      ),
    );
  const first = await decline();
  const revisions = await revisionsOf(id);
  const again = await decline();
  expect(again).toMatchObject({ statusCode: 402, charge: first.charge, code: 'card_declined' });
  expect(again.payment_intent).toEqual(first.payment_intent);
  expect(await revisionsOf(id)).toBe(revisions);
});

test('a key used for something else is an idempotency error that changes nothing', async () => {
  const options = { idempotencyKey: 'create-2' };
  const { id } = await stripe.paymentIntents.create(sale, options);
  const otherAmount = await failureOf(
    stripe.paymentIntents.create({ ...sale, amount: 1 }, options),
  );
  expect(otherAmount).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  expect(otherAmount.statusCode).toBe(400);
  const otherPath = await failureOf(stripe.paymentIntents.cancel(id, {}, options));
  expect(otherPath).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  expect((await stripe.paymentIntents.retrieve(id)).status).toBe('requires_payment_method');
});

test('a malformed request leaves its key free', async () => {
  const options = { idempotencyKey: 'create-3' };
  await failureOf(stripe.paymentIntents.create({ ...sale, amount: -1 }, options));
  expect((await stripe.paymentIntents.create(sale, options)).amount).toBe(sale.amount);
});

test('a key sent many times at once has one effect', async () => {
  const options = { idempotencyKey: 'create-4' };
  const made = await Promise.all(
    Array.from({ length: 20 }, () => stripe.paymentIntents.create(sale, options)),
  );
  expect(new Set(made.map(({ id }) => id)).size).toBe(1);
});

test('two servers on one schema agree: one key one effect, one payment one end', async () => {
  const second = await startSimulator(schema.database);
  try {
    for (let round = 0; round < 10; round += 1) {
      const options = { idempotencyKey: `create-5-${round}` };
      const made = await Promise.all(
        [stripe, second.stripe].map((sdk) => sdk.paymentIntents.create(sale, options)),
      );
      expect(made[1]).toEqual(made[0]);
    }
    for (let round = 0; round < 10; round += 1) {
      const id = await authorise();
      const [captured, canceled] = await Promise.allSettled([
        stripe.paymentIntents.capture(id),
        second.stripe.paymentIntents.cancel(id),
      ]);
      const losers = [captured, canceled].filter(({ status }) => status === 'rejected');
      expect(losers).toMatchObject([{ reason: { code: 'payment_intent_unexpected_state' } }]);
      const end = await stripe.paymentIntents.retrieve(id);
      expect(end.status).toBe(captured.status === 'fulfilled' ? 'succeeded' : 'canceled');
    }
  } finally {
    await second.simulator.close();
  }
});

test('refunds at once never give back more than was paid', async () => {
  const id = await authorise();
  await stripe.paymentIntents.capture(id);
  const refunds = await Promise.allSettled(
    Array.from({ length: 5 }, () => stripe.refunds.create({ payment_intent: id, amount: 30_000 })),
  );
  expect(refunds.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  const { latest_charge: charge } = await stripe.paymentIntents.retrieve(id);
  expect((await stripe.charges.retrieve(String(charge))).amount_refunded).toBe(90_000);
});

test('a lost answer is found again by its key', async () => {
  const losing = await startSimulator(schema.database, {
    faults: { failNext: ({ path }) => (path.endsWith('/capture') ? 'lose_reply' : null) },
  });
  try {
    const id = await authorise();
    const key = { idempotencyKey: `capture-${id}` };
    const lost = await failureOf(losing.stripe.paymentIntents.capture(id, {}, key));
    expect(lost).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    const found = await stripe.paymentIntents.capture(id, {}, key);
    expect(found).toMatchObject({ status: 'succeeded', amount_received: 99_000 });
    expect(found.lastResponse.headers['idempotent-replayed']).toBe('true');
  } finally {
    await losing.simulator.close();
  }
});

test('a refused request has no effect, and may be sent again', async () => {
  let refusals = 1;
  const failing = await startSimulator(schema.database, {
    faults: {
      failNext: () => {
        refusals -= 1;
        return refusals >= 0 ? 'refuse' : null;
      },
    },
  });
  try {
    const id = await authorise();
    const key = { idempotencyKey: `capture-${id}` };
    const refused = await failureOf(failing.stripe.paymentIntents.capture(id, {}, key));
    expect(refused).toMatchObject({ statusCode: 500, type: 'StripeAPIError' });
    const done = await failing.stripe.paymentIntents.capture(id, {}, key);
    expect(done.lastResponse.headers).not.toHaveProperty('idempotent-replayed');
    expect(done.status).toBe('succeeded');
  } finally {
    await failing.simulator.close();
  }
});

test('keys are forgotten after a day, as Stripe may', async () => {
  const options = { idempotencyKey: 'create-6' };
  const first = await stripe.paymentIntents.create(sale, options);
  const tomorrow = new Date(Date.now() + 25 * 60 * 60 * 1000);
  const later = await startSimulator(schema.database, { clock: { now: () => tomorrow } });
  try {
    const second = await later.stripe.paymentIntents.create(sale, options);
    expect(second.id).not.toBe(first.id);
  } finally {
    await later.simulator.close();
  }
});
