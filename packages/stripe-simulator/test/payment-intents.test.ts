import Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSchema, openSdk, type RunningSimulator, startSimulator } from './start-simulator.ts';

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
  payment_method_types: ['card'],
} as const;

/** The error of a call that must fail. */
async function failureOf(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof Stripe.errors.StripeError) return error;
  throw new Error(`The call should have failed with one of Stripe's errors, not: ${error}`);
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
  const again = await failureOf(stripe.paymentIntents.capture(created.id));
  expect(again).toMatchObject({
    statusCode: 400,
    code: 'payment_intent_unexpected_state',
    payment_intent: { id: created.id, status: 'succeeded' },
  });

  const first = await stripe.refunds.create({ payment_intent: created.id, amount: 30_000 });
  expect(first).toMatchObject({ object: 'refund', amount: 30_000, status: 'succeeded' });
  const tooMuch = await failureOf(
    stripe.refunds.create({ payment_intent: created.id, amount: 60_001 }),
  );
  expect(tooMuch).toMatchObject({ statusCode: 400, param: 'amount' });
  const rest = await stripe.refunds.create({ payment_intent: created.id });
  expect(rest.amount).toBe(60_000);
  const charge = await stripe.charges.retrieve(String(captured.latest_charge));
  expect(charge).toMatchObject({
    amount_captured: 90_000,
    amount_refunded: 90_000,
    refunded: true,
  });
  const nothingLeft = await failureOf(stripe.refunds.create({ charge: charge.id }));
  expect(nothingLeft.code).toBe('charge_already_refunded');

  const listed = await stripe.refunds.list({ payment_intent: created.id });
  expect(listed.data.map(({ id }) => id)).toEqual([rest.id, first.id]);
  expect((await stripe.refunds.retrieve(first.id)).amount).toBe(30_000);
});
