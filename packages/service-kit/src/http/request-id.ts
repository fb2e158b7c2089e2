import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { headers } from '@ticketing/contracts';

/** What we take over from a caller: short, and nothing that could break a log line or a header. */
const acceptable = /^[A-Za-z0-9._:-]{8,128}$/;

/** Tells this process's requests from those of all others; the count tells them apart. */
const processPart = `req-${randomBytes(9).toString('hex')}`;
let count = 0;

/** The request's id: the caller's when it is acceptable, else a new one. */
export function requestIdOfHeaders(request: Pick<IncomingMessage, 'headers'>): string {
  return requestIdOf(request.headers[headers.requestId]);
}

/** The id when it is acceptable, else a new one. */
export function requestIdOf(given: string | string[] | undefined): string {
  if (typeof given === 'string' && acceptable.test(given)) return given;
  count += 1;
  return `${processPart}-${count.toString(36)}`;
}
