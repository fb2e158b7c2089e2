export { bridgeRateLimiter } from './bridge-rate-limiter.ts';
export * from './clock.ts';
export { dataFolder } from './config/data-folder.ts';
export * from './config.ts';
export * from './endpoints.ts';
export * from './engines.ts';
export * from './errors.ts';
export * from './fits-schema.ts';
export { createMetrics } from './http/http-metrics.ts';
export * from './http.ts';
export * from './idempotency.ts';
export * from './ids.ts';
export * from './logger.ts';
export { measureDatabase } from './metrics/measure-database.ts';
export * from './metrics/measure-outbox.ts';
export { observeEventBus } from './metrics/observe-event-bus.ts';
export { readAtScrape } from './metrics/read-at-scrape.ts';
export * from './outbox.ts';
export * from './pagination.ts';
export * from './run-service.ts';
export * from './service-caller.ts';
export * from './set-aside.ts';
export * from './tokens.ts';
export {
  currentTraceContext,
  isTracing,
  runInSpan,
  type SpanOptions,
  type TraceContext,
  withTraceContext,
} from './tracing.ts';
