import { newId } from '@ticketing/service-kit';
import { beforeAll, expect, test } from 'vitest';
import type { PaymentStore } from '../src/storage/payment-store.ts';
import {
  createContractKit,
  messageOf,
  nextDay,
  type StoreUnderTest,
} from './payment-store-contract-kit.ts';

const cameBack = (until: Date) => ({ until, failure: 'expired_or_canceled_card' });

/** What is owed back, and what became of it. */
export function testRefunds(opened: () => StoreUnderTest): void {
  let under: StoreUnderTest;
  let store: PaymentStore;
  beforeAll(() => {
    under = opened();
    store = under.store;
  });
  const { create, capture, ask } = createContractKit(() => store);

  test('refunds are never more than the payment, whoever asks at the same time', async () => {
    const { start, after } = nextDay();
    const payment = await create(start);
    await capture(payment, after(1));
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask(payment, 20_000)));
    expect(answers.filter((answer) => answer === 'asked')).toHaveLength(4);
    expect(answers.filter((answer) => answer === 'refused')).toHaveLength(8);
    expect((await store.get(payment.id))?.refundAskedMinor).toBe(80_000);
    expect(await ask(payment, 19_001)).toBe('refused');
    expect(await ask(payment, 19_000)).toBe('asked');
    expect(await ask(payment, 1)).toBe('refused');
    expect((await store.get(payment.id))?.refundAskedMinor).toBe(99_000);
    expect((await store.listDueRefunds(after(2), 500)).length).toBe(5);
    for (const { id } of await store.listDueRefunds(after(2), 500)) {
      await store.finishRefund(id, { stripeRefundId: `re_${id}`, at: after(3), messages: [] });
    }
    expect((await store.get(payment.id))?.refundedMinor).toBe(99_000);
  });

  test('one cancellation, told at once and again, is one refund', async () => {
    const { start, after } = nextDay();
    const payment = await create(start);
    await capture(payment, after(1));
    const id = newId('message');
    const answers = await Promise.all([1, 2, 3].map(() => ask(payment, 60_000, { id })));
    expect(answers.toSorted()).toEqual(['asked', 'known', 'known']);
    expect(await ask(payment, 60_000, { id })).toBe('known');
    expect((await store.get(payment.id))?.refundAskedMinor).toBe(60_000);
    const finish = () =>
      store.finishRefund(id, {
        stripeRefundId: 're_1',
        at: after(9),
        messages: [messageOf(payment, 'refunded')],
      });
    const finished = await Promise.all([finish(), finish(), finish()]);
    expect(finished.filter(Boolean)).toHaveLength(1);
    expect(await under.messagesOf(payment.bookingId)).toEqual(['refunded']);
    expect(await store.listMadeRefunds(payment.id)).toEqual([
      { refundMinor: 60_000, at: after(9) },
    ]);
    expect((await store.get(payment.id))?.refundedMinor).toBe(60_000);
    expect(await store.listDueRefunds(after(900), 500)).toEqual([]);
  });

  test('no refund of another booking, in another currency, of a void or unknown payment', async () => {
    const { start, after } = nextDay();
    const payment = await create(start);
    await capture(payment, after(1));
    expect(await ask(payment, 1000, { bookingId: newId('booking') })).toBe('refused');
    expect(await ask(payment, 1000, { currency: 'USD' })).toBe('refused');
    expect(await ask(payment, 1000, { paymentId: newId('payment') })).toBe('refused');
    const voided = await create(start);
    await store.update(voided.id, { state: 'voided', at: after(1), workDueAt: null });
    expect(await ask(voided, 1000)).toBe('refused');
    expect(await store.listDueRefunds(after(900), 500)).toEqual([]);
  });

  test('a refund waits for the capture, and is put off with what the provider said', async () => {
    const { start, after } = nextDay();
    const payment = await create(start);
    const id = newId('message');
    expect(await ask(payment, 1000, { id })).toBe('asked');
    expect(await store.listDueRefunds(after(60), 500)).toEqual([]);
    await capture(payment, after(61));
    const due = {
      id,
      paymentId: payment.id,
      refundMinor: 1000,
      attempt: 1,
      createdAt: start,
      stripeIntentId: `pi_${payment.id}`,
      bookingId: payment.bookingId,
      customerId: payment.customerId,
      currency: 'KRW',
      description: 'Test show, 1',
      traceparent: null,
    };
    expect(await store.listDueRefunds(after(62), 500)).toEqual([due]);
    const refused = { failure: 'insufficient_balance', failedAttempt: 1 };
    // Two workers heard the same refusal: the next attempt is one, and the outage of a third is none.
    await store.postponeRefund(id, { until: after(99), ...refused });
    await store.postponeRefund(id, { until: after(99) });
    await store.postponeRefund(id, { until: after(100), ...refused });
    expect(await store.listDueRefunds(after(99), 500)).toEqual([]);
    expect(await store.listDueRefunds(after(100), 500)).toEqual([{ ...due, attempt: 2 }]);
    expect(await store.readUnfinishedWork(after(100))).toMatchObject({
      refundsPending: 1,
      refundsRefused: 1,
      refundOldestSeconds: 100,
    });
    await store.finishRefund(id, { stripeRefundId: 're_2', at: after(101), messages: [] });
    await store.postponeRefund(id, { until: after(102) });
    expect(await store.listDueRefunds(after(900), 500)).toEqual([]);
    expect(await store.readUnfinishedWork(after(101))).toMatchObject({
      refundsPending: 0,
      refundsRefused: 0,
    });
  });

  test('a refund that did not reach the customer is owed again, once', async () => {
    const { start, after } = nextDay();
    const payment = await create(start);
    await capture(payment, after(1));
    const id = newId('message');
    await ask(payment, 40_000, { id });
    const made = { at: after(2), messages: [] };
    await store.finishRefund(id, { stripeRefundId: `re_a${id}`, ...made });
    const reopen = () =>
      store.reopenRefund({ stripeRefundId: `re_a${id}`, refundId: id }, cameBack(after(60)));
    await Promise.all([reopen(), reopen(), reopen()]);
    expect(await store.get(payment.id)).toMatchObject({
      refundAskedMinor: 40_000,
      refundedMinor: 0,
    });
    expect(await store.listMadeRefunds(payment.id)).toEqual([]);
    expect(await store.listDueRefunds(after(60), 500)).toMatchObject([{ id, attempt: 2 }]);
    await store.finishRefund(id, { stripeRefundId: `re_b${id}`, ...made });
    await reopen();
    expect((await store.get(payment.id))?.refundedMinor).toBe(40_000);
    expect(await store.listDueRefunds(after(900), 500)).toEqual([]);
  });

  test('a refund that came back before its answer was noted is not taken for made', async () => {
    const { start, after } = nextDay();
    const payment = await create(start);
    await capture(payment, after(1));
    const id = newId('message');
    await ask(payment, 40_000, { id });
    const made = { at: after(2), messages: [] };
    const reopen = (refundId?: string) =>
      store.reopenRefund({ stripeRefundId: `re_a${id}`, refundId }, cameBack(after(60)));
    await reopen();
    expect(await store.listDueRefunds(after(2), 500)).toMatchObject([{ id, attempt: 1 }]);
    await Promise.all([reopen(id), reopen(id)]);
    expect(await store.finishRefund(id, { stripeRefundId: `re_a${id}`, ...made })).toBe(false);
    expect((await store.get(payment.id))?.refundedMinor).toBe(0);
    expect(await store.listDueRefunds(after(59), 500)).toEqual([]);
    expect(await store.listDueRefunds(after(60), 500)).toMatchObject([{ id, attempt: 2 }]);
    expect((await store.readUnfinishedWork(after(60))).refundsRefused).toBe(1);
    expect(await store.finishRefund(id, { stripeRefundId: `re_b${id}`, ...made })).toBe(true);
    await reopen(id);
    expect((await store.get(payment.id))?.refundedMinor).toBe(40_000);
  });

  test('what is returned is all that was not asked back yet', async () => {
    const { start, after } = nextDay();
    const payment = await create(start);
    expect(await ask(payment, 30_000)).toBe('asked');
    const captured = { state: 'captured', at: after(1), workDueAt: null } as const;
    const { bookingExpiresAt } = payment;
    const intentId = `pi_${payment.id}`;
    await store.noteIntent(payment.id, { intentId, bookingExpiresAt, at: after(1) });
    const returnUnder = `${payment.id}-return`;
    await Promise.all([1, 2].map(() => store.update(payment.id, { ...captured, returnUnder })));
    expect((await store.get(payment.id))?.refundAskedMinor).toBe(99_000);
    const due = await store.listDueRefunds(after(2), 500);
    expect(due.map(({ refundMinor }) => refundMinor).toSorted()).toEqual([30_000, 69_000]);
    expect(await ask(payment, 1)).toBe('refused');
    for (const { id } of due) {
      await store.finishRefund(id, { stripeRefundId: `re_${id}`, at: after(3), messages: [] });
    }
    const whole = await create(start);
    expect(await ask(whole, 99_000)).toBe('asked');
    await store.update(whole.id, { ...captured, returnUnder: `${whole.id}-return` });
    expect((await store.get(whole.id))?.refundAskedMinor).toBe(99_000);
  });
}
