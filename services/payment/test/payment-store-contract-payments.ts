import { newId } from '@ticketing/service-kit';
import { beforeAll, expect, test } from 'vitest';
import type { PaymentStore } from '../src/storage/payment-store.ts';
import {
  createContractKit,
  messageOf,
  newPayment,
  nextDay,
  type StoreUnderTest,
} from './payment-store-contract-kit.ts';

const deposit = {
  bankName: { ko: '연습은행', en: 'Practice Bank' },
  accountNumber: '900-1234-5678',
  accountHolder: '티켓팅프로',
  dueAt: '2026-07-05T11:00:00.000Z',
};

/** How a payment begins, moves and ends, and who finds it. */
export function testPayments(opened: () => StoreUnderTest): void {
  let under: StoreUnderTest;
  let store: PaymentStore;
  beforeAll(() => {
    under = opened();
    store = under.store;
  });
  const { create, capture, ask } = createContractKit(() => store);

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
    const event = { eventId: newId('message'), intentId, at: after(2), dueAt: after(4) };
    const seen = await Promise.all([1, 2, 3].map(() => store.noteWebhook(event)));
    expect(seen.filter((found) => found !== undefined)).toMatchObject([{ id: payment.id }]);
    const due = async (at: Date) => (await store.listDue(at, 500)).map(({ id }) => id);
    expect(await due(after(3))).not.toContain(payment.id);
    expect(await due(after(4))).toContain(payment.id);
    const later = { ...event, eventId: newId('message'), dueAt: after(5) };
    expect(await store.noteWebhook(later)).toMatchObject({ id: payment.id });
    expect(await due(after(4))).toContain(payment.id);
    const other = { ...event, eventId: newId('message'), intentId: 'pi_other' };
    expect(await store.noteWebhook(other)).toBeUndefined();
    await capture(payment, after(3));
    const late = { ...event, eventId: newId('message') };
    expect(await store.noteWebhook(late)).toBeUndefined();
    await store.forgetWebhooks(after(3));
  });

  test('facts tell of all payments of bookings; captured ones are listed page by page', async () => {
    const { start, after } = nextDay();
    const bookingId = newId('booking');
    const first = await create(start, { bookingId });
    await store.update(first.id, { state: 'voided', at: after(1), workDueAt: null });
    const second = await create(start, { bookingId });
    await capture(second, after(2));
    const refundId = newId('message');
    await ask(second, 20_000, { id: refundId });
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
    // No other test may find them open.
    await store.update(open.id, { state: 'voided', at: after(3), workDueAt: null });
    await store.finishRefund(refundId, { stripeRefundId: 're_facts', at: after(3), messages: [] });
  });
}
