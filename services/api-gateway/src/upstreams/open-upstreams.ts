import type { ApiError } from '@ticketing/service-kit';
import type { GatewayConfig } from '../config.ts';
import { answerMsMax, connectMsMax } from '../domain/limits.ts';
import type { GatewayMetrics } from '../operations/gateway-metrics.ts';
import type { Upstream, UpstreamApps, UpstreamName, Upstreams } from '../upstream.ts';
import { createHttpUpstream } from './http-upstream.ts';
import { createInProcessUpstream } from './in-process-upstream.ts';

export const upstreamUrls = (config: GatewayConfig): Record<UpstreamName, string> => ({
  auth: config.AUTH_SERVICE_URL,
  events: config.EVENTS_SERVICE_URL,
  booking: config.BOOKING_SERVICE_URL,
  payment: config.PAYMENT_SERVICE_URL,
  search: config.SEARCH_SERVICE_URL,
  notification: config.NOTIFICATION_SERVICE_URL,
});

/** Each service in this process where it is, else over HTTP. */
export function openUpstreams(options: {
  readonly urls: Record<UpstreamName, string>;
  readonly apps: UpstreamApps | undefined;
  readonly metrics: Pick<GatewayMetrics, 'upstreamFailures'>;
}): Upstreams {
  function open(name: UpstreamName): Upstream {
    const onFailure = ({ code }: ApiError) =>
      options.metrics.upstreamFailures.inc({ upstream: name, code });
    const app = options.apps?.[name];
    if (app !== undefined) return createInProcessUpstream({ name, app, answerMsMax, onFailure });
    const baseUrl = options.urls[name];
    return createHttpUpstream({ name, baseUrl, connectMsMax, answerMsMax, onFailure });
  }
  return {
    auth: open('auth'),
    events: open('events'),
    booking: open('booking'),
    payment: open('payment'),
    search: open('search'),
    notification: open('notification'),
  };
}
