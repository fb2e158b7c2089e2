import type { BusMessage } from '@ticketing/event-bus';
import { newId } from '@ticketing/service-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PaymentRecord } from '../src/domain/payment-record.ts';
import type { NewPayment, PaymentStore } from '../src/storage/payment-store.ts';

export interface StoreUnderTest {
  readonly store: PaymentStore;
  /** Types of the messages that were saved for the booking, in their order. */
  messagesOf(bookingId: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Each test has a day before the others’, so that what they left is not due yet. */
let day = Date.UTC(2026, 6, 3);
function nextDay(): { start: Date; after: (seconds: number) => Date } {
  day -= 86_400_000;
  const startMs = day;
  return {
    start: new Date(startMs),
    after: (seconds) => new Date(startMs + seconds * 1000),
  };
}

const newPayment = (createdAt: Date, changes: Partial<NewPayment> = {}): NewPayment => ({
  id: newId('payment'),
  bookingId: newId('booking'),
  customerId: newId('account'),
  organizerId: newId('organizer'),
  idempotencyKey: newId('message'),
  method: 'card',
  amountMinor: 99_000,
  currency: 'KRW',
  description: 'Test show, 1',
  payBy: null,
  bookingExpiresAt: new Date(createdAt.getTime() + 480_000),
  createdAt,
  workDueAt: new Date(createdAt.getTime() + 10_000),
  traceparent: null,
  ...changes,
});

const messageOf = (payment: { bookingId: string }, type: string): BusMessage => ({
  id: newId('message'),
  key: payment.bookingId,
  type,
  time: '2026-07-03T11:00:00.000Z',
  data: { of: payment.bookingId },
});

const deposit = {
  bankName: { ko: '연습은행', en: 'Practice Bank' },
  accountNumber: '900-1234-5678',
  accountHolder: '티켓팅프로',
  dueAt: '2026-07-05T11:00:00.000Z',
};

/** Every sentence of the port of payments, proved on one engine. */
export function provesPaymentStore(engine: string, open: () => Promise<StoreUnderTest>): void {
  describe(`payments in ${engine}`, () => {
    let under: StoreUnderTest;
    let store: PaymentStore;
    beforeAll(async () => {
      under = await open();
      store = under.store;
    }, 120_000);
    afterAll(() => under?.close());

    async function create(
      createdAt: Date,
      changes: Partial<NewPayment> = {},
    ): Promise<PaymentRecord> {
      const created = await store.create(newPayment(createdAt, changes));
      if (created === undefined) throw new Error('not created');
      return created;
    }
    async function capture(payment: PaymentRecord, at: Date): Promise<void> {
      const opened = { intentId: `pi_${payment.id}`, bookingExpiresAt: payment.bookingExpiresAt };
      await store.noteIntent(payment.id, { ...opened, at });
      await store.update(payment.id, { state: 'captured', at, workDueAt: null });
    }
    const ask = (payment: PaymentRecord, refundMinor: number, changes = {}) =>
      store.askRefund({
        id: newId('message'),
        paymentId: payment.id,
        bookingId: payment.bookingId,
        refundMinor,
        currency: 'KRW',
        at: payment.createdAt,
        ...changes,
      });

    test('what is created is read as it was, by its id, its key and its booking', async () => {
      const { start, after } = nextDay();
      const given = newPayment(start, {
        method: 'virtual_account',
        payBy: after(3600),
        traceparent: '00-1-2-01',
      });
      const created = await store.create(given);
      const { workDueAt: _, ...kept } = given;
      expect(created).toEqual({
        ...kept,
        state: 'created',
        refundAskedMinor: 0,
        refundedMinor: 0,
        stripeIntentId: null,
        deposit: null,
        declineCode: null,
        voidReason: null,
        cancelRequested: false,
        isReplaced: false,
        checks: 0,
        attempt: 1,
        capturedAt: null,
        card: null,
        updatedAt: start,
      });
      expect(await store.get(given.id)).toEqual(created);
      expect(await store.findByKey(given.customerId, given.idempotencyKey)).toEqual(created);
      expect(await store.findByKey(newId('account'), given.idempotencyKey)).toBeUndefined();
      expect(await store.findLive(given.bookingId)).toEqual(created);
      expect(await store.get(newId('payment'))).toBeUndefined();
      await store.ping();
      await store.pingWrites();
    });

    test('of payments of one booking, created at once, one exists; a voided one makes room', async () => {
      const { start } = nextDay();
      const bookingId = newId('booking');
      const rivals = [1, 2, 3, 4, 5].map(() => newPayment(start, { bookingId }));
      const created = await Promise.all(rivals.map((rival) => store.create(rival)));
      const winners = created.filter((payment) => payment !== undefined);
      expect(winners).toHaveLength(1);
      expect(await store.findLive(bookingId)).toEqual(winners[0]);
      const id = winners[0]?.id ?? '';
      await store.update(id, { state: 'voided', at: start, workDueAt: null });
      expect(await store.findLive(bookingId)).toBeUndefined();
      expect(await create(start, { bookingId })).toMatchObject({ bookingId });
    });

    test('a customer uses a key once', async () => {
      const { start } = nextDay();
      const first = await create(start);
      const { customerId, idempotencyKey } = first;
      const again = newPayment(start, { customerId, idempotencyKey });
      expect(await store.create(again)).toBeUndefined();
      expect(await store.create(newPayment(start, { idempotencyKey }))).toBeDefined();
    });

    test('of the provider’s answers the first stays; the end of the hold is the newest', async () => {
      const { start, after } = nextDay();
      const payment = await create(start);
      const first = { intentId: `pi_a${payment.id}`, bookingExpiresAt: after(900) };
      const noted = await store.noteIntent(payment.id, { ...first, at: after(1) });
      expect(noted).toEqual({
        ...payment,
        stripeIntentId: first.intentId,
        bookingExpiresAt: after(900),
        updatedAt: after(1),
      });
      const second = { intentId: `pi_b${payment.id}`, bookingExpiresAt: after(950) };
      expect(await store.noteIntent(payment.id, { ...second, at: after(2) })).toMatchObject({
        stripeIntentId: first.intentId,
        bookingExpiresAt: after(950),
      });
      expect(await store.noteIntent(newId('payment'), { ...first, at: after(1) })).toBeUndefined();
    });

    test('an account is noted and told of once, however many answers come at once', async () => {
      const { start, after } = nextDay();
      const payment = await create(start, { method: 'virtual_account', payBy: after(3600) });
      const note = () =>
        store.noteIntent(payment.id, {
          intentId: `pi_${payment.id}`,
          bookingExpiresAt: after(3600),
          at: after(1),
          deposit,
          messages: [messageOf(payment, 'deposit')],
        });
      await Promise.all([note(), note(), note()]);
      expect(await store.get(payment.id)).toMatchObject({ state: 'awaiting_deposit', deposit });
      expect(await under.messagesOf(payment.bookingId)).toEqual(['deposit']);
    });

    test('an update is noted, counted and told of when it moves the payment', async () => {
      const { start, after } = nextDay();
      const payment = await create(start);
      const failed = { state: 'failed', declineCode: 'insufficient_funds' } as const;
      const at = after(5);
      expect(await store.update(payment.id, { ...failed, at, workDueAt: after(9) })).toBe(true);
      const messages = [messageOf(payment, 'captured')];
      const again = { ...failed, at, workDueAt: after(9), failedAttempt: 1 };
      expect(await store.update(payment.id, again)).toBe(false);
      expect(await store.get(payment.id)).toEqual({
        ...payment,
        ...failed,
        checks: 2,
        attempt: 2,
        updatedAt: at,
      });
      const captured = {
        state: 'captured',
        at: after(6),
        workDueAt: null,
        card: { brand: 'visa', last4: '4242' },
        messages,
      } as const;
      const moved = await Promise.all([1, 2, 3].map(() => store.update(payment.id, captured)));
      expect(moved.filter(Boolean)).toHaveLength(1);
      expect(await store.get(payment.id)).toMatchObject({
        state: 'captured',
        declineCode: null,
        capturedAt: after(6),
        card: { brand: 'visa', last4: '4242' },
      });
      expect(await under.messagesOf(payment.bookingId)).toEqual(['captured']);
      expect(await store.update(newId('payment'), captured)).toBe(false);
    });

    test('a settled payment stays what it is, and a payment goes no way back', async () => {
      const { start, after } = nextDay();
      const captured = await create(start);
      await capture(captured, after(1));
      const voided = { state: 'voided', at: after(2), workDueAt: null } as const;
      expect(await store.update(captured.id, voided)).toBe(false);
      expect((await store.get(captured.id))?.state).toBe('captured');
      await store.makeDueOfBooking(captured.bookingId, { at: after(2), cancel: true });
      expect((await store.get(captured.id))?.cancelRequested).toBe(false);
      const authorised = await create(start);
      await store.update(authorised.id, { state: 'authorised', at: after(1), workDueAt: after(2) });
      const back = { state: 'requires_action', at: after(3), workDueAt: after(500) } as const;
      expect(await store.update(authorised.id, back)).toBe(false);
      const due = await store.listDue(after(2), 10);
      expect(due.map(({ id, state }) => [id, state])).toContainEqual([authorised.id, 'authorised']);
      await store.update(authorised.id, voided);
    });

    test('payments are due from their time on, the longest first, some at a time', async () => {
      const { start, after } = nextDay();
      const late = await create(start, { workDueAt: after(20) });
      const early = await create(start, { workDueAt: after(10) });
      const dueAt = async (at: Date, limit: number) =>
        (await store.listDue(at, limit)).map(({ id }) => id);
      expect(await dueAt(after(9), 5)).not.toContain(early.id);
      expect(await dueAt(after(10), 500)).toContain(early.id);
      const both = await dueAt(after(20), 500);
      expect(both.indexOf(early.id)).toBeLessThan(both.indexOf(late.id));
      expect(await dueAt(after(20), 1)).toHaveLength(1);
      await store.makeDueOfBooking(late.bookingId, { at: after(1), cancel: true });
      expect(await dueAt(after(1), 500)).toContain(late.id);
      expect((await store.get(late.id))?.cancelRequested).toBe(true);
      for (const { id } of [late, early]) {
        await store.update(id, { state: 'voided', at: after(21), workDueAt: null });
      }
      expect(await dueAt(after(30), 500)).toEqual([]);
    });

    test('a payment is replaced while it is open and its seats are not sold', async () => {
      const { start, after } = nextDay();
      const payment = await create(start, { workDueAt: after(500) });
      expect(await store.replace(payment.id, after(1))).toEqual({
        ...payment,
        cancelRequested: true,
        isReplaced: true,
      });
      expect((await store.listDue(after(1), 500)).map(({ id }) => id)).toContain(payment.id);
      await store.update(payment.id, { state: 'authorised', at: after(2), workDueAt: after(3) });
      expect(await store.replace(payment.id, after(4))).toBeUndefined();
      await store.update(payment.id, { state: 'voided', at: after(5), workDueAt: null });
      expect(await store.replace(payment.id, after(6))).toBeUndefined();
      expect(await store.replace(newId('payment'), after(6))).toBeUndefined();
    });

    test('a webhook’s event counts once, and only for an open payment of ours', async () => {
      const { start, after } = nextDay();
      const payment = await create(start, { workDueAt: after(500) });
      const intentId = `pi_${payment.id}`;
      const { bookingExpiresAt } = payment;
      await store.noteIntent(payment.id, { intentId, bookingExpiresAt, at: after(1) });
      const event = { eventId: newId('message'), intentId, at: after(2) };
      const seen = await Promise.all([1, 2, 3].map(() => store.noteWebhook(event)));
      expect(seen.filter((found) => found !== undefined)).toMatchObject([{ id: payment.id }]);
      expect((await store.listDue(after(2), 500)).map(({ id }) => id)).toContain(payment.id);
      const other = { eventId: newId('message'), intentId: 'pi_other', at: after(2) };
      expect(await store.noteWebhook(other)).toBeUndefined();
      await capture(payment, after(3));
      const late = { ...event, eventId: newId('message') };
      expect(await store.noteWebhook(late)).toBeUndefined();
      await store.forgetWebhooks(after(3));
    });

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
      const refused = { failure: 'insufficient_balance', nextAttempt: true };
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
        store.reopenRefund(`re_a${id}`, { until: after(60), failure: 'expired_or_canceled_card' });
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

    test('facts tell of all payments of bookings; captured ones are listed page by page', async () => {
      const { start, after } = nextDay();
      const bookingId = newId('booking');
      const first = await create(start, { bookingId });
      await store.update(first.id, { state: 'voided', at: after(1), workDueAt: null });
      const second = await create(start, { bookingId });
      await capture(second, after(2));
      await ask(second, 20_000);
      const other = await create(start);
      await capture(other, after(2));
      const open = await create(start);
      const facts = await store.listFacts([bookingId, newId('booking')]);
      expect(facts.toSorted((a, b) => (a.paymentId < b.paymentId ? -1 : 1))).toEqual([
        {
          bookingId,
          paymentId: first.id,
          state: 'voided',
          amountMinor: 99_000,
          refundAskedMinor: 0,
          refundedMinor: 0,
          updatedAt: after(1).toISOString(),
        },
        {
          bookingId,
          paymentId: second.id,
          state: 'captured',
          amountMinor: 99_000,
          refundAskedMinor: 20_000,
          refundedMinor: 0,
          updatedAt: after(2).toISOString(),
        },
      ]);
      const page = await store.listCaptured({ afterId: first.id, limit: 1 });
      expect(page.map(({ paymentId }) => paymentId)).toEqual([second.id]);
      const next = await store.listCaptured({ afterId: second.id, limit: 10 });
      expect(next.map(({ paymentId }) => paymentId)).toEqual([other.id]);
      await store.update(open.id, { state: 'voided', at: after(3), workDueAt: null });
    });
  });
}
