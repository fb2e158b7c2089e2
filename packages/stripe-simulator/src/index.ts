export {
  createStripeSimulator,
  type StripeSimulator,
  stripeSimulatorMigrations,
} from './create-stripe-simulator.ts';
export type { PaymentEventType } from './domain/payment.ts';
export type { Clock, Faults, Log, StripeSimulatorOptions } from './options.ts';
