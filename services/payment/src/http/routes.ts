import * as contract from '@ticketing/contracts';
import { problem, type RouteEntry, route } from '@ticketing/service-kit';
import type { PaymentDependencies } from '../dependencies.ts';
import { createPaymentIntent } from '../operations/create-payment-intent.ts';
import { readPayment } from '../operations/read-payment.ts';
import { receiveWebhook } from '../operations/receive-webhook.ts';
import type { Settler } from '../operations/settler.ts';

export function paymentRoutes(dependencies: PaymentDependencies, settler: Settler): RouteEntry[] {
  return [
    route(contract.getPaymentConfig, async () => dependencies.publicConfig),
    route(contract.createPaymentIntent, async ({ body, caller, idempotencyKey, reply }) => {
      reply.header('cache-control', 'no-store');
      return createPaymentIntent(dependencies, {
        ...body,
        customerId: caller.accountId,
        idempotencyKey,
      });
    }),
    route(contract.getPayment, async ({ params, caller, reply }) => {
      reply.header('cache-control', 'no-store');
      return readPayment(dependencies, settler, { ...params, customerId: caller.accountId });
    }),
    route(
      contract.receiveWebhook,
      async ({ rawBody, raw, log }) => {
        const signature = raw.headers['stripe-signature'];
        if (rawBody === undefined || typeof signature !== 'string') {
          throw problem('webhook_signature_invalid');
        }
        const paymentId = await receiveWebhook(dependencies, { body: rawBody, signature });
        // Stripe need not wait: the note is saved, and the poller repeats what fails here.
        if (paymentId !== undefined) {
          settler.settle(paymentId).catch((error: unknown) => {
            log.error({ err: error, paymentId }, 'payment not settled after its webhook');
          });
        }
        return { received: true };
      },
      { rawBody: true },
    ),
  ];
}
