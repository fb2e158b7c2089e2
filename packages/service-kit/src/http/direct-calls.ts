import { type Endpoint, errorCatalogue } from '@ticketing/contracts';
import { ApiError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Draining } from './draining.ts';
import type { RouteMeter } from './http-metrics.ts';
import type { LogRequest } from './log-request.ts';
import { requestIdOf } from './request-id.ts';
import { toApiError } from './send-problem.ts';

/** What a call takes over from its caller. */
export interface DirectCall {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly requestId: string;
  readonly idempotencyKey: string | undefined;
}

/** An endpoint's handler, measured and logged as a request of HTTP is. Rejects with an ApiError. */
export type DirectRoute = (
  call: Omit<DirectCall, 'requestId'> & { requestId?: string },
) => Promise<unknown>;

/** The endpoints of a service that others of its process call without HTTP. */
export interface DirectRoutes {
  add(endpoint: Endpoint, answer: (call: DirectCall) => Promise<unknown>): void;
  /** Undefined when the service has no such endpoint, or only over HTTP. */
  find(endpoint: Endpoint): DirectRoute | undefined;
}

export function createDirectRoutes({
  draining,
  logger,
  watch,
}: {
  readonly draining: Draining;
  readonly logger: Logger;
  readonly watch: (method: string, name: string) => { meter: RouteMeter; log: LogRequest };
}): DirectRoutes {
  const routes = new Map<string, DirectRoute>();
  const nameOf = ({ method, path }: Endpoint) => `${method} ${path}`;

  function measured(
    endpoint: Endpoint,
    answer: (call: DirectCall) => Promise<unknown>,
  ): DirectRoute {
    const { meter, log } = watch(endpoint.method, endpoint.path);
    return async (given) => {
      if (draining.hasEnded()) throw new ApiError('service_unavailable', 'The service has stopped');
      const call = { ...given, requestId: requestIdOf(given.requestId) };
      const underWay = { headersSent: true, setHeader: () => undefined as never };
      const startedAt = performance.now();
      let refusal: ApiError | undefined;
      draining.enter(underWay);
      try {
        return await answer(call);
      } catch (error) {
        refusal = toApiError(error);
        const { code, cause } = refusal;
        if (code === 'internal_error') {
          logger.error({ error: cause, code, requestId: call.requestId }, 'request failed');
        }
        // The cause is for the log alone, as it is over HTTP.
        throw new ApiError(code, refusal.detail, refusal.extra);
      } finally {
        draining.leave(underWay);
        const milliseconds = performance.now() - startedAt;
        const status =
          refusal === undefined ? endpoint.status : errorCatalogue[refusal.code].status;
        meter.observe(status, milliseconds / 1000);
        log({
          requestId: call.requestId,
          status,
          milliseconds,
          accountId: undefined,
          code: refusal?.code,
          aborted: false,
          trace: undefined,
        });
      }
    };
  }

  return {
    add(endpoint, answer) {
      routes.set(nameOf(endpoint), measured(endpoint, answer));
    },
    find: (endpoint) => routes.get(nameOf(endpoint)),
  };
}
