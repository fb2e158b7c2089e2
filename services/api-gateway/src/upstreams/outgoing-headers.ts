import type { IncomingHttpHeaders } from 'node:http';
import { headers as names } from '@ticketing/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** What only we may say about a request, and what makes servers see another one than we checked. */
const notFromOutside = [
  names.serviceToken,
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-prefix',
  'x-forwarded-proto',
  'x-forwarded-server',
  'x-real-ip',
  'x-client-ip',
  'true-client-ip',
  'x-account-id',
  'x-user-id',
  'x-customer-id',
  'x-organizer-id',
  'x-session-id',
  'x-role',
  'x-user-role',
  'x-original-url',
  'x-rewrite-url',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
];

/**
 * Makes the request's headers those that the service may believe, in place, and returns them.
 * `body` is what is sent instead of the request's own.
 */
export function cleanHeaders(
  request: FastifyRequest,
  body: Buffer | undefined,
): IncomingHttpHeaders {
  // Both are computed from headers that are about to go.
  const { ip, protocol, host } = request;
  const { headers } = request.raw;
  for (const name of notFromOutside) if (headers[name] !== undefined) delete headers[name];
  headers[names.requestId] = request.id;
  headers['x-forwarded-for'] = ip;
  headers['x-forwarded-proto'] = protocol;
  headers['x-forwarded-host'] = host;
  if (body !== undefined) {
    delete headers['transfer-encoding'];
    delete headers['content-encoding'];
    headers['content-length'] = String(body.byteLength);
    headers['content-type'] = 'application/json';
  }
  return headers;
}

/** Takes the reply over from Fastify, with the headers that were set on it so far. */
export function takeOver(reply: FastifyReply): void {
  const headers = reply.getHeaders();
  reply.hijack();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
}

/** Our `Vary` and the service's, as one. */
export function joinVary(ours: unknown, theirs: unknown): string | undefined {
  if (theirs === undefined && typeof ours === 'string') return ours;
  const fields = [ours, theirs].flat().filter((field) => typeof field === 'string');
  if (fields.length === 0) return undefined;
  const single = fields.flatMap((field) => field.split(',')).map((field) => field.trim());
  return [...new Map(single.map((field) => [field.toLowerCase(), field])).values()].join(', ');
}
