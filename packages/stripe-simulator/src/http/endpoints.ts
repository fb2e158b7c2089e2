import { cancelPaymentIntent } from '../operations/cancel-payment-intent.ts';
import { capturePaymentIntent } from '../operations/capture-payment-intent.ts';
import { confirmPaymentIntent } from '../operations/confirm-payment-intent.ts';
import { createPaymentIntent } from '../operations/create-payment-intent.ts';
import { createPaymentMethod } from '../operations/create-payment-method.ts';
import { createRefund } from '../operations/create-refund.ts';
import type { Call, Plan } from '../operations/plan.ts';
import * as read from '../operations/read-objects.ts';
import { updatePaymentIntent } from '../operations/update-payment-intent.ts';

export type Endpoint = {
  readonly method: 'GET' | 'POST';
  /** `:id` stands for the object's id. */
  readonly path: string;
  /** Whether a browser may call it with the publishable key. */
  readonly forBrowsers?: true;
} & ({ readonly plan: (call: Call) => Plan } | { readonly read: read.Read });

const intents = '/v1/payment_intents';

/** The part of Stripe's API that is spoken here. */
export const endpoints: readonly Endpoint[] = [
  { method: 'POST', path: intents, plan: createPaymentIntent },
  { method: 'GET', path: intents, read: read.listPaymentIntents },
  { method: 'GET', path: `${intents}/:id`, forBrowsers: true, read: read.retrievePaymentIntent },
  { method: 'POST', path: `${intents}/:id`, plan: updatePaymentIntent },
  {
    method: 'POST',
    path: `${intents}/:id/confirm`,
    forBrowsers: true,
    plan: confirmPaymentIntent,
  },
  { method: 'POST', path: `${intents}/:id/capture`, plan: capturePaymentIntent },
  { method: 'POST', path: `${intents}/:id/cancel`, plan: cancelPaymentIntent },
  { method: 'POST', path: '/v1/payment_methods', forBrowsers: true, plan: createPaymentMethod },
  { method: 'GET', path: '/v1/payment_methods/:id', read: read.retrievePaymentMethod },
  { method: 'POST', path: '/v1/refunds', plan: createRefund },
  { method: 'GET', path: '/v1/refunds', read: read.listAllRefunds },
  { method: 'GET', path: '/v1/refunds/:id', read: read.retrieveRefund },
  { method: 'GET', path: '/v1/charges/:id', read: read.retrieveCharge },
  { method: 'GET', path: '/v1/events', read: read.listAllEvents },
  { method: 'GET', path: '/v1/events/:id', read: read.retrieveEvent },
  { method: 'GET', path: '/v1/balance', read: read.retrieveBalance },
];
