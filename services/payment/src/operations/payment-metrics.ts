import { Counter, Registry } from 'prom-client';

export interface PaymentMetrics {
  /** Payments by the state they reached. */
  readonly payments: Counter<'state'>;
  readonly capturedMinor: Counter<'currency'>;
  readonly refundedMinor: Counter<'currency'>;
  readonly registry: Registry;
}

export function createPaymentMetrics(registry = new Registry()): PaymentMetrics {
  const registers = [registry];
  return {
    payments: new Counter({
      name: 'payment_payments_total',
      help: 'Payments by the state they reached',
      labelNames: ['state'],
      registers,
    }),
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
