import { newId } from '@ticketing/service-kit';
import { waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { localKeys } from '../src/engines/local-payment-server.ts';
import { type Begun, intentOf, type PaymentUnderTest, startPayment } from './start-payment.ts';

let under: PaymentUnderTest;
beforeAll(async () => {
  under = await startPayment();
}, 60_000);
afterAll(() => under?.close());
beforeEach(() => {
  under.heal();
  under.faults.webhooksLost = true;
});

const saleCalls = () => under.bookings.asked.filter((name) => !name.startsWith('begin'));
const ok = { status: 200, code: 'undefined' };
const refused = { status: 400, code: 'webhook_signature_invalid' };
const eventOf = (begun: Begun, type: string, object: object = {}) =>
  JSON.stringify({
    id: newId('message'),
    object: 'event',
    type,
    data: { object: { id: intentOf(begun), object: 'payment_intent', ...object } },
  });

async function authorised(): Promise<Begun> {
  const { body } = await under.begin(under.newBooking());
  await under.pay(body);
  return body;
}
const eventCount = async () =>
  (await under.database.query<{ n: number }>('select count(*) as n from webhook_events'))[0]?.n;

describe('webhooks', () => {
  test('of ten copies of one event, at once and later, one counts', async () => {
    const begun = await authorised();
    const payload = eventOf(begun, 'payment_intent.amount_capturable_updated');
    const replies = await Promise.all(Array.from({ length: 10 }, () => under.sendWebhook(payload)));
    expect(replies).toEqual(replies.map(() => ok));
    await under.reaches(begun, 'captured');
    expect(await under.sendWebhook(payload)).toEqual(ok);
    expect(saleCalls()).toEqual(['secure', 'confirm']);
    const intent = await under.stripe.paymentIntents.retrieve(intentOf(begun));
    expect(intent.amount_received).toBe(99_000);
  });

  test('that come in the wrong order, or days later, change nothing that is so', async () => {
    const begun = await authorised();
    const failed = eventOf(begun, 'payment_intent.payment_failed', {
      status: 'requires_payment_method',
    });
    expect(await under.sendWebhook(failed)).toEqual(ok);
    await under.reaches(begun, 'captured');
    under.clock.advance(3 * 86_400_000);
    for (const type of ['payment_intent.canceled', 'payment_intent.amount_capturable_updated']) {
      expect(await under.sendWebhook(eventOf(begun, type))).toEqual(ok);
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await under.stateOf(begun)).toBe('captured');
    expect(saleCalls()).toEqual(['secure', 'confirm']);
    expect(await under.refundsOf(begun)).toEqual([]);
  });

  test('that nobody signed with our secret, or long ago, are refused and not remembered', async () => {
    const begun = await authorised();
    const payload = eventOf(begun, 'payment_intent.amount_capturable_updated');
    const before = await eventCount();
    const sign = (options: object) =>
      under.stripe.webhooks.generateTestHeaderString({
        payload,
        secret: localKeys.webhookSecret,
        ...options,
      });
    const longAgo = Math.floor(Date.now() / 1000) - 301;
    const forged = [
      sign({ secret: 'whsec_wrong' }),
      sign({ timestamp: longAgo }),
      sign({}).replace('v1=', 'v0='),
      sign({ payload: payload.replace('capturable', 'other') }),
      't=1',
      '',
    ];
    for (const signature of forged) {
      expect(await under.sendWebhook(payload, signature), signature).toEqual(refused);
    }
    const bare = await under.service.app.inject({
      method: 'POST',
      url: '/payments/webhook',
      headers: { 'content-type': 'application/json' },
      payload,
    });
    expect(bare.statusCode).toBe(400);
    expect(await eventCount()).toBe(before);
    expect(saleCalls()).toEqual([]);
  });

  test('of kinds and intents that are not ours are acknowledged and do nothing', async () => {
    const begun = await authorised();
    const ours = { id: intentOf(begun), object: 'payment_intent' };
    const odd = [
      { type: 'payout.paid', data: { object: { id: 'po_1', object: 'payout' } } },
      { type: 'who.knows', data: { object: { ...ours, object: 'who_knows' } } },
      { type: 'payment_intent.succeeded', data: { object: { ...ours, id: 'pi_not_ours' } } },
      { type: 'payment_intent.succeeded', data: { object: { ...ours, id: 7 } } },
      { type: 'payment_intent.succeeded', data: { object: null } },
      { type: 'payment_intent.succeeded', data: {} },
      { type: 'payment_intent.succeeded' },
    ];
    for (const event of odd) {
      const payload = JSON.stringify({ id: newId('message'), object: 'event', ...event });
      expect(await under.sendWebhook(payload), payload).toEqual(ok);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(saleCalls()).toEqual([]);
  });

  test('whose body is no event are refused by a code', async () => {
    for (const payload of ['{', '"text"', '[]', '7', 'null', '<event/>', '']) {
      const { status, code } = await under.sendWebhook(payload);
      expect([payload, status]).toEqual([payload, 400]);
      expect(['webhook_signature_invalid', 'invalid_request']).toContain(code);
    }
  });

  test('that never come are made up for: by the customer’s page, and without it', async () => {
    const watched = await authorised();
    under.clock.advance(3000);
    await under.reaches(watched, 'captured');
    const alone = await authorised();
    under.clock.advance(11_000);
    const { bookingId } = alone.payment;
    const isConfirmed = () => under.bookings.of(bookingId).state === 'confirmed';
    await waitUntil(isConfirmed, { withinMs: 10_000 });
    await under.reaches(alone, 'captured');
  });
});
