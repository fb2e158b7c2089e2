import * as contract from '@ticketing/contracts';
import { problem, type RouteEntry, route } from '@ticketing/service-kit';
import type { PaymentDependencies } from '../dependencies.ts';
import { createPaymentIntent } from '../operations/create-payment-intent.ts';
import { readPayment } from '../operations/read-payment.ts';
import { readReceipt } from '../operations/read-receipt.ts';
import { receiveWebhook } from '../operations/receive-webhook.ts';
import type { Settler } from '../operations/settler.ts';

/** Captured payments on a page, unless fewer are asked for. */
const pageMax = 200;

export function paymentRoutes(dependencies: PaymentDependencies, settler: Settler): RouteEntry[] {
  return [
    route(contract.getPaymentConfig, async () => dependencies.publicConfig),
    route(contract.createPaymentIntent, async ({ body, caller, idempotencyKey, reply }) => {
      reply.header('cache-control', 'no-store');
      return createPaymentIntent(dependencies, {
        bookingId: body.bookingId,
        method: body.method ?? 'card',
        customerId: caller.accountId,
        idempotencyKey,
      });
    }),
    route(contract.getPayment, async ({ params, caller, reply }) => {
      reply.header('cache-control', 'no-store');
      return readPayment(dependencies, settler, { ...params, customerId: caller.accountId });
    }),
    route(contract.getReceipt, async ({ params, caller, reply }) => {
      reply.header('cache-control', 'no-store');
      return readReceipt(dependencies, { ...params, customerId: caller.accountId });
    }),
    route(contract.readPaymentFacts, async ({ body }) => ({
      payments: [...(await dependencies.store.listFacts(body.bookingIds))],
    })),
    route(contract.listCapturedPayments, async ({ query: { afterId = '', limit = pageMax } }) => ({
      payments: [...(await dependencies.store.listCaptured({ afterId, limit }))],
    })),
    route(
      contract.receiveWebhook,
      async ({ rawBody, raw, log }) => {
        const signature = raw.headers['stripe-signature'];
        if (rawBody === undefined || typeof signature !== 'string') {
          throw problem('webhook_signature_invalid');
        }
        const news = await receiveWebhook(dependencies, { body: rawBody, signature });
        // Stripe need not wait: the note is saved, and the poller repeats what fails here.
        if (news !== undefined) {
          settler.settleAfterNews(news.payment, news.authorised).catch((error: unknown) => {
            log.error(
              { err: error, paymentId: news.payment.id },
              'payment not settled after its webhook',
            );
          });
        }
        return { received: true };
      },
      { rawBody: true },
    ),
  ];
}
