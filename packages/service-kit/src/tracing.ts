/**
 * The port to distributed tracing. Without a tracer (the default) every function here does nothing but
 * its caller's own work. `tracing/preload.ts` puts a tracer in when DD_TRACE_ENABLED is true.
 */

/** W3C Trace Context, `traceparent`: `00-<trace>-<span>-<flags>`, kept beside work that is done later. */
export type TraceContext = string;

export interface SpanOptions {
  /** What exactly is done, from a small set: a message's type, a command's name. */
  readonly resource?: string;
  /** What caused it; default: what runs now. Without either, a new trace begins. */
  readonly parent?: TraceContext | undefined;
  readonly kind?: 'consumer' | 'client' | 'server';
  readonly tags?: Readonly<Record<string, string | number>>;
}

export interface Tracer {
  currentTraceContext(): TraceContext | undefined;
  runInSpan<Result>(name: string, options: SpanOptions, work: () => Result): Result;
  /** Gives the request that is answered now its route, so that traces can be grouped by it. */
  nameRequest(method: string, route: string): void;
  /** What a log line says of the span that runs now. */
  logFields(): object | undefined;
}

let tracer: Tracer | undefined;

/** For the preload, before any service is loaded. */
export function installTracer(installed: Tracer): void {
  tracer = installed;
}

export const isTracing = (): boolean => tracer !== undefined;

/** Of the span that runs now, to be kept with what it causes; undefined when there is none. */
export const currentTraceContext = (): TraceContext | undefined => tracer?.currentTraceContext();

/** Runs `work` as a span that ends with it; a promise ends it when it settles. */
export const runInSpan = <Result>(
  name: string,
  options: SpanOptions,
  work: () => Result,
): Result => (tracer === undefined ? work() : tracer.runInSpan(name, options, work));

export const nameTracedRequest = (method: string, route: string): void =>
  tracer?.nameRequest(method, route);

export const traceLogFields = (): object | undefined => tracer?.logFields();

/** The same thing with the context of what runs now, unless it has one or nothing is traced. */
export function withTraceContext<Kept extends { readonly traceparent?: TraceContext }>(
  kept: Kept,
): Kept {
  if (tracer === undefined || kept.traceparent !== undefined) return kept;
  const traceparent = tracer.currentTraceContext();
  return traceparent === undefined ? kept : { ...kept, traceparent };
}
