import type { Static, TObject, TSchema } from 'typebox';
import type { ErrorCode } from './errors.ts';

export type ServiceName =
  | 'api-gateway'
  | 'auth'
  | 'events'
  | 'booking'
  | 'payment'
  | 'search'
  | 'notification'
  | 'inventory';

/**
 * Who may call: `public` anyone; `customer` any signed-in account; `organizer` an organizer's staff
 * (and admin); `gate` gate staff or organizer (and admin); `admin`; `service` our own services with the
 * service token, never through the gateway.
 */
export type Access = 'public' | 'customer' | 'organizer' | 'gate' | 'admin' | 'service';

/**
 * One HTTP endpoint, as its service promises it. The service answers at `path`, the gateway at
 * `/api` + `path` (unless access is 'service' or `gateway` is false). One definition feeds the
 * service's routes, the gateway's routing, the OpenAPI document and the types of the callers.
 */
export interface Endpoint {
  readonly service: ServiceName;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Fastify style: `/bookings/:bookingId`. */
  readonly path: string;
  readonly access: Access;
  readonly summary: string;
  readonly params?: TObject;
  readonly query?: TObject;
  readonly body?: TSchema;
  /** Status of success. */
  readonly status: 200 | 201 | 202 | 204;
  /** Schema of the JSON reply; absent for 204 and for replies that are not JSON. */
  readonly reply?: TSchema;
  /** Content type of replies that are not JSON. */
  readonly produces?: 'application/octet-stream' | 'text/event-stream' | 'text/html';
  readonly errors: readonly ErrorCode[];
  /** Whether the caller must send `Idempotency-Key` (8 to 128 visible ASCII characters). */
  readonly idempotencyKey?: 'required';
  /**
   * The reply's `ETag` names what an update replaces; the update takes it in `If-Match`, and changes
   * nothing (precondition_failed) when something else stands there by then.
   */
  readonly etag?: true;
  /** Rate limit class at the gateway; default 'read' for GET, 'write' for others. */
  readonly rateLimit?: 'read' | 'write' | 'login' | 'none';
  /** The write needs an admission token when the performance in `body.performanceId` is protected. */
  readonly admission?: true;
  /** Largest accepted body in bytes; default 64 KiB. */
  readonly bodyBytesMax?: number;
  /** It may answer only when something happens: how long that takes says nothing about speed. */
  readonly waits?: true;
  /** false keeps a public endpoint on the service's own port only. */
  readonly gateway?: false;
}

/** Keeps the literal types of a definition. */
export const endpoint = <const Definition extends Endpoint>(definition: Definition): Definition =>
  definition;

type Part<E, Key extends 'params' | 'query' | 'body' | 'reply'> = E extends {
  readonly [K in Key]: infer Schema extends TSchema;
}
  ? Static<Schema>
  : undefined;

export type ParamsOf<E extends Endpoint> = Part<E, 'params'>;
export type QueryOf<E extends Endpoint> = Part<E, 'query'>;
export type BodyOf<E extends Endpoint> = Part<E, 'body'>;
export type ReplyOf<E extends Endpoint> = Part<E, 'reply'>;

/** Header names that several parts agree on. */
export const headers = {
  requestId: 'x-request-id',
  idempotencyKey: 'idempotency-key',
  admissionToken: 'x-admission-token',
  serviceToken: 'x-service-token',
} as const;
