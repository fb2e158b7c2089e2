import { type LocalEngine, startEngine } from '@ticketing/local-engines';
import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  cardFields,
  openSchema,
  post,
  type RunningSimulator,
  startSimulator,
} from './start-simulator.ts';

let engine: LocalEngine;
let schema: Awaited<ReturnType<typeof openSchema>>;
let running: RunningSimulator;
const ours = new Map<string, Fields>();
beforeAll(async () => {
  engine = await startEngine('stripe-mock');
  schema = await openSchema();
  running = await startSimulator(schema.database);
  const { stripe, url } = running;
  const created = await stripe.paymentIntents.create({
    amount: 99_000,
    currency: 'krw',
    capture_method: 'manual',
    allowed_payment_method_types: ['card'],
    description: 'Test show',
  });
  const confirm = `${url}/v1/payment_intents/${created.id}/confirm`;
  const card = { client_secret: created.client_secret ?? '', return_url: 'http://localhost:3000/' };
  await post(confirm, { ...card, ...cardFields('4000000000009995') });
  ours.set('payment_intents', fieldsOf(await stripe.paymentIntents.retrieve(created.id)));
  await post(confirm, { ...card, ...cardFields('4242424242424242') });
  const captured = await stripe.paymentIntents.capture(created.id);
  const refund = await stripe.refunds.create({ payment_intent: created.id, amount: 1000 });
  ours.set('refunds', fieldsOf(refund));
  ours.set('charges', fieldsOf(await stripe.charges.retrieve(String(captured.latest_charge))));
  ours.set('payment_methods', fieldsOf(await methodOf(stripe, captured)));
  const events = await stripe.events.list({ limit: 1 });
  ours.set('events', fieldsOf(events.data[0] ?? {}));
}, 600_000);
afterAll(async () => {
  await running?.simulator.close();
  await schema?.close();
  await engine?.stop();
});

type Fields = Readonly<Record<string, unknown>>;
/** Without what the SDK adds to an answer. */
const fieldsOf = (object: object): Fields => JSON.parse(JSON.stringify(object));

async function methodOf(stripe: Stripe, intent: Stripe.PaymentIntent): Promise<object> {
  const { payment_method: method } = await stripe.paymentIntents.retrieve(intent.id, {
    expand: ['payment_method'],
  });
  return typeof method === 'object' && method !== null ? method : {};
}

/** As Stripe's OpenAPI description shows the object. */
async function example(objects: string): Promise<Fields> {
  const reply = await fetch(`${engine.variables.STRIPE_MOCK_URL}/v1/${objects}/id_1`, {
    headers: { authorization: 'Bearer sk_test_shapes' },
  });
  return (await reply.json()) as Fields;
}

/** Fields that the types of Stripe's SDK name for the same version, and that the example leaves out. */
const notInExample: Readonly<Record<string, readonly string[]>> = {
  // Null for who does not use Payment Records, and for who pays by payment method.
  payment_intents: ['payment_record', 'source'],
  // Null for who pays by payment method; options of Radar are optional.
  charges: ['radar_options', 'source'],
};
/** Fields of the example that Stripe leaves out unless they are asked for or apply. */
const optional: Readonly<Record<string, readonly string[]>> = {
  // Only on `expand`.
  charges: ['refunds'],
};

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value);

test.each(['payment_intents', 'charges', 'refunds', 'events', 'payment_methods'])(
  'our %s have the fields of Stripe’s, and values of the same kind',
  async (objects) => {
    const mine = ours.get(objects) ?? {};
    const theirs = await example(objects);
    const known = [...Object.keys(theirs), ...(notInExample[objects] ?? [])];
    expect(Object.keys(mine).filter((field) => !known.includes(field))).toEqual([]);
    const required = Object.keys(theirs).filter((field) => !optional[objects]?.includes(field));
    expect(required.filter((field) => !(field in mine))).toEqual([]);
    for (const [field, value] of Object.entries(mine)) {
      // Null stands for every kind: the example has it where a field does not apply.
      if (value === null || theirs[field] === null || !(field in theirs)) continue;
      expect(kindOf(value), `${objects}.${field}`).toBe(kindOf(theirs[field]));
    }
  },
);
