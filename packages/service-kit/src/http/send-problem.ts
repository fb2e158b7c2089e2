import { type ErrorCode, errorCatalogue } from '@ticketing/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError, problemContentType, problemDocument } from '../errors.ts';

/** Fastify's own refusals, as codes of our catalogue. */
const frameworkCodes: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_body',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_body',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_body',
  FST_ERR_BAD_URL: 'not_found',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
  FST_ERR_ASYNC_CONSTRAINT: 'not_found',
};

/**
 * What PostgreSQL says while it goes down, comes up (class 57), or has no disk, memory or connection
 * left (class 53), and when a statement or a transaction that stands took too long (57014, 25P03).
 * See https://www.postgresql.org/docs/current/errcodes-appendix.html.
 */
const postgresAwayCodes = new Set([
  ...['57P01', '57P02', '57P03', '53100', '53200', '53300'],
  ...['57014', '25P03'],
]);
/** How the errors of `pg` and its pool begin that have no code: no connection, or no answer, in time. */
const postgresAwayMessages = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Query read timeout',
  'Client has encountered a connection error',
  'Client was closed',
];
const socketCalls = new Set(['connect', 'read', 'write', 'getaddrinfo']);

/** Whether an engine could not be reached or is full; then trying again soon makes sense. */
function isEngineAway(error: Error): boolean {
  if ('syscall' in error && socketCalls.has(String(error.syscall)) && !('path' in error))
    return true;
  if ('code' in error && postgresAwayCodes.has(String(error.code))) return true;
  return postgresAwayMessages.some((message) => error.message.startsWith(message));
}

/** The refusal that answers whatever was thrown; what we do not know tells the caller nothing. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof Error) {
    const known = 'code' in error ? frameworkCodes[String(error.code)] : undefined;
    if (known !== undefined) return new ApiError(known);
    if (isEngineAway(error)) {
      return new ApiError('service_unavailable', undefined, undefined, { cause: error });
    }
  }
  if (isClientError(error)) {
    const code = error instanceof SyntaxError ? 'malformed_body' : 'invalid_request';
    return new ApiError(code);
  }
  return new ApiError('internal_error', undefined, undefined, { cause: error });
}

/** Set by Fastify and its parsers on errors that the caller caused. */
function isClientError(error: unknown): boolean {
  if (!(error instanceof Error) || !('statusCode' in error)) return false;
  return typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500;
}

/** Answers with the problem document, and logs what is our fault. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: unknown): void {
  const refusal = toApiError(error);
  const { status } = errorCatalogue[refusal.code];
  if (status >= 500) {
    const level = refusal.code === 'internal_error' ? 'error' : 'warn';
    request.log[level]({ error: refusal.cause ?? refusal, code: refusal.code }, 'request failed');
  }
  request.problemCode = refusal.code;
  const retryAfter = refusal.extra?.retryAfterSeconds;
  if (typeof retryAfter === 'number') reply.header('retry-after', Math.ceil(retryAfter));
  else if (status === 503) reply.header('retry-after', 1);
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('content-type', problemContentType)
    .serializer(JSON.stringify)
    .send(problemDocument(refusal, request.id));
}
