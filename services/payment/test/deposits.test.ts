import { bookingExpired, depositRequested, type Payment } from '@ticketing/contracts';
import { newId } from '@ticketing/service-kit';
import { waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPaymentIntent } from '../src/operations/create-payment-intent.ts';
import { amount } from './fake-bookings.ts';
import {
  type Begun,
  bookingOf,
  codeOf,
  intentOf,
  type PaymentUnderTest,
  startPayment,
} from './start-payment.ts';

let under: PaymentUnderTest;
beforeAll(async () => {
  under = await startPayment();
}, 60_000);
afterAll(() => under?.close());
beforeEach(() => under.heal());

const depositHours = 24;
const hoursMs = depositHours * 3_600_000;
const method = 'virtual_account';

async function beginDeposit(): Promise<{ bookingId: string; begun: Begun }> {
  const bookingId = under.newBooking({ depositHours });
  const { status, body: begun } = await under.begin(bookingId, { method });
  expect([status, begun.payment.state]).toEqual([201, 'awaiting_deposit']);
  return { bookingId, begun };
}
const typesOf = (bookingId: string) =>
  under.published.filter(({ key }) => key === bookingId).map(({ type }) => type);
const read = async ({ payment: { id } }: Begun) =>
  (await under.customer.get<Payment>(`/payments/${id}`)).body;

