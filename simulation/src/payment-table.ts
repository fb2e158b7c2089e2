import {
  mayMove,
  type PaymentRecord,
  type PaymentStore,
  statesBefore,
} from '@ticketing/payment-service/simulation';
import { createOutbox, type Outbox } from './outbox.ts';
import { createReports, due, withPayment } from './payment-lists.ts';

export interface KeptRefund {
  readonly id: string;
  readonly paymentId: string;
  readonly refundMinor: number;
  readonly attempt: number;
  readonly createdAt: Date;
  readonly workDueAtMs: number | null;
  readonly providerId: string | undefined;
  readonly failedIds: readonly string[];
  readonly madeAt: Date | undefined;
  readonly failure: string | undefined;
}

/** Each call is one step: nothing comes between its reading and its writing. */
type Steps = {
  [Name in keyof Omit<PaymentStore, UnstoredName>]: (
    ...given: Parameters<PaymentStore[Name]>
  ) => Awaited<ReturnType<PaymentStore[Name]>>;
};
type UnstoredName = 'ping' | 'pingWrites';

/** What survives the processes of the payment service. */
export interface PaymentTable extends Steps {
  readonly outbox: Outbox;
  readonly payments: ReadonlyMap<string, PaymentRecord>;
  readonly refunds: ReadonlyMap<string, KeptRefund>;
}

