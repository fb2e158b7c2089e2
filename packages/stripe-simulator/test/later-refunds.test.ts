import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  openSchema,
  type Receiver,
  startReceiver,
  startSimulator,
  until,
} from './start-simulator.ts';

let schema: Awaited<ReturnType<typeof openSchema>>;
let receiver: Receiver;
let time = Date.now();
const clock = { now: () => new Date(time) };

beforeAll(async () => {
  schema = await openSchema();
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver?.close();
  await schema?.close();
});

async function refundOf(stripe: Stripe, card: string): Promise<Stripe.Refund> {
  const { id } = await stripe.paymentIntents.create({
    amount: 99_000,
    currency: 'krw',
    allowed_payment_method_types: ['card'],
    confirm: true,
    payment_method: card,
  });
  return stripe.refunds.create({ payment_intent: id });
}

test('refunds that end later do so after a restart too, and a failed one may be repeated', async () => {
  const first = await startSimulator(schema.database, { clock });
  const pending = await refundOf(first.stripe, 'pm_card_pendingRefund');
  const failing = await refundOf(first.stripe, 'pm_card_refundFail');
  expect([pending.status, failing.status]).toEqual(['pending', 'succeeded']);
  await first.simulator.close();

  time += 60_000;
  const second = await startSimulator(schema.database, {
    clock,
    webhookUrl: receiver.url,
    webhookEvents: ['refund.updated', 'refund.failed'],
  });
  try {
    await until(() => receiver.events.length === 3);
    expect(receiver.types().toSorted()).toEqual([
      'refund.failed',
      'refund.updated',
      'refund.updated',
    ]);
    const { refunds, charges } = second.stripe;
    expect((await refunds.retrieve(pending.id)).status).toBe('succeeded');
    expect(await refunds.retrieve(failing.id)).toMatchObject({
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
    });
    const charge = await charges.retrieve(String(failing.charge));
    expect(charge).toMatchObject({ amount_refunded: 0, refunded: false });
    expect((await refunds.create({ charge: charge.id })).amount).toBe(99_000);
  } finally {
    await second.simulator.close();
  }
});
