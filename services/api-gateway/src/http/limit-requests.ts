import { isIPv6 } from 'node:net';
import type { Endpoint } from '@ticketing/contracts';
import type { RateLimitDecision } from '@ticketing/key-value-store';
import { problem } from '@ticketing/service-kit';
import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { GatewayDependencies } from '../dependencies.ts';
import { addressFactor, rateWindowSeconds } from '../domain/limits.ts';

type RateClass = NonNullable<Endpoint['rateLimit']>;
type Dependencies = Pick<GatewayDependencies, 'keyValueStore' | 'settings' | 'metrics' | 'logger'>;

/** The class that an endpoint's requests count in. */
export const rateClassOf = (endpoint: Endpoint): RateClass =>
  endpoint.rateLimit ?? (endpoint.method === 'GET' ? 'read' : 'write');

/** The checks of an endpoint's class: by address before anything else, by account once it is known. */
export function limitRequests(
  dependencies: Dependencies,
  endpoint: Endpoint,
): { byAddress: onRequestHookHandler[]; byAccount: onRequestHookHandler[] } {
  const rateClass = rateClassOf(endpoint);
  if (rateClass === 'none') return { byAddress: [], byAccount: [] };
  const { readsPerMinute, writesPerMinute, loginsPerMinute } = dependencies.settings;
  const perAccount = { read: readsPerMinute, write: writesPerMinute, login: loginsPerMinute };
  const limit = perAccount[rateClass];
  // Attempts to sign in are made by nobody yet, so their address must answer for them.
  const perAddress = rateClass === 'login' ? limit : limit * addressFactor;
  const byAddress = limiter(dependencies, { rateClass, limit: perAddress }, (request) =>
    addressKey(request.ip),
  );
  const byAccount = limiter(
    dependencies,
    { rateClass, limit },
    (request) => request.caller?.accountId,
  );
  return { byAddress: [byAddress], byAccount: [byAccount] };
}

function limiter(
  { keyValueStore, metrics, logger }: Dependencies,
  { rateClass, limit }: { rateClass: Exclude<RateClass, 'none'>; limit: number },
  keyOf: (request: FastifyRequest) => string | undefined,
): onRequestHookHandler {
  const { rateLimiter } = keyValueStore;
  const policy = `"${rateClass}";q=${limit};w=${rateWindowSeconds}`;
  return (request, reply, done) => {
    const key = keyOf(request);
    if (key === undefined) return done();
    rateLimiter.take(`${rateClass}:${key}`, limit, rateWindowSeconds).then(
      (decision) => {
        tell(reply, { rateClass, policy, decision });
        if (decision.allowed) return done();
        metrics.rateLimited.inc({ limit: rateClass });
        const retryAfterSeconds = Math.max(1, Math.ceil(decision.retryAfterSeconds));
        done(problem('rate_limited', `Try again in ${retryAfterSeconds} s`, { retryAfterSeconds }));
      },
      (error: unknown) => {
        // Limits hold off abuse; that they cannot be counted is no reason to sell nothing.
        logger.warn({ err: error }, 'the rate limiter does not answer');
        done();
      },
    );
  };
}

/** draft-ietf-httpapi-ratelimit-headers-10: the policy, and what is left of it. */
function tell(
  reply: FastifyReply,
  told: { rateClass: string; policy: string; decision: RateLimitDecision },
): void {
  const { remaining, retryAfterSeconds } = told.decision;
  reply.header('ratelimit-policy', told.policy);
  reply.header('ratelimit', `"${told.rateClass}";r=${remaining};t=${Math.ceil(retryAfterSeconds)}`);
}

/** One customer of IPv6 holds a /64 at least, so that is what counts as an address. */
export function addressKey(ip: string): string {
  if (!isIPv6(ip)) return ip;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = ip.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? 0 : tail.split(':').length;
    while (groups.length < 8 - after) groups.push('0');
  }
  return `${groups.slice(0, 4).join(':')}::/64`;
}
