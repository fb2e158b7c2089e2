import type { Payment } from '@ticketing/contracts';
import { newId } from '@ticketing/service-kit';
import { waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { localKeys } from '../src/engines/local-payment-server.ts';
import { amount, extensionMs, holdMs } from './fake-bookings.ts';
import { codeOf, intentOf, type PaymentUnderTest, startPayment } from './start-payment.ts';

let under: PaymentUnderTest;
/** What booking was asked for the sale, the beginning aside. */
const saleCalls = () => under.bookings.asked.filter((name) => !name.startsWith('begin'));
beforeAll(async () => {
  under = await startPayment();
}, 60_000);
afterAll(() => under?.close());
beforeEach(() => under.heal());

describe('a sale', () => {
  test('seats are secured before the money is captured, and tickets follow', async () => {
    const bookingId = under.newBooking();
    const { body, status } = await under.begin(bookingId);
    expect([status, body.payment.state, body.payment.amountMinor]).toEqual([
      201,
      'created',
      amount,
    ]);
    expect((await under.pay(body)).status).toBe('requires_capture');
    await under.reaches(body, 'captured');
    // Webhook and poller may both drive a sale on: each call has one effect, in this order.
    expect([...new Set(saleCalls())]).toEqual(['secure', 'confirm']);
    const intent = await under.stripe.paymentIntents.retrieve(intentOf(body));
    expect([intent.status, intent.amount_received]).toEqual(['succeeded', amount]);
    await waitUntil(() =>
      under.published.some(({ key, type }) => key === bookingId && type === 'payment.captured'),
    );
  });
  test('two tabs pay one intent: it is charged once', async () => {
    const bookingId = under.newBooking();
    const [first, second] = await Promise.all([under.begin(bookingId), under.begin(bookingId)]);
    expect(second.body.clientSecret).toBe(first.body.clientSecret);
    await Promise.all([under.pay(first.body), under.pay(second.body)]);
    await under.reaches(first.body, 'captured');
    const { data } = await under.stripe.paymentIntents.list({ limit: 100 });
    expect(data.filter(({ metadata }) => metadata.booking_id === bookingId)).toHaveLength(1);
    expect(codeOf(await under.begin(bookingId))).toBe('payment_not_possible');
  });
  test('webhooks that never come are made up for by the poller', async () => {
    under.faults.webhooksLost = true;
    const { body } = await under.begin(under.newBooking());
    await under.pay(body);
    under.clock.advance(11_000);
    await waitUntil(() => under.bookings.asked.includes('confirm'), { withinMs: 10_000 });
    await under.reaches(body, 'captured');
  });
  test('when booking does not answer, it goes on later and captures once', async () => {
    under.bookings.refuse = { secure: 'service_unavailable' };
    const { body } = await under.begin(under.newBooking());
    await under.pay(body);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect((await under.stripe.paymentIntents.retrieve(intentOf(body))).status).toBe(
      'requires_capture',
    );
    under.bookings.refuse = {};
    under.clock.advance(30_000);
    await under.reaches(body, 'captured');
  });
});

test('the hold is extended before anybody can pay, once for all tabs, and the payment follows it', async () => {
  const bookingId = under.newBooking();
  const expiresAtMs = Date.parse(under.bookings.of(bookingId).expiresAt ?? '');
  under.faults.beforeCall = (name) => {
    if (name === 'createIntent') expect(under.bookings.asked).toEqual(['begin card']);
  };
  const replies = await Promise.all([under.begin(bookingId), under.begin(bookingId)]);
  expect(replies.map(({ status }) => status)).toEqual([201, 201]);
  expect(under.bookings.asked).toEqual(['begin card']);
  const endOf = async () =>
    (
      await under.database.query<{ booking_expires_at: Date }>(
        'select booking_expires_at from payments where booking_id = $1',
        [bookingId],
      )
    )[0]?.booking_expires_at.getTime();
  expect(await endOf()).toBe(expiresAtMs + extensionMs);
  const later = new Date(expiresAtMs + 2 * extensionMs).toISOString();
  under.bookings.all.set(bookingId, { ...under.bookings.of(bookingId), expiresAt: later });
  await under.begin(bookingId);
  expect(await endOf()).toBe(expiresAtMs + 2 * extensionMs);
});

test.each(['booking_expired', 'state_conflict', 'service_unavailable'] as const)(
  'a hold that cannot be extended (%s) begins no payment',
  async (refusal) => {
    const bookingId = under.newBooking();
    under.bookings.refuse = { begin: refusal };
    const code = refusal === 'state_conflict' ? 'payment_not_possible' : refusal;
    expect(codeOf(await under.begin(bookingId))).toBe(code);
    const rows = await under.database.query('select id from payments where booking_id = $1', [
      bookingId,
    ]);
    expect([rows, under.keys]).toEqual([[], []]);
  },
);

describe('while Stripe is down', () => {
  test('a payment cannot begin, which the customer hears, and begins later under its key', async () => {
    const bookingId = under.newBooking();
    const key = newId('message');
    under.faults.providerDown = true;
    const refused = await under.begin(bookingId, { key });
    expect([refused.status, codeOf(refused)]).toEqual([503, 'payment_provider_unavailable']);
    expect(refused.headers.get('retry-after')).toBe('1');
    const { body } = await under.customer.get<{ engines: Record<string, string> }>('/readyz');
    expect(body.engines).toMatchObject({ sql: 'ok', paymentProvider: 'down' });
    under.faults.providerDown = false;
    const begun = await under.begin(bookingId, { key });
    expect(begun.status).toBe(201);
    await under.pay(begun.body);
    await under.reaches(begun.body, 'captured');
  });
  test('what was authorised waits, then is captured once and gets its tickets', async () => {
    const { body } = await under.begin(under.newBooking());
    under.faults.providerDown = true;
    await under.pay(body);
    // Its signed webhook tells enough for the seats; the money waits.
    await waitUntil(() => saleCalls().length > 0);
    expect(saleCalls()).toEqual(['secure']);
    under.faults.providerDown = false;
    await waitUntil(
      async () => {
        under.clock.advance(2_000);
        return (await under.stateOf(body)) === 'captured';
      },
      { withinMs: 10_000, everyMs: 100 },
    );
    expect([...new Set(saleCalls())]).toEqual(['secure', 'confirm']);
    const { amount_received: received } = await under.stripe.paymentIntents.retrieve(
      intentOf(body),
    );
    expect(received).toBe(amount);
  });
  test('a refund waits, then is given once', async () => {
    const bookingId = under.newBooking();
    const { body } = await under.begin(bookingId);
    await under.pay(body);
    await under.reaches(body, 'captured');
    under.faults.providerDown = true;
    await under.tellCancelled(bookingId, body.payment.id, { id: 'cxl_test_2' });
    await new Promise((resolve) => setTimeout(resolve, 400));
    const refunds = async () =>
      (await under.stripe.refunds.list({ payment_intent: intentOf(body) })).data;
    expect(await refunds()).toEqual([]);
    under.faults.providerDown = false;
    await waitUntil(
      async () => {
        under.clock.advance(30_000);
        return (await refunds()).length > 0;
      },
      { withinMs: 10_000 },
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await refunds()).map(({ amount: refunded }) => refunded)).toEqual([93_000]);
  });
});

