/** What a simulation drives: the operations as they are, on a store, a provider and a clock of its own. */
export type { PaymentDependencies } from './dependencies.ts';
export type { Intent } from './domain/intent.ts';
export { mayMove, nextStep, statesBefore } from './domain/payment-moves.ts';
export type { PaymentRecord } from './domain/payment-record.ts';
export type { RefundRecord } from './domain/refund-record.ts';
export {
  type IntentToOpen,
  type PaymentProvider,
  ProviderOutage,
  ProviderRefusal,
  type RefundToMake,
  type WebhookNews,
} from './engines/payment-provider.ts';
export { applyMessage as applyBookingMessage } from './events/consumers.ts';
export { createPaymentIntent } from './operations/create-payment-intent.ts';
export { createPaymentMetrics } from './operations/payment-metrics.ts';
export { readPayment } from './operations/read-payment.ts';
export { receiveWebhook } from './operations/receive-webhook.ts';
export { driveDueRefunds } from './operations/refund-cancellation.ts';
export { settlePayment } from './operations/settle-payment.ts';
export { createSettler, type Settler } from './operations/settler.ts';
export type {
  AskedRefund,
  NewPayment,
  OpenedIntent,
  PaymentStore,
  PaymentUpdate,
  UnfinishedWork,
} from './storage/payment-store.ts';
