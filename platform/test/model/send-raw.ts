import { randomUUID } from 'node:crypto';
import type { Endpoint } from '@ticketing/contracts';
import type { ApiReply } from '@ticketing/testing';
import type { Shop } from './open-shop.ts';

export interface RawRequest {
  readonly endpoint: Endpoint;
  /** Below `/api`. */
  readonly address: string;
  readonly bytes?: Buffer | undefined;
  readonly contentType?: string | undefined;
  /** Beside the token of who may call, or instead of it. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends bytes as they are, as somebody who may call the endpoint, under a key of its own. */
export async function sendRaw(
  { apiUrl, tokens }: Shop,
  { endpoint, address, bytes, contentType, headers }: RawRequest,
): Promise<ApiReply<unknown>> {
  const isStaff = endpoint.access === 'organizer' || endpoint.access === 'gate';
  const response = await fetch(`${apiUrl}${address}`, {
    method: endpoint.method,
    headers: {
      authorization: `Bearer ${isStaff ? tokens.organizer : tokens.customer}`,
      'idempotency-key': randomUUID(),
      ...(contentType !== undefined && { 'content-type': contentType }),
      ...headers,
    },
    ...(bytes !== undefined && { body: new Uint8Array(bytes) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const body: unknown = isJson ? JSON.parse(text) : text;
  return { status: response.status, body, headers: response.headers };
}

export const sendJson = (
  shop: Shop,
  { endpoint, address, body }: { endpoint: Endpoint; address: string; body: unknown },
): Promise<ApiReply<unknown>> =>
  sendRaw(shop, {
    ...{ endpoint, address, contentType: 'application/json' },
    bytes: Buffer.from(JSON.stringify(body)),
  });