describe('a sale that ends without tickets', () => {
  test('seats that went to somebody else: nothing is charged', async () => {
    under.bookings.refuse = { secure: 'seats_taken' };
    const { body } = await under.begin(under.newBooking());
    await under.pay(body);
    await under.reaches(body, 'voided');
    const intent = await under.stripe.paymentIntents.retrieve(intentOf(body));
    expect([intent.status, intent.amount_received]).toEqual(['canceled', 0]);
    expect(
      (await under.customer.get<Payment>(`/payments/${body.payment.id}`)).body.voidReason,
    ).toBe('seats_lost');
  });
  test('captured, but the booking can have no tickets: all of it goes back', async () => {
    under.bookings.refuse = { confirm: 'state_conflict' };
    const { body } = await under.begin(under.newBooking());
    await under.pay(body);
    await under.reaches(body, 'captured');
    await waitUntil(async () => {
      const { data } = await under.stripe.refunds.list({ payment_intent: intentOf(body) });
      return data[0]?.amount === amount;
    });
  });
  test('a refused card can be followed by a good one', async () => {
    const { body } = await under.begin(under.newBooking());
    await under.pay(body, '4000000000009995');
    await under.reaches(body, 'failed');
    const failed = await under.customer.get<Payment>(`/payments/${body.payment.id}`);
    expect(failed.body.declineCode).toBe('insufficient_funds');
    expect(saleCalls()).toEqual([]);
    await under.pay(body);
    await under.reaches(body, 'captured');
  });
  test.each([
    ['seats that are free again are sold after all', undefined, 'captured', 'succeeded'],
    ['seats that are gone void the authorisation', 'seats_taken', 'voided', 'canceled'],
  ] as const)('a hold that ran out during 3-D Secure: %s', async (_, refusal, state, status) => {
    const bookingId = under.newBooking();
    const { body } = await under.begin(bookingId);
    const asked = await under.pay(body, '4000002500003155');
    expect(asked.status).toBe('requires_action');
    await under.reaches(body, 'requires_action');
    // The hold is over, and the payment is not cancelled yet: its customer is at the bank.
    const expiresAtMs = Date.parse(under.bookings.of(bookingId).expiresAt ?? '');
    under.clock.advance(expiresAtMs - under.clock.now().getTime() + 5000);
    under.bookings.refuse = { ...(refusal && { secure: refusal }) };
    await fetch(asked.next_action?.redirect_to_url?.url ?? '', {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ outcome: 'complete' }),
    });
    await under.reaches(body, state);
    const intent = await under.stripe.paymentIntents.retrieve(intentOf(body));
    expect([intent.status, intent.amount_received]).toEqual([
      status,
      state === 'captured' ? amount : 0,
    ]);
    expect(await under.refundsOf(body)).toEqual([]);
  });
  test('an intent that nobody pays is cancelled when its booking is over', async () => {
    const bookingId = under.newBooking();
    const { body } = await under.begin(bookingId);
    under.clock.advance(holdMs + extensionMs + 61_000);
    await waitUntil(
      () => {
        under.clock.advance(20_000);
        return under.bookings.asked.includes('abandon');
      },
      { withinMs: 10_000, everyMs: 200 },
    );
    await under.reaches(body, 'voided');
    expect((await under.stripe.paymentIntents.retrieve(intentOf(body))).status).toBe('canceled');
  });
});

