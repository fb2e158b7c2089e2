import type { BusMessage } from '@ticketing/event-bus';
import { newId } from '@ticketing/service-kit';
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
export function nextDay(): { start: Date; after: (seconds: number) => Date } {
  day -= 86_400_000;
  const startMs = day;
  return {
    start: new Date(startMs),
    after: (seconds) => new Date(startMs + seconds * 1000),
  };
}

export const newPayment = (createdAt: Date, changes: Partial<NewPayment> = {}): NewPayment => ({
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

export const messageOf = (payment: { bookingId: string }, type: string): BusMessage => ({
  id: newId('message'),
  key: payment.bookingId,
  type,
  time: '2026-07-03T11:00:00.000Z',
  data: { of: payment.bookingId },
});

/** What the tests do to come to where they begin, on a store that is open by then. */
export function createContractKit(store: () => PaymentStore) {
  return {
    async create(createdAt: Date, changes: Partial<NewPayment> = {}): Promise<PaymentRecord> {
      const created = await store().create(newPayment(createdAt, changes));
      if (created === undefined) throw new Error('not created');
      return created;
    },
    async capture(payment: PaymentRecord, at: Date): Promise<void> {
      const opened = { intentId: `pi_${payment.id}`, bookingExpiresAt: payment.bookingExpiresAt };
      await store().noteIntent(payment.id, { ...opened, at });
      await store().update(payment.id, { state: 'captured', at, workDueAt: null });
    },
    ask: (payment: PaymentRecord, refundMinor: number, changes = {}) =>
      store().askRefund({
        id: newId('message'),
        paymentId: payment.id,
        bookingId: payment.bookingId,
        refundMinor,
        currency: 'KRW',
        at: payment.createdAt,
        ...changes,
      }),
  };
}
