import { createHash } from 'node:crypto';
import type { SqlClient } from '@ticketing/sql-database';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { invalidRequest, StripeError } from '../domain/stripe-error.ts';
import type { Ids } from '../ids.ts';
import type { Call } from '../operations/plan.ts';
import type { Faults, Log } from '../options.ts';
import { type Form, type FormValue, parseForm } from '../parameters/parse-form.ts';
import { readParameters } from '../parameters/read-parameters.ts';
import { noExpansion } from '../rendering/expansion.ts';
import { API_VERSION } from '../rendering/render-event.ts';
import { type Reply, renderError, renderOutcome } from '../rendering/render-outcome.ts';
import type { Writer } from '../writer.ts';
import { pathOf } from './answer-errors.ts';
import { type Authenticate, refusePublishableKey } from './authenticate.ts';
import { type Endpoint, endpoints } from './endpoints.ts';

export interface ApiDependencies {
  readonly authenticate: Authenticate;
  readonly database: SqlClient;
  readonly writer: Writer;
  readonly ids: Ids;
  readonly publicUrl: () => string;
  readonly faults: Faults;
  readonly log: Log;
}

const IDEMPOTENCY_KEY_LENGTH_MAX = 255;

/** Adds Stripe's API to the server. */
export function registerApi(app: FastifyInstance, dependencies: ApiDependencies): void {
  for (const endpoint of endpoints) {
    app.route<{ Params: { id?: string } }>({
      method: endpoint.method,
      url: endpoint.path,
      handler: (request, reply) => handle(dependencies, endpoint, request, reply),
    });
  }
}

async function handle(
  dependencies: ApiDependencies,
  endpoint: Endpoint,
  request: FastifyRequest<{ Params: { id?: string } }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const requestId = `req_${dependencies.ids.secret(14)}`;
  const version = request.headers['stripe-version'];
  reply.header('request-id', requestId);
  reply.header('stripe-version', typeof version === 'string' ? version : API_VERSION);
  const fault = dependencies.faults.failNext?.({ method: request.method, path: pathOf(request) });
  const answer =
    fault === 'refuse'
      ? errorReply(new Error('A fault was asked for.'), dependencies, requestId)
      : await answerRequest(dependencies, endpoint, request, reply, requestId).catch((error) =>
          errorReply(error, dependencies, requestId),
        );
  if (fault === 'lose_reply') {
    request.raw.socket.destroy();
    return reply.hijack();
  }
  if (fault === 'hang') return reply.hijack();
  return reply.code(answer.status).send(answer.body);
}

async function answerRequest(
  dependencies: ApiDependencies,
  endpoint: Endpoint,
  request: FastifyRequest<{ Params: { id?: string } }>,
  reply: FastifyReply,
  requestId: string,
): Promise<Reply> {
  const query = request.raw.url?.split('?', 2)[1] ?? '';
  const body = typeof request.body === 'string' ? request.body : '';
  const form = parseForm(endpoint.method === 'GET' ? query : body);
  const parameters = readParameters(form);
  const keyParameter = parameters.text('key');
  const caller = dependencies.authenticate(request.headers.authorization, keyParameter);
  if (caller === 'publishable' && !endpoint.forBrowsers) throw refusePublishableKey();
  const isSecret = caller === 'secret';
  const call: Call = { parameters, id: request.params.id ?? '', isSecret };
  if ('read' in endpoint) {
    return { status: 200, body: await endpoint.read(dependencies, call) };
  }
  const plan = endpoint.plan(call);
  const idempotency = readIdempotency(request, caller, form);
  const { outcome, originalRequest } = await dependencies.writer.write({
    stem: plan.stem,
    methodId: plan.methodId,
    requestId,
    idempotency,
    decide: plan.decide,
  });
  if (idempotency) {
    reply.header('idempotency-key', idempotency.shownKey);
    reply.header('original-request', originalRequest ?? requestId);
    if (originalRequest !== null) reply.header('idempotent-replayed', 'true');
  }
  return renderOutcome(outcome, {
    publicUrl: dependencies.publicUrl(),
    isSecret,
    expand: plan.expand,
  });
}

function readIdempotency(request: FastifyRequest, caller: string, form: Form) {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key === '') return null;
  if (key.length > IDEMPOTENCY_KEY_LENGTH_MAX) {
    throw invalidRequest(`Idempotency keys have at most ${IDEMPOTENCY_KEY_LENGTH_MAX} characters.`);
  }
  return {
    shownKey: key,
    // A browser must not find out what a server's key was answered.
    key: `${caller}:${key}`,
    endpoint: pathOf(request),
    fingerprint: fingerprint(form),
  };
}

/** A hash of the parameters in any order. Of a card's number only the last four digits count. */
function fingerprint(form: Form): string {
  const text = JSON.stringify(form, (name, value: FormValue) => {
    if (name === 'cvc') return undefined;
    if (name === 'number' && typeof value === 'string') return value.slice(-4);
    if (typeof value === 'string') return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return createHash('sha256').update(text).digest('base64url');
}

/** What went wrong here, and is no one's fault there, is told without its details. */
function errorReply(error: unknown, { log }: ApiDependencies, requestId: string): Reply {
  const view = { publicUrl: '', isSecret: false, expand: noExpansion };
  if (error instanceof StripeError) {
    return renderError(error.status, error.fields, error.payment, view);
  }
  log.error({ error, requestId }, 'A request to the payment server failed.');
  const message = 'An unknown error occurred. Try again in a little bit.';
  return renderError(500, { type: 'api_error', message }, undefined, view);
}
