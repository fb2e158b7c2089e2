import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Services that the gateway speaks for. */
export const upstreamNames = [
  'auth',
  'events',
  'booking',
  'payment',
  'search',
  'notification',
] as const;
export type UpstreamName = (typeof upstreamNames)[number];

export interface Forwarding {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Path and query at the service. */
  readonly url: string;
  /** Bytes to send in place of the request's own body, which was read. */
  readonly body?: Buffer;
  readonly bodyBytesMax: number;
  /** The answer is an event stream, which may pause as long as it likes. */
  readonly streams: boolean;
}

/** A service behind the gateway, in this process or elsewhere. */
export interface Upstream {
  /**
   * Hands a request over and passes the answer back as it comes: status, headers, cookies, bytes.
   * Nothing is parsed. Resolves when the reply was taken over; rejects, with nothing sent yet, with
   * service_unavailable, upstream_timeout or body_too_large.
   */
  forward(forwarding: Forwarding): Promise<void>;
  /** Resolves when connections are closed. */
  close(): Promise<void>;
}

export type Upstreams = Readonly<Record<UpstreamName, Upstream>>;

/** Services of this process, by name; absent ones are called over HTTP. */
export type UpstreamApps = Partial<Record<UpstreamName, () => FastifyInstance>>;
