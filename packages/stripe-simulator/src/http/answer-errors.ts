import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import type { Log } from '../options.ts';
import { noExpansion } from '../rendering/expansion.ts';
import { renderError } from '../rendering/render-outcome.ts';

const view = { publicUrl: '', isSecret: false, expand: noExpansion };

/** Gives Stripe's error object also to requests that reach no endpoint. */
export function answerErrors(app: FastifyInstance, log: Log): void {
  app.setNotFoundHandler((request, reply) => {
    const message = `Unrecognized request URL (${request.method}: ${pathOf(request)}).`;
    const error = { type: 'invalid_request_error', message } as const;
    return reply.code(404).send(renderError(404, error, undefined, view).body);
  });
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ error }, 'A request to the payment server failed.');
    const fields =
      status < 500
        ? ({ type: 'invalid_request_error', message: error.message } as const)
        : ({ type: 'api_error', message: 'An unknown error occurred.' } as const);
    return reply.code(status).send(renderError(status, fields, undefined, view).body);
  });
}

/** The request's path, without its query. */
export function pathOf(request: FastifyRequest): string {
  return request.raw.url?.split('?', 1)[0] ?? '';
}
