import fc from 'fast-check';
import { expect, test } from 'vitest';
import { authenticatePayment } from './authenticate-payment.ts';
import { cancelPayment } from './cancel-payment.ts';
import { capturePayment } from './capture-payment.ts';
import { confirmPayment } from './confirm-payment.ts';
import type { IntentStatus, Move, MoveContext, Payment, PaymentMethod } from './payment.ts';
import { endRefund, refundPayment } from './refund-payment.ts';
import { StripeError } from './stripe-error.ts';
import { findTestCard } from './test-payment-methods.ts';
import { updatePayment } from './update-payment.ts';

const now = 1_795_000_000;
const cards = [
  'pm_card_visa',
  'pm_card_chargeDeclined',
  'pm_card_authenticationRequired',
  'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds',
  'pm_card_pendingRefund',
  'pm_card_refundFail',
];

/** Where a payment may go from each status; it may always stay. */
const next: Record<IntentStatus, readonly IntentStatus[]> = {
  requires_payment_method: [
    'requires_confirmation',
    'requires_action',
    'requires_capture',
    'succeeded',
    'canceled',
  ],
  requires_confirmation: [
    'requires_payment_method',
    'requires_action',
    'requires_capture',
    'succeeded',
    'canceled',
  ],
  requires_action: [
    'requires_payment_method',
    'requires_confirmation',
    'requires_capture',
    'succeeded',
    'canceled',
  ],
  requires_capture: ['succeeded', 'canceled'],
  succeeded: [],
  canceled: [],
};

type Command =
  | { do: 'confirm'; card: number | null }
  | { do: 'authenticate'; outcome: 'complete' | 'fail'; stale: boolean }
  | { do: 'capture'; amount: number | null }
  | { do: 'cancel' }
  | { do: 'refund'; amount: number | null }
  | { do: 'end refund'; which: number }
  | { do: 'update'; amount: number };

// Small, so that sums often meet the limit or pass it by one.
const amount = fc.integer({ min: 1, max: 5 });
const confirm = fc.record({
  do: fc.constant('confirm' as const),
  card: fc.option(fc.nat(cards.length - 1)),
});
const command: fc.Arbitrary<Command> = fc.oneof(
  confirm,
  fc.record({
    do: fc.constant('authenticate' as const),
    outcome: fc.constantFrom('complete' as const, 'fail' as const),
    stale: fc.boolean(),
  }),
  fc.record({ do: fc.constant('capture' as const), amount: fc.option(amount) }),
  fc.record({ do: fc.constant('cancel' as const) }),
  fc.record({ do: fc.constant('refund' as const), amount: fc.option(amount) }),
  fc.record({ do: fc.constant('end refund' as const), which: fc.nat(1) }),
  fc.record({ do: fc.constant('update' as const), amount }),
);

function draft(captureMethod: 'manual' | 'automatic'): Payment {
  return {
    stem: '3',
    revision: 0,
    id: 'pi_3',
    clientSecret: 'pi_3_secret',
    amount: 4,
    currency: 'krw',
    amountReceived: 0,
    captureMethod,
    confirmationMethod: 'automatic',
    status: 'requires_payment_method',
    created: now,
    canceledAt: null,
    cancellationReason: null,
    description: null,
    receiptEmail: null,
    statementDescriptor: null,
    statementDescriptorSuffix: null,
    transferGroup: null,
    setupFutureUsage: null,
    metadata: {},
    allowedMethodTypes: ['card'],
    automaticPaymentMethods: null,
    methodId: null,
    methods: {},
    nextAction: null,
    answeredAction: null,
    lastError: null,
    charges: [],
    refunds: [],
  };
}