describe('a deposit', () => {
  test('is asked for on an account until a deadline, and buys tickets when it comes', async () => {
    const { bookingId, begun } = await beginDeposit();
    const dueMs = Date.parse(begun.payment.deposit?.dueAt ?? '');
    expect(begun.payment).toMatchObject({
      method,
      amountMinor: amount,
      deposit: { bankName: { ko: '연습은행', en: 'Practice Bank' }, accountHolder: '티켓팅 프로' },
    });
    // The provider counts in seconds.
    expect(Math.abs(dueMs - under.clock.now().getTime() - hoursMs)).toBeLessThanOrEqual(1000);
    expect(Date.parse(under.bookings.of(bookingId).expiresAt ?? '')).toBeGreaterThanOrEqual(dueMs);
    await waitUntil(() => typesOf(bookingId).length === 1);
    const told = under.published.find(({ key }) => key === bookingId);
    expect(told).toMatchObject({
      type: depositRequested.type,
      data: { paymentId: begun.payment.id, amountMinor: amount, deposit: begun.payment.deposit },
    });
    expect(await under.transfer(begun)).toBe(200);
    await under.reaches(begun, 'captured');
    expect(under.bookings.asked).toEqual(['begin virtual_account', 'secure', 'confirm']);
    expect(under.bookings.of(bookingId).state).toBe('confirmed');
    await waitUntil(() => typesOf(bookingId).includes('payment.captured'));
    const receipt = await under.customer.get<object>(`/payments/${begun.payment.id}/receipt`);
    expect(receipt.body).toMatchObject({ method, amountMinor: amount, refunds: [] });
    expect(receipt.body).not.toHaveProperty('card');
    expect(await under.refundsOf(begun)).toEqual([]);
  });

  test('asked for again, in two tabs or after a lost answer, is one account and one message', async () => {
    const bookingId = under.newBooking({ depositHours });
    const key = newId('message');
    let lost = 0;
    under.faults.afterCall = (name) => {
      if (name !== 'createIntent' || lost > 0) return;
      lost += 1;
      throw new Error('the answer is lost');
    };
    expect((await under.begin(bookingId, { key, method })).status).toBe(500);
    const replies = await Promise.all([
      under.begin(bookingId, { key, method }),
      under.begin(bookingId, { key, method }),
      under.begin(bookingId, { method }),
    ]);
    const accounts = replies.map(({ body }) => body.payment.deposit?.accountNumber);
    expect(new Set(accounts).size).toBe(1);
    const { data } = await under.stripe.paymentIntents.list({ limit: 100 });
    expect(data.filter(({ metadata }) => metadata.booking_id === bookingId)).toHaveLength(1);
    expect(under.bookings.asked).toEqual(['begin virtual_account']);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(typesOf(bookingId)).toEqual([depositRequested.type]);
  });

  test('whose answer was lost for good is opened by the poller, so that no account is forgotten', async () => {
    const bookingId = under.newBooking({ depositHours });
    under.faults.afterCall = (name) => {
      if (name === 'createIntent') throw new Error('killed here');
    };
    await under.begin(bookingId, { method });
    under.faults.afterCall = undefined;
    under.clock.advance(31_000);
    await waitUntil(() => typesOf(bookingId).includes(depositRequested.type));
    const { data } = await under.stripe.paymentIntents.list({ limit: 100 });
    expect(data.filter(({ metadata }) => metadata.booking_id === bookingId)).toHaveLength(1);
  });

  test('takes no other amount', async () => {
    const { begun } = await beginDeposit();
    for (const wrong of [amount - 1, amount + 1, 0]) {
      expect(await under.transfer(begun, wrong)).toBe(400);
    }
    expect(await under.stateOf(begun)).toBe('awaiting_deposit');
    expect(under.bookings.asked).toEqual(['begin virtual_account']);
  });

  test('is found by the poller when its webhook never comes', async () => {
    const { begun } = await beginDeposit();
    under.faults.webhooksLost = true;
    await under.transfer(begun);
    under.clock.advance(61_000);
    await waitUntil(() => under.bookings.asked.includes('confirm'), { withinMs: 10_000 });
    await under.reaches(begun, 'captured');
  });

  test('that does not come in time ends the booking, and comes too late afterwards', async () => {
    const { bookingId, begun } = await beginDeposit();
    under.clock.advance(hoursMs + 1000);
    await waitUntil(
      async () => {
        under.clock.advance(30_000);
        return under.bookings.of(bookingId).state === 'expired';
      },
      { withinMs: 10_000, everyMs: 200 },
    );
    await under.reaches(begun, 'voided');
    expect((await read(begun)).voidReason).toBe('timeout');
    expect(await under.transfer(begun)).toBe(400);
    const intent = await under.stripe.paymentIntents.retrieve(intentOf(begun));
    expect([intent.status, intent.amount_received]).toEqual(['canceled', 0]);
  });

  test('for seats that are lost goes back in full, and the booking ends', async () => {
    const { bookingId, begun } = await beginDeposit();
    under.bookings.refuse = { secure: 'seats_taken' };
    expect(await under.transfer(begun)).toBe(200);
    await under.reaches(begun, 'captured');
    await waitUntil(async () => (await under.refundsOf(begun)).length > 0, { withinMs: 5000 });
    expect(await under.refundsOf(begun)).toEqual([amount]);
    expect(under.bookings.asked).toEqual(['begin virtual_account', 'abandon']);
    expect(under.bookings.of(bookingId).state).toBe('expired');
    await waitUntil(async () => (await read(begun)).refundedMinor === amount);
  });

  test('and the end of its booking in one moment: tickets, or the money back, or no money', async () => {
    const seen = new Set<string>();
    for (let round = 0; round < 12; round += 1) {
      under.heal();
      const { bookingId, begun } = await beginDeposit();
      const expire = async () => {
        const known = under.bookings.of(bookingId);
        under.bookings.all.set(bookingId, { ...known, state: 'expired' });
        const booking = { ...bookingOf({ bookingId, customerId: under.customerId }) };
        await under.eventBus.publish('booking-events', [
          {
            id: newId('message'),
            key: bookingId,
            type: bookingExpired.type,
            time: under.clock.now().toISOString(),
            data: { booking: { ...booking, state: 'expired' } },
          },
        ]);
      };
      const pause = new Promise((resolve) => setTimeout(resolve, (round % 4) * 40));
      const [status] = await Promise.all([pause.then(() => under.transfer(begun)), expire()]);
      await waitUntil(
        async () => {
          under.clock.advance(20_000);
          return ['captured', 'voided'].includes(await under.stateOf(begun));
        },
        { withinMs: 10_000, everyMs: 50 },
      );
      if (status === 200) {
        await waitUntil(async () => (await under.refundsOf(begun)).length > 0, {
          withinMs: 5000,
        });
        expect(await under.refundsOf(begun)).toEqual([amount]);
      } else {
        expect([status, await under.stateOf(begun)]).toEqual([400, 'voided']);
        expect(await under.refundsOf(begun)).toEqual([]);
      }
      expect(under.bookings.asked).not.toContain('confirm');
      seen.add(String(status));
    }
    expect(seen.size).toBeGreaterThan(0);
  }, 60_000);

  test('is refused where the terms or the installation take none, and nothing begins', async () => {
    const bookingId = under.newBooking();
    const refused = await under.begin(bookingId, { method });
    expect([refused.status, codeOf(refused)]).toEqual([409, 'payment_not_possible']);
    expect(under.bookings.asked).toEqual([]);
    const rows = await under.database.query('select id from payments where booking_id = $1', [
      bookingId,
    ]);
    expect(rows).toEqual([]);
    const cardsOnly = { publicConfig: { methods: ['card'] } } as unknown as Parameters<
      typeof createPaymentIntent
    >[0];
    const command = { bookingId, customerId: under.customerId, method, idempotencyKey: 'key' };
    await expect(
      createPaymentIntent(cardsOnly, { ...command, method: 'virtual_account' }),
    ).rejects.toMatchObject({ code: 'payment_not_possible' });
  });
});

