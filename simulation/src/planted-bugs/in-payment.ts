import { another, type PlantedBug } from './planted-bug.ts';

const domain = 'services/payment/src/domain';
const operations = 'services/payment/src/operations';

export const bugsInPayment: readonly PlantedBug[] = [
  {
    name: 'tickets are issued before the money is captured',
    changes: [
      {
        file: `${domain}/payment-moves.ts`,
        find: `secured: { promised: 'capture', ours: 'confirm' }`,
        replace: `secured: { promised: 'confirm', ours: 'confirm' }`,
      },
    ],
    caughtBy: ['I4', 'I10'],
  },
  {
    name: 'money is captured before the seats are secured',
    changes: [
      {
        file: `${domain}/payment-moves.ts`,
        find: `requires_capture: inAnyCase('secure')`,
        replace: `requires_capture: inAnyCase('capture')`,
      },
    ],
    caughtBy: ['I10'],
  },
  {
    name: 'seats that are refused do not void the authorisation',
    changes: [
      {
        file: `${domain}/payment-moves.ts`,
        find: `seats_refused: { promised: 'cancel', ours: 'return' }`,
        replace: `seats_refused: { promised: 'abandon', ours: 'return' }`,
      },
    ],
    caughtBy: ['I3'],
  },
  {
    name: 'money that came when the seats were gone is kept',
    changes: [
      {
        file: `${domain}/payment-moves.ts`,
        find: `seats_refused: { promised: 'cancel', ours: 'return' }`,
        replace: `seats_refused: { promised: 'cancel', ours: 'finish' }`,
      },
    ],
    caughtBy: ['I3'],
  },
  {
    name: 'money is captured before the seats are secured, and kept when there are none',
    changes: [
      {
        file: `${domain}/payment-moves.ts`,
        find: `requires_capture: inAnyCase('secure')`,
        replace: `requires_capture: inAnyCase('capture')`,
      },
      {
        file: `${domain}/payment-moves.ts`,
        find: `tickets_refused: { promised: 'cancel', ours: 'return' }`,
        replace: `tickets_refused: { promised: 'cancel', ours: 'finish' }`,
      },
    ],
    caughtBy: ['I3'],
  },
  {
    name: 'a payment that was replaced ends the booking that another one pays',
    changes: [
      {
        file: `${operations}/settlement-steps.ts`,
        find: 'if (!payment.isReplaced) await giveSeatsBack',
        replace: 'if (payment.amountMinor > 0) await giveSeatsBack',
      },
    ],
    caughtBy: ['I10'],
  },
  {
    name: 'each try to begin a payment has a key of its own',
    changes: [
      {
        file: `${operations}/open-intent.ts`,
        find: 'attemptKey(payment.id, payment.attempt)',
        replace: `payment.id + ${another}`,
      },
    ],
    caughtBy: ['I7', 'I3'],
  },
  {
    name: 'each try to refund has a key of its own',
    changes: [
      {
        file: `${operations}/refund-cancellation.ts`,
        find: 'attemptKey(refundId, attempt))',
        replace: `refundId + ${another})`,
      },
    ],
    caughtBy: ['I7', 'I3'],
  },
  {
    name: 'a cancellation that is told again is refunded again',
    changes: [
      {
        file: 'services/payment/src/events/consumers.ts',
        find: 'id: cancellationId,',
        replace: `id: cancellationId + ${another},`,
      },
    ],
    caughtBy: ['I3', 'I11'],
  },
  {
    name: 'a cancellation is not refunded',
    changes: [
      {
        file: `${operations}/request-refund.ts`,
        find: 'if (request.refundMinor === 0)',
        replace: 'if (request.refundMinor >= 0)',
      },
    ],
    caughtBy: ['I3', 'I11'],
  },
  {
    name: 'captured money is noted as void',
    changes: [
      {
        file: `${operations}/settlement-steps.ts`,
        find: `state: 'captured',
    workDueAt: null,`,
        replace: `state: 'voided',
    workDueAt: null,`,
      },
    ],
    caughtBy: ['I3', 'I7', 'I10', 'I11'],
  },
  {
    name: 'a refund that came back is not owed again',
    changes: [
      {
        file: `${operations}/receive-webhook.ts`,
        find: 'if (failedRefund !== undefined)',
        replace: 'if (failedRefund?.reason === undefined && failedRefund !== undefined)',
      },
    ],
    caughtBy: ['I3'],
  },
  {
    name: 'a refund that came back before its making was noted is not owed again',
    changes: [
      {
        file: `${operations}/failed-refunds.ts`,
        find: 'reopenRefund({ stripeRefundId, refundId },',
        replace: 'reopenRefund({ stripeRefundId, refundId: undefined },',
      },
    ],
    caughtBy: ['I3'],
  },
  {
    name: 'a refund that came back is made again under its old key',
    changes: [
      {
        file: `${operations}/refund-cancellation.ts`,
        find: 'attemptKey(refundId, attempt))',
        replace: 'attemptKey(refundId, attempt > 0 ? 1 : 2))',
      },
    ],
    caughtBy: ['I3', 'I10'],
  },
];
