export type { Clock } from './clock.ts';
export {
  type InProcessKeyValueStoreOptions,
  openInProcessKeyValueStore,
} from './open-in-process-key-value-store.ts';
export type {
  Cache,
  Fanout,
  KeyValueStore,
  RateLimitDecision,
  RateLimiter,
  WaitingRoomStore,
} from './port.ts';
