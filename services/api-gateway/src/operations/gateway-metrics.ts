import { createMetrics } from '@ticketing/service-kit';
import { Counter, type Registry } from 'prom-client';

export interface GatewayMetrics {
  readonly registry: Registry;
  readonly rateLimited: Counter<'limit'>;
  readonly upstreamFailures: Counter<'upstream' | 'code'>;
  readonly admitted: Counter<'way'>;
  readonly queued: Counter;
  readonly admissionsRefused: Counter<'code'>;
}

/** What the gateway counts besides its requests. */
export function createGatewayMetrics(): GatewayMetrics {
  const registry = createMetrics('api-gateway');
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter<Label>({ name, help, labelNames, registers: [registry] });
  return {
    registry,
    rateLimited: counter('gateway_rate_limited_total', 'Requests over their limit', ['limit']),
    upstreamFailures: counter('gateway_upstream_failures_total', 'Services out of reach', [
      'upstream',
      'code',
    ]),
    admitted: counter('waiting_room_admitted_total', 'People let into a sale', ['way']),
    queued: counter('waiting_room_queued_total', 'Places given in line'),
    admissionsRefused: counter('waiting_room_refused_total', 'Bookings without admission', [
      'code',
    ]),
  };
}