describe('another method', () => {
  test('takes the place of a card that was not charged; the booking goes on', async () => {
    const bookingId = under.newBooking({ depositHours });
    const { body: card } = await under.begin(bookingId);
    const { body: deposit, status } = await under.begin(bookingId, { method });
    expect([status, deposit.payment.state]).toEqual([201, 'awaiting_deposit']);
    const first = await read(card);
    expect([first.state, first.voidReason]).toEqual(['voided', undefined]);
    expect(await under.stripe.paymentIntents.retrieve(intentOf(card))).toMatchObject({
      status: 'canceled',
    });
    expect(under.bookings.of(bookingId).state).toBe('pending_payment');
    await under.transfer(deposit);
    await under.reaches(deposit, 'captured');
    expect(under.bookings.asked).not.toContain('abandon');
  });

  test('takes the place of an account, which takes no money from then on', async () => {
    const { bookingId, begun: deposit } = await beginDeposit();
    const { body: card } = await under.begin(bookingId);
    expect(card.payment).toMatchObject({ state: 'created', method: 'card' });
    expect(await under.transfer(deposit)).toBe(400);
    await under.pay(card);
    await under.reaches(card, 'captured');
    expect(await under.stateOf(deposit)).toBe('voided');
    expect(under.bookings.asked.filter((name) => !name.startsWith('begin'))).toEqual([
      'secure',
      'confirm',
    ]);
  });

  test('waits for the provider, which must end the first one; the booking goes on', async () => {
    const bookingId = under.newBooking({ depositHours });
    const { body: card } = await under.begin(bookingId);
    under.faults.providerDown = true;
    const refused = await under.begin(bookingId, { method });
    expect([refused.status, codeOf(refused)]).toEqual([503, 'payment_provider_unavailable']);
    under.faults.providerDown = false;
    const { status, body: deposit } = await under.begin(bookingId, { method });
    expect([status, deposit.payment.state]).toEqual([201, 'awaiting_deposit']);
    await under.reaches(card, 'voided');
    expect(under.bookings.of(bookingId).state).toBe('pending_payment');
  });

  test('comes too late when money is there: that payment goes on', async () => {
    const bookingId = under.newBooking({ depositHours });
    const { body: card } = await under.begin(bookingId);
    under.faults.webhooksLost = true;
    await under.pay(card);
    const refused = await under.begin(bookingId, { method });
    expect([refused.status, codeOf(refused)]).toEqual([409, 'payment_not_possible']);
    await under.reaches(card, 'captured');
    const paid = await beginDeposit();
    await under.transfer(paid.begun);
    expect(codeOf(await under.begin(paid.bookingId))).toBe('payment_not_possible');
    await waitUntil(
      async () => {
        under.clock.advance(20_000);
        return (await under.stateOf(paid.begun)) === 'captured';
      },
      { withinMs: 10_000, everyMs: 100 },
    );
    expect(under.bookings.of(paid.bookingId).state).toBe('confirmed');
  });
});
