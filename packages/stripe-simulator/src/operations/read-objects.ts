import type { SqlClient } from '@ticketing/sql-database';
import { invalidRequest, missingResource } from '../domain/stripe-error.ts';
import { stemOf } from '../ids.ts';
import { readExpansion } from '../rendering/expansion.ts';
import { renderPaymentMethod } from '../rendering/render-card.ts';
import { renderCharge } from '../rendering/render-charge.ts';
import { renderEvent } from '../rendering/render-event.ts';
import { renderIntent, renderWholeRefund } from '../rendering/render-outcome.ts';
import { findEvent, listEvents } from '../storage/read-events.ts';
import {
  findMethod,
  findPayment,
  findPaymentOfRefund,
  listPayments,
  listRefunds,
} from '../storage/read-payments.ts';
import type { Call } from './plan.ts';
import { readCreatedStems, readPage, renderList } from './read-page.ts';
import { requireClientSecret } from './to-outcome.ts';

interface ReadDependencies {
  readonly database: SqlClient;
  readonly publicUrl: () => string;
}
/** Answers a request that changes nothing with the reply's body. */
export type Read = (dependencies: ReadDependencies, call: Call) => Promise<object>;

/** GET /v1/payment_intents/:id, from a server or, with the client secret, a browser. */
export const retrievePaymentIntent: Read = async ({ database, publicUrl }, call) => {
  const { parameters, id, isSecret } = call;
  const clientSecret = parameters.text('client_secret', 200);
  const expand = readExpansion(parameters.list('expand'), 'payment_intent');
  if (!isSecret) parameters.required('client_secret', clientSecret);
  parameters.finish();
  const stem = stemOf(id);
  const payment = stem === null ? null : await findPayment(database, stem);
  if (payment?.id !== id) throw missingResource('payment_intent', id, 'intent');
  if (clientSecret !== null) requireClientSecret(payment, clientSecret);
  return renderIntent(payment, { publicUrl: publicUrl(), isSecret, expand });
};

/** GET /v1/payment_intents */
export const listPaymentIntents: Read = async ({ database, publicUrl }, { parameters }) => {
  const page = readPage(parameters, stemOf);
  const stems = readCreatedStems(parameters);
  const expand = readExpansion(parameters.list('expand'), 'payment_intent', 'data.');
  parameters.finish();
  const payments = await listPayments(database, page, stems);
  const view = { publicUrl: publicUrl(), isSecret: true, expand };
  return renderList('/v1/payment_intents', payments, (payment) => renderIntent(payment, view));
};

/** GET /v1/charges/:id */
export const retrieveCharge: Read = async ({ database }, { parameters, id }) => {
  const expand = readExpansion(parameters.list('expand'), 'charge');
  parameters.finish();
  const stem = stemOf(id);
  const payment = stem === null ? null : await findPayment(database, stem);
  const charge = payment?.charges.find((candidate) => candidate.id === id);
  if (!payment || !charge) throw missingResource('charge', id, 'id');
  return renderCharge(payment, charge, expand);
};

/** GET /v1/payment_methods/:id */
export const retrievePaymentMethod: Read = async ({ database }, { parameters, id }) => {
  parameters.finish();
  const method = await findMethod(database, id);
  if (!method) throw missingResource('PaymentMethod', id, 'payment_method');
  return renderPaymentMethod(method);
};

/** GET /v1/refunds/:id */
export const retrieveRefund: Read = async ({ database, publicUrl }, { parameters, id }) => {
  const expand = readExpansion(parameters.list('expand'), 'refund');
  parameters.finish();
  const payment = await findPaymentOfRefund(database, id);
  const refund = payment?.refunds.find((candidate) => candidate.id === id);
  if (!payment || !refund) throw missingResource('refund', id, 'refund');
  return renderWholeRefund(payment, refund, { publicUrl: publicUrl(), isSecret: true, expand });
};

/** GET /v1/refunds, all or those of one payment intent or charge. */
export const listAllRefunds: Read = async ({ database, publicUrl }, { parameters }) => {
  const page = readPage(parameters, (id) => (id.startsWith('re_') ? id : null));
  const paymentId = parameters.text('payment_intent', 100);
  const chargeId = parameters.text('charge', 100);
  const expand = readExpansion(parameters.list('expand'), 'refund', 'data.');
  parameters.finish();
  const id = paymentId ?? chargeId;
  const stem = id === null ? null : stemOf(id);
  if (id !== null && stem === null) {
    const param = paymentId === null ? 'charge' : 'payment_intent';
    throw invalidRequest(`No such ${param}: '${id}'`, { code: 'resource_missing', param });
  }
  const refunds = await listRefunds(database, page, stem);
  const view = { publicUrl: publicUrl(), isSecret: true, expand };
  const items = refunds.items.flatMap(({ id: refundId, payment }) => {
    const refund = payment.refunds.find((candidate) => candidate.id === refundId);
    return refund ? [{ payment, refund }] : [];
  });
  return renderList('/v1/refunds', { ...refunds, items }, ({ payment, refund }) =>
    renderWholeRefund(payment, refund, view),
  );
};

/** GET /v1/events/:id */
export const retrieveEvent: Read = async ({ database, publicUrl }, { parameters, id }) => {
  parameters.finish();
  const found = await findEvent(database, id);
  if (!found) throw missingResource('event', id, 'id');
  return renderEvent(found.event, found.payment, publicUrl(), found.isPending ? 1 : 0);
};

/** GET /v1/events, all or those of some types. */
export const listAllEvents: Read = async ({ database, publicUrl }, { parameters }) => {
  const page = readPage(parameters, (id) => (id.startsWith('evt_') ? id : null));
  const type = parameters.text('type', 100);
  const types = parameters.list('types') ?? [];
  parameters.finish();
  const events = await listEvents(database, page, type === null ? types : [...types, type]);
  return renderList('/v1/events', events, ({ event, payment, isPending }) =>
    renderEvent(event, payment, publicUrl(), isPending ? 1 : 0),
  );
};

/** GET /v1/balance: always empty; it tells that the server and its database answer. */
export const retrieveBalance: Read = async ({ database }, { parameters }) => {
  parameters.finish();
  await database.query('select 1');
  const nothing = [{ amount: 0, currency: 'krw', source_types: { card: 0 } }];
  return { object: 'balance', available: nothing, livemode: false, pending: nothing };
};
