import { startEngine } from '@ticketing/local-engines';
import { describeOnEngine } from '@ticketing/local-engines/testing';
import { expect, onTestFinished, test } from 'vitest';
import {
  type AgentSpan,
  findBookingRequest,
  orphansOf,
  pathOf,
  sellTraced,
  type TracedSale,
} from './traced-sale.ts';

const services = [
  'api-gateway',
  'booking-service',
  'inventory-service',
  'payment-service',
  'notification-service',
];

/** From the e-mail up to the request that began it all. */
const wayToTheMail = [
  'notification-service booking_confirmed',
  'notification-service booking.confirmed',
  'booking-service POST /internal/bookings/:bookingId/confirm',
  'payment-service POST',
  'payment-service payment.settle',
  'booking-service POST /bookings',
  'api-gateway POST',
  'api-gateway POST /api/bookings',
];

function expectOneTrace({ bookingId, spans, gatewayLog }: TracedSale): void {
  const request = findBookingRequest(spans);
  if (request === undefined) throw new Error('the request left no span');
  const ofSale = spans.filter(({ trace_id }) => trace_id === request.trace_id);
  expect(new Set(ofSale.map(({ service }) => service))).toEqual(
    new Set([...services, 'events-service', 'auth-service']),
  );
  expect(ofSale.filter(({ parent_id }) => parent_id === 0)).toEqual([request]);
  expect(orphansOf(spans, request.trace_id)).toEqual([]);

  const find = (resource: string, service: string): AgentSpan => {
    const found = ofSale.find((span) => span.resource === resource && span.service === service);
    if (found === undefined) throw new Error(`no span ${service} ${resource}`);
    return found;
  };
  expect(pathOf(spans, find('booking_confirmed', 'notification-service'))).toEqual(wayToTheMail);
  expect(pathOf(spans, find('hold_best_available', 'inventory-service'))).toEqual([
    'inventory-service hold_best_available',
    'booking-service holdBestAvailable',
    ...wayToTheMail.slice(-3),
  ]);
  expect(pathOf(spans, find('confirm_hold', 'inventory-service')).slice(0, 3)).toEqual([
    'inventory-service confirm_hold',
    'booking-service confirmHold',
    'booking-service POST /internal/bookings/:bookingId/secure-seats',
  ]);
  const urls = ofSale.map(({ meta }) => meta['http.url'] ?? '');
  expect(urls.some((url) => url.includes(bookingId))).toBe(true);
  expectQuietPaths(spans);
  expectLogToJoin(gatewayLog, request);
}

function expectQuietPaths(spans: readonly AgentSpan[]): void {
  const urls = spans.map(({ meta }) => meta['http.url'] ?? '');
  const polled = urls.filter((url) => /metrics|healthz|readyz|\/status|seat-status/.test(url));
  expect(polled).toEqual([]);
}

/** The log's line of the request carries the trace's id, whose lower half the agent shows. */
function expectLogToJoin(lines: readonly string[], request: AgentSpan): void {
  const line = lines.find((text) => text.includes('"method":"POST","route":"/api/bookings"'));
  const { dd } = JSON.parse(line ?? '{}') as { dd?: { trace_id: string; span_id: string } };
  expect(dd?.trace_id).toMatch(/^[0-9a-f]{32}$/);
  expect(Number(BigInt(`0x${dd?.trace_id.slice(16)}`))).toBe(request.trace_id);
  expect(Number(dd?.span_id)).toBe(request.span_id);
}

await describeOnEngine('datadog-agent', (agent) => {
  const url = () => `http://127.0.0.1:${agent().port}`;

  test('one trace follows a booking over HTTP, gRPC and the embedded bus to its e-mail', async () => {
    const sale = await sellTraced(url(), { portOffset: 2500, env: agent().variables });
    expectOneTrace(sale);
  });
});

await describeOnEngine(
  'kafka',
  (kafka) => {
    test('one trace follows a booking over HTTP, gRPC and Kafka to its e-mail', async () => {
      const agent = await startEngine('datadog-agent');
      onTestFinished(() => agent.stop());
      const env = { ...agent.variables, ...kafka().variables };
      expectOneTrace(await sellTraced(`http://127.0.0.1:${agent.port}`, { portOffset: 2600, env }));
    });
  },
  { title: 'traces through kafka' },
);
