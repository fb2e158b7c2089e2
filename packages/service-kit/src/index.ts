export * from './clock.ts';
export * from './endpoints.ts';
export * from './errors.ts';
export { createMetrics } from './http/http-metrics.ts';
export * from './http.ts';
export * from './ids.ts';
export * from './logger.ts';
export * from './tokens.ts';
