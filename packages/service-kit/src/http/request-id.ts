import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { headers } from '@ticketing/contracts';

/** What we take over from a caller: short, and nothing that could break a log line or a header. */
const acceptable = /^[A-Za-z0-9._:-]{8,128}$/;

/** The request's id: the caller's when it is acceptable, else a new one. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers[headers.requestId];
  return typeof given === 'string' && acceptable.test(given) ? given : randomUUID();
}
