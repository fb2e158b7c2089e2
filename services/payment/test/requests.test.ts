import type { PaymentFacts, PaymentReceipt } from '@ticketing/contracts';
import { newId } from '@ticketing/service-kit';
import { accessTokenFor, apiClient, testSecrets, waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { amount } from './fake-bookings.ts';
import { type Begun, codeOf, type PaymentUnderTest, startPayment } from './start-payment.ts';

let under: PaymentUnderTest;
beforeAll(async () => {
  under = await startPayment();
}, 60_000);
afterAll(() => under?.close());
beforeEach(() => under.heal());

const countPayments = async () =>
  (await under.database.query<{ n: number }>('select count(*) as n from payments'))[0]?.n;

async function captured(): Promise<{ bookingId: string; begun: Begun }> {
  const bookingId = under.newBooking();
  const { body: begun } = await under.begin(bookingId);
  await under.pay(begun);
  await under.reaches(begun, 'captured');
  return { bookingId, begun };
}

describe('what cannot be paid is refused by a code, and nothing begins', () => {
  test.each([
    ['nothing', { amountMinor: 0 }, 'payment_not_possible'],
    ['more than the provider takes', { amountMinor: 100_000_000 }, 'payment_not_possible'],
    ['another one’s booking', { customerId: newId('account') }, 'booking_not_found'],
    ['an expired one', { state: 'expired' }, 'booking_expired'],
    ['one whose time is over', { expiresAt: '2020-01-01T00:00:00.000Z' }, 'booking_expired'],
    ['a confirmed one', { state: 'confirmed' }, 'payment_not_possible'],
    ['a cancelled one', { state: 'cancelled' }, 'payment_not_possible'],
  ] as const)('%s', async (_, changes, code) => {
    const before = await countPayments();
    const reply = await under.begin(under.newBooking(changes));
    expect([codeOf(reply), reply.status >= 400 && reply.status < 500]).toEqual([code, true]);
    expect(await countPayments()).toBe(before);
    expect(under.keys).toEqual([]);
  });

  test.each([
    ['no booking', {}],
    ['a booking of another form', { bookingId: 'bkg_1' }],
    ['a ticket', { bookingId: newId('ticket') }],
    ['a method that nobody knows', { bookingId: newId('booking'), method: 'cash' }],
    ['an amount of its own', { bookingId: newId('booking'), amountMinor: 1 }],
    ['a list', []],
  ])('%s', async (_, body) => {
    const reply = await under.customer.post('/payments/intents', body, {
      idempotencyKey: newId('message'),
    });
    expect([reply.status, codeOf(reply)]).toEqual([400, 'invalid_request']);
  });

  test('a booking that nobody knows, and a key that was used for another', async () => {
    expect(codeOf(await under.begin(newId('booking')))).toBe('booking_not_found');
    const key = newId('message');
    await under.begin(under.newBooking({ depositHours: 24 }), { key });
    expect(codeOf(await under.begin(under.newBooking(), { key }))).toBe('idempotency_key_reused');
  });

  test.each([
    ['another price', { amountMinor: amount + 1 }],
    ['another currency', { currency: 'USD' }],
  ])('%s than the payment began with', async (_, changes) => {
    const bookingId = under.newBooking();
    const { body: begun } = await under.begin(bookingId);
    under.bookings.all.set(bookingId, { ...under.bookings.of(bookingId), ...changes });
    expect(codeOf(await under.begin(bookingId))).toBe('payment_not_possible');
    expect((await under.customer.get<object>(`/payments/${begun.payment.id}`)).body).toMatchObject({
      amountMinor: amount,
      currency: 'KRW',
    });
  });
});

describe('a receipt', () => {
  test('says what was paid by which card, and what went back and when', async () => {
    const { bookingId, begun } = await captured();
    const path = `/payments/${begun.payment.id}/receipt`;
    const first = await under.customer.get<PaymentReceipt>(path);
    expect(first.body).toEqual({
      number: `R-${begun.payment.id.slice('pay_'.length)}`,
      paymentId: begun.payment.id,
      bookingId,
      method: 'card',
      card: { brand: 'visa', last4: '4242' },
      amountMinor: amount,
      currency: 'KRW',
      capturedAt: expect.stringMatching(/Z$/),
      refunds: [],
    });
    under.clock.advance(60_000);
    await under.tellCancelled(bookingId, begun.payment.id, { id: 'cxl_r1', refundMinor: 30_000 });
    await waitUntil(async () => (await under.refundsOf(begun)).length === 1);
    under.clock.advance(60_000);
    await under.tellCancelled(bookingId, begun.payment.id, { id: 'cxl_r2', refundMinor: 20_000 });
    const read = async () => (await under.customer.get<PaymentReceipt>(path)).body;
    await waitUntil(async () => (await read()).refunds.length === 2);
    const { refunds, ...rest } = await read();
    expect(rest).toEqual({ ...first.body, refunds: undefined });
    expect(refunds.map(({ refundMinor }) => refundMinor)).toEqual([30_000, 20_000]);
    const [one, two] = refunds.map(({ at }) => Date.parse(at));
    expect((two ?? 0) - (one ?? 0)).toBe(60_000);
  });

  test('is the payer’s alone, and there is none before the money was taken', async () => {
    const { begun } = await captured();
    const stranger = apiClient(
      under.baseUrl,
      await accessTokenFor({
        accountId: newId('account'),
        role: 'customer',
        clock: under.clock,
        expiresInSeconds: 9000,
      }),
    );
    for (const path of ['', '/receipt']) {
      const reply = await stranger.get(`/payments/${begun.payment.id}${path}`);
      expect(codeOf(reply)).toBe('payment_not_found');
    }
    const { body: open } = await under.begin(under.newBooking());
    const early = await under.customer.get(`/payments/${open.payment.id}/receipt`);
    expect([early.status, codeOf(early)]).toEqual([409, 'state_conflict']);
  });
});

describe('for the auditor', () => {
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${under.baseUrl}${path}`, {
      method,
      headers: {
        'x-service-token': testSecrets.SERVICE_TOKEN,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as never };
  };

  test('facts are read of up to 200 bookings, by services alone', async () => {
    const { bookingId, begun } = await captured();
    const path = '/internal/payments/facts';
    const { body } = await call('POST', path, { bookingIds: [bookingId, newId('booking')] });
    expect(body).toEqual({
      payments: [
        {
          bookingId,
          paymentId: begun.payment.id,
          state: 'captured',
          amountMinor: amount,
          refundAskedMinor: 0,
          refundedMinor: 0,
          updatedAt: expect.stringMatching(/Z$/),
        },
      ],
    });
    const many = Array.from({ length: 201 }, () => newId('booking'));
    expect((await call('POST', path, { bookingIds: many })).status).toBe(400);
    expect((await call('POST', path, { bookingIds: many.slice(1) })).status).toBe(200);
    expect((await call('POST', path, { bookingIds: [] })).status).toBe(400);
    const customer = await under.customer.post(path, { bookingIds: [bookingId] });
    expect([401, 403]).toContain(customer.status);
    expect([401, 403]).toContain((await under.customer.get('/internal/payments/captured')).status);
  });

  test('captured payments come page by page, each once', async () => {
    const sales = await Promise.all([captured(), captured(), captured()]);
    const seen: string[] = [];
    for (let afterId = ''; ; ) {
      const query = new URLSearchParams({ limit: '2', ...(afterId !== '' && { afterId }) });
      const { body } = await call('GET', `/internal/payments/captured?${query}`);
      const { payments } = body as { payments: PaymentFacts[] };
      expect(payments.length).toBeLessThanOrEqual(2);
      seen.push(...payments.map(({ paymentId }) => paymentId));
      afterId = payments.at(-1)?.paymentId ?? '';
      if (payments.length === 0) break;
    }
    expect(seen).toEqual(seen.toSorted());
    expect(new Set(seen).size).toBe(seen.length);
    for (const { begun } of sales) expect(seen).toContain(begun.payment.id);
    expect((await call('GET', '/internal/payments/captured?limit=201')).status).toBe(400);
    expect((await call('GET', '/internal/payments/captured?afterId=1')).status).toBe(400);
  });
});
