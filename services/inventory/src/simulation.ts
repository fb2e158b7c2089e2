/**
 * What a simulation needs to run the real seat keeper on a store, a clock and a scheduler of its own.
 * The service itself is in `service.ts`.
 */
export { createSeatState } from './domain/seat-state.ts';
export { createInventoryMetrics } from './metrics.ts';
export { condenseJournal } from './operations/condense-journal.ts';
export type { Scheduler } from './operations/scheduler.ts';
export {
  createSeatKeeper,
  type SeatKeeper,
  type SeatKeeperDependencies,
} from './operations/seat-keeper.ts';
export { compileInventoryLayout } from './storage/layout-codec.ts';
export type { StoredPerformance } from './storage/performances.ts';
export type {
  BatchToWrite,
  GivenUpLease,
  Instance,
  Lease,
  RenewedLease,
  SeatStore,
} from './storage/seat-store.ts';
export { decodeSnapshot } from './storage/snapshot-codec.ts';
export type { Snapshot } from './storage/snapshots.ts';
