import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  buy,
  createShopApi,
  register,
  repositoryRoot,
  startApart,
  waitUntil,
} from '@ticketing/testing';
import { openExampleSale } from './example-sale.ts';

/** A span as Datadog's test agent shows it. */
export interface AgentSpan {
  readonly service: string;
  readonly name: string;
  readonly resource: string;
  readonly trace_id: number;
  readonly span_id: number;
  readonly parent_id: number;
  readonly error: number;
  readonly meta: Readonly<Record<string, string>>;
}

export interface TracedSale {
  readonly bookingId: string;
  /** All that the agent was sent. */
  readonly spans: readonly AgentSpan[];
  /** The lines that the gateway logged. */
  readonly gatewayLog: readonly string[];
}

const preload = path.join(repositoryRoot, 'packages/service-kit/src/tracing/preload.ts');
/** The tracer sends what it has every two seconds. */
const sentMsMax = 30_000;

/**
 * Starts every service as a traced process of its own on the engines that the variables name (others are
 * embedded), sells two seats, and answers what Datadog's agent was told once it knows of the e-mail.
 */
export async function sellTraced(
  agentUrl: string,
  options: { readonly portOffset: number; readonly env: Readonly<Record<string, string>> },
): Promise<TracedSale> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ticketing-traced-'));
  const env = {
    LOG_LEVEL: 'info',
    NODE_OPTIONS: `--import=${pathToFileURL(preload).href}`,
    DD_TRACE_ENABLED: 'true',
    DD_REMOTE_CONFIGURATION_ENABLED: 'false',
    DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
    ...options.env,
  };
  const system = await startApart({ portOffset: options.portOffset, folder, env });
  const api = createShopApi(system.apiUrl(), 4);
  try {
    const offer = await openExampleSale(system, api);
    // What is asked all day, and must leave no trace.
    const polled = [
      ...['/metrics', '/healthz', '/readyz'].map((route) => system.urlOf('booking') + route),
      `${system.apiUrl()}/waiting-room/${offer.performance.id}/status`,
      `${system.apiUrl()}/performances/${offer.performance.id}/seat-status`,
    ];
    for (const url of polled) await (await fetch(url)).arrayBuffer();
    const bookingId = await buy(api, await register(api, 1), offer);
    const isMail = ({ name, resource }: AgentSpan) =>
      name === 'mail.send' && resource === 'booking_confirmed';
    const spans = await waitUntil(
      async () => {
        const told = await readSpans(agentUrl);
        return told.some(isMail) && isWhole(told) && told;
      },
      { withinMs: sentMsMax, everyMs: 500 },
    );
    const gatewayLog = system.outputOf({ name: 'api-gateway', number: 0 }).split('\n');
    return { bookingId, spans, gatewayLog };
  } finally {
    await api.close();
    await system.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function readSpans(agentUrl: string): Promise<AgentSpan[]> {
  const reply = await fetch(`${agentUrl}/test/traces`);
  return ((await reply.json()) as AgentSpan[][]).flat();
}

/** The booking's request ends long before its e-mail is sent, but processes send their spans in turn. */
function isWhole(spans: readonly AgentSpan[]): boolean {
  const request = findBookingRequest(spans);
  if (request === undefined) return false;
  return orphansOf(spans, request.trace_id).length === 0;
}

export const findBookingRequest = (spans: readonly AgentSpan[]): AgentSpan | undefined =>
  spans.find(
    ({ service, resource }) => service === 'api-gateway' && resource === 'POST /api/bookings',
  );

/** Spans of a trace whose parent nobody knows, but for its one root. */
export function orphansOf(spans: readonly AgentSpan[], traceId: number): AgentSpan[] {
  const ofTrace = spans.filter(({ trace_id }) => trace_id === traceId);
  const known = new Set(ofTrace.map(({ span_id }) => span_id));
  return ofTrace.filter(({ parent_id }) => parent_id !== 0 && !known.has(parent_id));
}

/** A span and those above it, up to the root, as `service resource`. */
export function pathOf(spans: readonly AgentSpan[], span: AgentSpan): string[] {
  const parent = spans.find(
    ({ trace_id, span_id }) => trace_id === span.trace_id && span_id === span.parent_id,
  );
  const own = `${span.service} ${span.resource}`;
  return parent === undefined ? [own] : [own, ...pathOf(spans, parent)];
}
