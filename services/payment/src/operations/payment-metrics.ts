import { createMetrics } from '@ticketing/service-kit';
import { Counter, type Registry } from 'prom-client';

const states = [
  'requires_action',
  'awaiting_deposit',
  'authorised',
  'captured',
  'failed',
  'voided',
] as const;

export interface PaymentMetrics {
  /** Payments by the state they reached. */
  readonly payments: Counter<'state'>;
  /** By outcome: made, failed (it is tried again). */
  readonly refunds: Counter<'outcome'>;
  readonly capturedMinor: Counter<'currency'>;
  readonly refundedMinor: Counter<'currency'>;
  readonly registry: Registry;
}

export function createPaymentMetrics(registry = createMetrics('payment')): PaymentMetrics {
  const registers = [registry];
  const payments = new Counter({
    name: 'payment_payments_total',
    help: 'Payments by the state they reached',
    labelNames: ['state'],
    registers,
  });
  // A series that is there from the start has a rate at its first step.
  for (const state of states) payments.inc({ state }, 0);
  const refunds = new Counter({
    name: 'payment_refunds_total',
    help: 'Tries to make a refund by outcome: made, failed',
    labelNames: ['outcome'],
    registers,
  });
  for (const outcome of ['made', 'failed'] as const) refunds.inc({ outcome }, 0);
  return {
    payments,
    refunds,
    capturedMinor: new Counter({
      name: 'payment_captured_minor_total',
      help: 'Money captured, in the smallest unit',
      labelNames: ['currency'],
      registers,
    }),
    refundedMinor: new Counter({
      name: 'payment_refunded_minor_total',
      help: 'Money refunded, in the smallest unit',
      labelNames: ['currency'],
      registers,
    }),
    registry,
  };
}
