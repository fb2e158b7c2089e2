export * from './api-client.ts';
export * from './fixed-clock.ts';
export * from './listen-on-free-port.ts';
export * from './quiet-logger.ts';
export * from './seeded-random.ts';
export * from './shopper.ts';
export * from './tokens.ts';
export * from './wait-until.ts';
