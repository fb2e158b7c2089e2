import type { SqlClient } from '@ticketing/sql-database';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Payment } from '../domain/payment.ts';
import { StripeError } from '../domain/stripe-error.ts';
import type { Ids } from '../ids.ts';
import {
  type AuthenticationLink,
  answerAuthentication,
  openAuthentication,
} from '../operations/authenticate-payment-intent.ts';
import type { Log } from '../options.ts';
import type { Writer } from '../writer.ts';
import {
  authenticationEndPage,
  authenticationPage,
  brokenLinkPage,
} from './authentication-page.ts';
import { contentSecurityPolicy } from './page.ts';

export interface AuthenticationDependencies {
  readonly database: SqlClient;
  readonly writer: Writer;
  readonly ids: Ids;
  readonly allowedOrigins: readonly string[];
  readonly log: Log;
}

const PATH = '/three-d-secure';

/** Adds the page where a customer answers 3-D Secure. */
export function registerAuthentication(
  app: FastifyInstance,
  dependencies: AuthenticationDependencies,
): void {
  const { database, writer, ids, allowedOrigins, log } = dependencies;

  const sendPage = (reply: FastifyReply, status: number, html: string, back: string | null) =>
    reply
      .code(status)
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', contentSecurityPolicy(back, allowedOrigins))
      .header('cache-control', 'no-store')
      // The address holds the client secret.
      .header('referrer-policy', 'no-referrer')
      .header('x-content-type-options', 'nosniff')
      .send(html);

  /** Back to the shop with the result of the attempt; to the end page when it is not this one. */
  const sendAway = (reply: FastifyReply, payment: Payment, { attempt }: AuthenticationLink) => {
    const answered = payment.answeredAction?.attempt === attempt ? payment.answeredAction : null;
    if (!answered?.returnUrl) return sendPage(reply, 200, authenticationEndPage(payment), null);
    reply.header('referrer-policy', 'no-referrer');
    return reply.redirect(withResult(answered.returnUrl, payment), 303);
  };

  const sendBroken = (reply: FastifyReply, error: unknown) => {
    if (error instanceof StripeError) return sendPage(reply, error.status, brokenLinkPage(), null);
    log.error({ error }, 'A 3-D Secure page failed.');
    return sendPage(reply, 500, brokenLinkPage(), null);
  };

  app.get(PATH, async (request, reply) => {
    try {
      const link = readLink(request.raw.url ?? '');
      const payment = await openAuthentication(database, link);
      if (payment.nextAction?.attempt !== link.attempt) {
        return sendAway(reply, payment, link);
      }
      const html = authenticationPage(payment, request.raw.url ?? '');
      return sendPage(reply, 200, html, payment.nextAction.returnUrl);
    } catch (error) {
      return sendBroken(reply, error);
    }
  });

  app.post(PATH, async (request, reply) => {
    try {
      const link = readLink(request.raw.url ?? '');
      const body = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
      const answer = body.get('outcome') === 'complete' ? 'complete' : 'fail';
      const requestId = `req_${ids.secret(14)}`;
      const payment = await answerAuthentication(writer, link, answer, requestId);
      return sendAway(reply, payment, link);
    } catch (error) {
      return sendBroken(reply, error);
    }
  });
}

function readLink(url: string): AuthenticationLink {
  const query = new URLSearchParams(url.split('?', 2)[1] ?? '');
  return {
    paymentId: query.get('payment_intent') ?? '',
    clientSecret: query.get('payment_intent_client_secret') ?? '',
    attempt: query.get('source') ?? '',
  };
}

/** Source: https://docs.stripe.com/payments/accept-a-payment (the parameters of `return_url`). */
function withResult(returnUrl: string, payment: Payment): string {
  const isPaid = payment.status === 'succeeded' || payment.status === 'requires_capture';
  const url = new URL(returnUrl);
  url.searchParams.set('payment_intent', payment.id);
  url.searchParams.set('payment_intent_client_secret', payment.clientSecret);
  url.searchParams.set('redirect_status', isPaid ? 'succeeded' : 'failed');
  return url.href;
}
