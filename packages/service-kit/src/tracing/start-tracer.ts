import { createRequire } from 'node:module';
import ddTrace, { type Span, type SpanContext } from 'dd-trace';
import { installTracer, type SpanOptions, type TraceContext, type Tracer } from '../tracing.ts';

/**
 * What is asked all day, or stays open for as long as somebody looks: spans of these would bury the
 * others and say nothing.
 */
const untracedPaths = [
  /^\/(metrics|healthz|readyz)(\?|$)/,
  /^(\/api)?\/waiting-room\/[^/]+\/(status|stream|heartbeats)(\?|$)/,
  /^(\/api)?\/performances\/[^/]+\/seat-status/,
];

/**
 * Starts Datadog's tracer with the settings of the DD_* variables. It watches HTTP by itself; gRPC's
 * one long stream, the bus and work that is done later are followed by our own spans. Statements of
 * PostgreSQL and Redis are left out: services ask them many times a second whether there is work.
 */
export function startTracer(): void {
  ddTrace.init({ plugins: false, logInjection: false, startupLogs: false });
  ddTrace.use('http', {
    server: { blocklist: untracedPaths },
    client: { blocklist: [/\/v0\.\d\/traces/] },
  });
  ddTrace.use('fastify', { middleware: false });
  ddTrace.use('undici', true);
  createRequire(import.meta.url)('dd-trace/register.js');
  installTracer(datadogTracer);
}

const datadogTracer: Tracer = {
  currentTraceContext() {
    const span = ddTrace.scope().active();
    return span === null ? undefined : contextOf(span);
  },
  runInSpan(name, options, work) {
    const parent = options.parent === undefined ? undefined : parentOf(options.parent);
    return ddTrace.trace(
      name,
      {
        ...(parent !== undefined && { childOf: parent }),
        ...(options.resource !== undefined && { resource: options.resource }),
        tags: tagsOf(options),
      },
      work,
    );
  },
  nameRequest(method, route) {
    const span = ddTrace.scope().active();
    span?.setTag('resource.name', `${method} ${route}`);
    span?.setTag('http.route', route);
  },
  logFields() {
    const span = ddTrace.scope().active();
    if (span === null) return undefined;
    const fields = {};
    ddTrace.inject(span, 'log', fields);
    return fields;
  },
};

const tagsOf = ({ kind, tags }: SpanOptions): Record<string, string | number> => ({
  ...(kind !== undefined && { 'span.kind': kind }),
  ...tags,
});

function contextOf(span: Span): TraceContext | undefined {
  const carrier: { traceparent?: string } = {};
  ddTrace.inject(span, 'text_map', carrier);
  return carrier.traceparent;
}

function parentOf(traceparent: TraceContext): SpanContext | undefined {
  return ddTrace.extract('text_map', { traceparent }) ?? undefined;
}
