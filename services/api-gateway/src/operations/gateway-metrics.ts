import { createMetrics } from '@ticketing/service-kit';
import { Counter, type Registry } from 'prom-client';

export interface GatewayMetrics {
  readonly registry: Registry;
  readonly rateLimited: Counter<'limit'>;
  readonly upstreamFailures: Counter<'upstream' | 'code'>;
  readonly admitted: Counter<'way'>;
  readonly queued: Counter;
  /** Of those queued, the ones whose turn came; who of them is admitted by turn, came in time. */
  readonly called: Counter;
  readonly admissionsRefused: Counter<'code'>;
  /** By sale: open ones go on without the store, protected ones are refused. */
  readonly storeFailures: Counter<'sale'>;
}

/** What the gateway counts besides its requests. */
export function createGatewayMetrics(): GatewayMetrics {
  const registry = createMetrics('api-gateway');
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter<Label>({ name, help, labelNames, registers: [registry] });
  const admitted = counter('waiting_room_admitted_total', 'People let into a sale', ['way']);
  const upstreamFailures = counter('gateway_upstream_failures_total', 'Services out of reach', [
    'upstream',
    'code',
  ]);
  // A series that is there from the start has a rate at its first step.
  for (const upstream of ['auth', 'events', 'booking', 'payment', 'search']) {
    for (const code of ['service_unavailable', 'upstream_timeout']) {
      upstreamFailures.inc({ upstream, code }, 0);
    }
  }
  for (const way of ['open', 'turn', 'late']) admitted.inc({ way }, 0);
  return {
    registry,
    rateLimited: counter('gateway_rate_limited_total', 'Requests over their limit', ['limit']),
    upstreamFailures,
    admitted,
    queued: counter('waiting_room_queued_total', 'Places given in line'),
    called: counter('waiting_room_called_total', 'Places called in'),
    storeFailures: counter(
      'waiting_room_store_failures_total',
      'Requests of a sale while the store of the waiting rooms did not answer',
      ['sale'],
    ),
    admissionsRefused: counter('waiting_room_refused_total', 'Bookings without admission', [
      'code',
    ]),
  };
}