describe('requests', () => {
  test('only the customer’s own pending bookings can be paid', async () => {
    const other = under.newBooking({ customerId: newId('account') });
    expect(codeOf(await under.begin(other))).toBe('booking_not_found');
    expect(codeOf(await under.begin(under.newBooking({ state: 'expired' })))).toBe(
      'booking_expired',
    );
    expect(codeOf(await under.begin(under.newBooking({ state: 'confirmed' })))).toBe(
      'payment_not_possible',
    );
    const key = newId('message');
    await under.begin(under.newBooking(), { key });
    expect(codeOf(await under.begin(under.newBooking(), { key }))).toBe('idempotency_key_reused');
    expect(codeOf(await under.customer.get(`/payments/${newId('payment')}`))).toBe(
      'payment_not_found',
    );
  });
  test('a webhook that Stripe did not sign changes nothing; one that it sent twice counts once', async () => {
    const send = (payload: string, signature: string) =>
      under.service.app.inject({
        method: 'POST',
        url: '/payments/webhook',
        headers: { 'content-type': 'application/json', 'stripe-signature': signature },
        payload,
      });
    under.faults.webhooksLost = true;
    const { body } = await under.begin(under.newBooking());
    await under.pay(body);
    const payload = JSON.stringify({
      id: 'evt_test_1',
      object: 'event',
      type: 'payment_intent.amount_capturable_updated',
      data: { object: { id: intentOf(body), object: 'payment_intent' } },
    });
    const forged = under.stripe.webhooks.generateTestHeaderString({
      payload,
      secret: 'whsec_wrong',
    });
    expect((await send(payload, forged)).statusCode).toBe(400);
    expect(saleCalls()).toEqual([]);
    const signed = under.stripe.webhooks.generateTestHeaderString({
      payload,
      secret: localKeys.webhookSecret,
    });
    const replies = await Promise.all([send(payload, signed), send(payload, signed)]);
    expect(replies.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    await under.reaches(body, 'captured');
    expect(saleCalls()).toEqual(['secure', 'confirm']);
  });
  test('a webhook that is late tells what was: of a voided authorisation nothing is taken', async () => {
    under.faults.webhooksLost = true;
    const { body } = await under.begin(under.newBooking());
    await under.pay(body);
    const intent = await under.stripe.paymentIntents.retrieve(intentOf(body));
    expect(intent.status).toBe('requires_capture');
    await under.stripe.paymentIntents.cancel(intent.id);
    const payload = JSON.stringify({
      id: 'evt_test_late',
      object: 'event',
      type: 'payment_intent.amount_capturable_updated',
      data: { object: intent },
    });
    const signature = under.stripe.webhooks.generateTestHeaderString({
      payload,
      secret: localKeys.webhookSecret,
    });
    const url = '/payments/webhook';
    const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
    await under.service.app.inject({ method: 'POST', url, headers, payload });
    await waitUntil(() => saleCalls().length > 0);
    await waitUntil(
      async () => {
        under.clock.advance(30_000);
        return (await under.stateOf(body)) === 'voided';
      },
      { withinMs: 10_000, everyMs: 100 },
    );
    expect([...new Set(saleCalls())]).toEqual(['secure', 'abandon']);
  });
});

test('a cancellation is refunded once, however often it is told', async () => {
  const bookingId = under.newBooking();
  const { body } = await under.begin(bookingId);
  await under.pay(body);
  await under.reaches(body, 'captured');
  for (const messageId of ['msg_a', 'msg_a', 'msg_b']) {
    await under.tellCancelled(bookingId, body.payment.id, { id: 'cxl_test_1', messageId });
  }
  await waitUntil(() =>
    under.published.some(({ key, type }) => key === bookingId && type === 'payment.refunded'),
  );
  await new Promise((resolve) => setTimeout(resolve, 500));
  const { data } = await under.stripe.refunds.list({ payment_intent: intentOf(body) });
  expect(data.map(({ amount: refunded }) => refunded)).toEqual([93_000]);
  expect(
    (await under.customer.get<Payment>(`/payments/${body.payment.id}`)).body.refundedMinor,
  ).toBe(93_000);
});