/** The port's promises in memory: `PaymentStore` of the payment service says what they are. */
export function createPaymentTable(onWrite: (payment: PaymentRecord) => void): PaymentTable {
  const payments = new Map<string, PaymentRecord>();
  const dueAtMs = new Map<string, number | null>();
  const refunds = new Map<string, KeptRefund>();
  const events = new Set<string>();
  const outbox = createOutbox();

  /** `dueAt`: when to look at it; null: all is done; undefined: as before. */
  function put(payment: PaymentRecord, dueAt?: Date | null): PaymentRecord {
    payments.set(payment.id, payment);
    if (dueAt !== undefined) dueAtMs.set(payment.id, dueAt && +dueAt);
    onWrite(payment);
    return payment;
  }
  const find = (fits: (payment: PaymentRecord) => boolean) => [...payments.values()].find(fits);
  const isLive = ({ state }: PaymentRecord) => state !== 'voided';
  const isOpen = ({ state }: PaymentRecord) => state !== 'voided' && state !== 'captured';

  return {
    outbox,
    payments,
    refunds,
    create(given) {
      const isTaken = find(
        (known) =>
          (known.bookingId === given.bookingId && isLive(known)) ||
          (known.customerId === given.customerId && known.idempotencyKey === given.idempotencyKey),
      );
      if (isTaken !== undefined) return undefined;
      const { workDueAt, ...payment } = given;
      return put({ ...payment, ...fresh, updatedAt: given.createdAt }, workDueAt);
    },
    get: (paymentId) => payments.get(paymentId),
    findByKey: (customerId, key) =>
      find((known) => known.customerId === customerId && known.idempotencyKey === key),
    findLive: (bookingId) => find((known) => known.bookingId === bookingId && isLive(known)),
    noteIntent(paymentId, { intentId, at, bookingExpiresAt, deposit, messages = [] }) {
      const known = payments.get(paymentId);
      if (known === undefined) return undefined;
      const isIssued = deposit !== undefined && known.state === 'created';
      if (isIssued) outbox.add(messages);
      return put({
        ...known,
        stripeIntentId: known.stripeIntentId ?? intentId,
        bookingExpiresAt,
        deposit: known.deposit ?? deposit ?? null,
        state: isIssued ? 'awaiting_deposit' : known.state,
        updatedAt: at,
      });
    },
    update(paymentId, update) {
      const known = payments.get(paymentId);
      if (known === undefined || !statesBefore(update.state).includes(known.state)) return false;
      if (!mayMove(known.state, update.state)) return false;
      const { state, at, workDueAt, returnUnder } = update;
      const moved = known.state !== state;
      const leftMinor = known.amountMinor - known.refundAskedMinor;
      put(
        {
          ...known,
          state,
          checks: known.checks + 1,
          updatedAt: at,
          declineCode: update.declineCode ?? null,
          voidReason: update.voidReason ?? known.voidReason,
          attempt: Math.max(known.attempt, (update.failedAttempt ?? 0) + 1),
          capturedAt: state === 'captured' ? at : known.capturedAt,
          card: update.card ?? known.card,
          refundAskedMinor: returnUnder === undefined ? known.refundAskedMinor : known.amountMinor,
        },
        workDueAt,
      );
      if (moved) outbox.add(update.messages ?? []);
      if (returnUnder !== undefined && leftMinor > 0) {
        owe({ id: returnUnder, paymentId, refundMinor: leftMinor, at });
      }
      return moved;
    },
    makeDueOfBooking(bookingId, { at, cancel }) {
      for (const known of payments.values()) {
        if (known.bookingId !== bookingId || !isOpen(known)) continue;
        const cancelRequested = known.cancelRequested || cancel;
        put({ ...known, cancelRequested }, at);
      }
    },
    replace(paymentId, at) {
      const known = payments.get(paymentId);
      if (known === undefined || !isOpen(known) || known.state === 'authorised') return undefined;
      return put({ ...known, cancelRequested: true, isReplaced: true }, at);
    },
    noteWebhook({ eventId, intentId, dueAt }) {
      if (events.has(eventId)) return undefined;
      events.add(eventId);
      const known = find((payment) => payment.stripeIntentId === intentId && isOpen(payment));
      if (known === undefined) return undefined;
      const before = dueAtMs.get(known.id) ?? Number.POSITIVE_INFINITY;
      return put(known, new Date(Math.min(before, dueAt.getTime())));
    },
    listDue: (now, limit) =>
      due(payments.values(), now, ({ id }) => dueAtMs.get(id)).slice(0, limit),
    askRefund({ id, paymentId, bookingId, refundMinor, currency, at }) {
      if (refunds.has(id)) return 'known';
      const known = payments.get(paymentId);
      if (known === undefined || !isLive(known)) return 'refused';
      if (known.bookingId !== bookingId || known.currency !== currency) return 'refused';
      const refundAskedMinor = known.refundAskedMinor + refundMinor;
      if (refundAskedMinor > known.amountMinor) return 'refused';
      put({ ...known, refundAskedMinor });
      owe({ id, paymentId, refundMinor, at });
      return 'asked';
    },
    listDueRefunds: (now, limit) =>
      due(refunds.values(), now, ({ workDueAtMs }) => workDueAtMs)
        .flatMap((refund) => withPayment(refund, payments.get(refund.paymentId)) ?? [])
        .slice(0, limit),
    finishRefund(refundId, { stripeRefundId, at, messages }) {
      const known = refunds.get(refundId);
      const payment = known && payments.get(known.paymentId);
      if (known === undefined || payment === undefined || known.providerId !== undefined) {
        return false;
      }
      if (known.failedIds.includes(stripeRefundId)) return false;
      const made = {
        providerId: stripeRefundId,
        madeAt: at,
        workDueAtMs: null,
        failure: undefined,
      };
      refunds.set(refundId, { ...known, ...made });
      put({ ...payment, refundedMinor: payment.refundedMinor + known.refundMinor });
      outbox.add(messages);
      return true;
    },
    postponeRefund(refundId, { until, failure, failedAttempt }) {
      const known = refunds.get(refundId);
      if (known === undefined || known.providerId !== undefined) return;
      const attempt = known.attempt + (known.attempt === failedAttempt ? 1 : 0);
      const told = { failure: failure ?? known.failure };
      refunds.set(refundId, { ...known, ...told, attempt, workDueAtMs: +until });
    },
    reopenRefund({ stripeRefundId, refundId }, { until, failure }) {
      const known = [...refunds.values()].find(
        ({ id, providerId }) =>
          providerId === stripeRefundId || (id === refundId && providerId === undefined),
      );
      const payment = known && payments.get(known.paymentId);
      if (known === undefined || payment === undefined) return;
      if (known.failedIds.includes(stripeRefundId)) return;
      const unmade = { providerId: undefined, madeAt: undefined, attempt: known.attempt + 1 };
      const failedIds = [...known.failedIds, stripeRefundId];
      refunds.set(known.id, { ...known, ...unmade, failedIds, workDueAtMs: +until, failure });
      if (known.providerId === undefined) return;
      put({ ...payment, refundedMinor: payment.refundedMinor - known.refundMinor });
    },
    ...createReports(payments, refunds, dueAtMs),
    forgetWebhooks: () => events.clear(),
  };

  function owe(refund: Pick<KeptRefund, 'id' | 'paymentId' | 'refundMinor'> & { at: Date }): void {
    const { at, ...owed } = refund;
    const unmade = { attempt: 1, providerId: undefined, madeAt: undefined, failure: undefined };
    refunds.set(owed.id, { ...owed, ...unmade, failedIds: [], createdAt: at, workDueAtMs: +at });
  }
}

const fresh = {
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
} as const;