function openTable(): { context: MoveContext; newMethod(card: number): PaymentMethod } {
  let count = 0;
  const newId = (prefix: string) => {
    count += 1;
    return `${prefix}_${count}`;
  };
  return {
    context: {
      now,
      newId: {
        charge: () => newId('ch'),
        refund: () => newId('re'),
        authenticationAttempt: () => newId('tds'),
      },
    },
    newMethod: (card) => {
      const found = findTestCard(cards[card] ?? '', now);
      if (!found) throw new Error(`${cards[card]} is no test card.`);
      return { id: newId('pm'), created: now, billing: {}, metadata: {}, ...found };
    },
  };
}

type Table = ReturnType<typeof openTable>;

function move(payment: Payment, step: Command, { context, newMethod }: Table): Move | null {
  switch (step.do) {
    case 'confirm': {
      const method = step.card === null ? null : newMethod(step.card);
      return confirmPayment(payment, { method, returnUrl: null, receiptEmail: null }, context);
    }
    case 'authenticate': {
      const attempt = step.stale ? 'tds_old' : (payment.nextAction?.attempt ?? 'tds_none');
      return authenticatePayment(payment, { attempt, outcome: step.outcome }, context);
    }
    case 'capture':
      return capturePayment(payment, step.amount);
    case 'cancel':
      return cancelPayment(payment, null, context);
    case 'refund':
      return refundPayment(payment, { amount: step.amount, reason: null, metadata: {} }, context);
    case 'end refund':
      return endRefund(payment, payment.refunds[step.which]?.id ?? 're_none');
    case 'update':
      return updatePayment(payment, {
        amount: step.amount,
        method: null,
        description: null,
        receiptEmail: null,
        metadata: {},
      });
  }
}

function checkMoney(payment: Payment): void {
  const taken = payment.charges.filter(({ status }) => status === 'succeeded');
  expect(taken.length).toBeLessThanOrEqual(1);
  const [charge] = taken;
  const isHeld = ['requires_capture', 'succeeded'].includes(payment.status);
  if (isHeld) expect(charge?.amount).toBe(payment.amount);
  expect(charge?.captured ?? false).toBe(payment.status === 'succeeded');
  expect(payment.amountReceived).toBe(charge?.amountCaptured ?? 0);
  expect(payment.amountReceived).toBeLessThanOrEqual(payment.amount);
  const given = payment.refunds
    .filter(({ status }) => status !== 'failed')
    .reduce((sum, refund) => sum + refund.amount, 0);
  if (payment.status === 'succeeded') expect(charge?.amountRefunded).toBe(given);
  else expect(payment.refunds).toEqual([]);
  expect(given).toBeLessThanOrEqual(payment.amountReceived);
  expect(payment.nextAction !== null).toBe(payment.status === 'requires_action');
}

test('no history of moves takes, holds or gives back wrong money', () => {
  const histories = fc.record({
    capture: fc.constantFrom('manual' as const, 'automatic' as const),
    // Without a card at the start most histories would end before any money moved.
    steps: fc.tuple(confirm, fc.array(command, { minLength: 8, maxLength: 25 })),
  });
  const reached = new Set<string>();
  fc.assert(
    fc.property(histories, ({ capture, steps: [first, rest] }) => {
      const table = openTable();
      let payment = draft(capture);
      for (const step of [first, ...rest]) {
        const before = structuredClone(payment);
        try {
          const moved = move(payment, step, table);
          // A move makes a new payment and leaves the old one as it was.
          expect(payment).toEqual(before);
          if (!moved) continue;
          if (moved.payment.status !== payment.status) {
            expect(next[payment.status]).toContain(moved.payment.status);
          }
          payment = moved.payment;
        } catch (error) {
          if (!(error instanceof StripeError)) throw error;
        }
        checkMoney(payment);
        reached.add(payment.status);
        for (const { status } of payment.refunds) reached.add(`refund ${status}`);
      }
    }),
    { numRuns: 2_000 },
  );
  expect([...reached].toSorted()).toEqual([
    'canceled',
    'refund failed',
    'refund pending',
    'refund succeeded',
    'requires_action',
    'requires_capture',
    'requires_payment_method',
    'succeeded',
  ]);
});
