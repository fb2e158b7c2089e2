import { fileURLToPath } from 'node:url';
import type { MethodDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { inventoryProtoUrl } from '@ticketing/contracts';
import { type ExecuteMethod, withFastCodecs } from './execute-codec.ts';
import type { InventoryResult } from './port.ts';

/** Messages of inventory.proto as they come off the wire; absent fields have proto3's defaults. */
export interface WireHoldSeats {
  performanceId: string;
  holdId: string;
  customerId: string;
  seatNos: readonly number[];
  holdSeconds: number;
  accessible?: boolean;
}
export interface WireHoldBestAvailable {
  performanceId: string;
  holdId: string;
  customerId: string;
  levelCode: string;
  quantity: number;
  sectionId: string;
  holdSeconds: number;
  accessible?: boolean;
}
export interface WireReleaseHold {
  performanceId: string;
  holdId: string;
  customerId: string;
}
export interface WireConfirmHold {
  performanceId: string;
  holdId: string;
  customerId: string;
  fence: number;
  bookingId: string;
}
export interface WireReturnSeats {
  performanceId: string;
  bookingId: string;
  seatNos: readonly number[];
  returnId: string;
}
export interface WireExtendHold {
  performanceId: string;
  holdId: string;
  customerId: string;
  fence: number;
  expiresAtMs: number;
  deferred: boolean;
}
export interface WireChangeBlocks {
  performanceId: string;
  changeId: string;
  block: readonly number[];
  release: readonly number[];
}
export interface WireBlocksReply {
  result: number;
  conflicts: readonly number[];
}
export interface WirePerformanceAudit {
  result: number;
  version: number;
  faults: readonly string[];
  differences: readonly string[];
  seatNos: readonly number[];
  seatOwners: readonly number[];
  owners: readonly WireSeatOwner[];
  nextSeatNo: number;
  customerSeatsMax: number;
}
export interface WireSeatOwner {
  holdId: string;
  customerId: string;
  bookingId: string;
}
export interface WireHoldReply {
  /** Place in `resultNames`. */
  result: number;
  seatNos: readonly number[];
  fence: number;
  expiresAtMs: number;
  conflicts: readonly number[];
  limit: number;
}
export interface WireResultReply {
  result: number;
}
export interface WireSeatStatus {
  result: number;
  version: number;
  status: Uint8Array;
}
export interface WireSeatDelta {
  fromVersion: number;
  toVersion: number;
  seatNos: readonly number[];
  status: Uint8Array;
  reset: boolean;
}
/** One of the commands. */
export interface WireCommand {
  id: number;
  holdSeats?: WireHoldSeats;
  holdBestAvailable?: WireHoldBestAvailable;
  releaseHold?: WireReleaseHold;
  confirmHold?: WireConfirmHold;
  returnSeats?: WireReturnSeats;
  extendHold?: WireExtendHold;
  changeBlocks?: WireChangeBlocks;
  /** Empty or absent when nothing is traced. */
  traceparent?: string;
}
/** One of the outcomes. */
export interface WireOutcome {
  id: number;
  hold?: WireHoldReply;
  release?: WireResultReply;
  confirm?: WireResultReply;
  return?: WireResultReply;
  extend?: WireHoldReply;
  blocks?: WireBlocksReply;
  /** With NOT_LEADER: host:port of the instance to ask. */
  leader?: string;
}

export interface InventoryMethods {
  readonly HoldSeats: MethodDefinition<WireHoldSeats, WireHoldReply>;
  readonly HoldBestAvailable: MethodDefinition<WireHoldBestAvailable, WireHoldReply>;
  readonly ReleaseHold: MethodDefinition<WireReleaseHold, WireResultReply>;
  readonly ConfirmHold: MethodDefinition<WireConfirmHold, WireResultReply>;
  readonly ReturnSeats: MethodDefinition<WireReturnSeats, WireResultReply>;
  readonly ExtendHold: MethodDefinition<WireExtendHold, WireHoldReply>;
  readonly ChangeBlocks: MethodDefinition<WireChangeBlocks, WireBlocksReply>;
  readonly AuditPerformance: MethodDefinition<
    { performanceId: string; fromSeatNo: number },
    WirePerformanceAudit
  >;
  readonly GetSeatStatus: MethodDefinition<{ performanceId: string }, WireSeatStatus>;
  readonly WatchSeats: MethodDefinition<
    { performanceId: string; afterVersion: number },
    WireSeatDelta
  >;
  readonly Execute: ExecuteMethod;
}

/**
 * The trailer that names the leader, host:port, when a call outside of `Execute` was answered NOT_LEADER;
 * `WatchSeats` ends with FAILED_PRECONDITION instead.
 */
export const leaderKey = 'inventory-leader';

/** Results by their number in the proto. */
export const resultNames: readonly (InventoryResult | 'RESULT_UNSPECIFIED')[] = [
  'RESULT_UNSPECIFIED',
  'OK',
  'SEATS_TAKEN',
  'SEATS_INVALID',
  'NOT_ENOUGH_SEATS',
  'LIMIT_EXCEEDED',
  'HOLD_NOT_FOUND',
  'FENCE_STALE',
  'PERFORMANCE_NOT_FOUND',
  'PERFORMANCE_CLOSED',
  'NOT_OWNER',
  'UNAVAILABLE',
  'COMMAND_INVALID',
  'NOT_LEADER',
  'SEATS_RESERVED',
  'SINGLE_SEAT_LEFT',
];

/** A result that this release does not know comes from a newer one: the caller had better wait. */
export function resultOf(number: number): InventoryResult {
  const name = resultNames[number];
  return name === undefined || name === 'RESULT_UNSPECIFIED' ? 'UNAVAILABLE' : name;
}

let loaded: InventoryMethods | undefined;

/** The service's methods with their codecs, read from the contract's proto file. */
export function loadInventoryMethods(): InventoryMethods {
  if (loaded === undefined) {
    const definition = loadSync(fileURLToPath(inventoryProtoUrl), {
      longs: Number,
      defaults: true,
    });
    const methods = definition['ticketing.inventory.v1.Inventory'] as unknown as InventoryMethods;
    loaded = { ...methods, Execute: withFastCodecs(methods.Execute) };
  }
  return loaded;
}
