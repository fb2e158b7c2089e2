import type { ErrorCode } from '@ticketing/contracts';
import type { HoldReply, InventoryResult } from '@ticketing/inventory-client';
import { type ApiError, problem } from '@ticketing/service-kit';

const codes: Record<Exclude<InventoryResult, 'OK'>, ErrorCode> = {
  SEATS_TAKEN: 'seats_taken',
  SEATS_INVALID: 'seats_invalid',
  NOT_ENOUGH_SEATS: 'not_enough_seats',
  LIMIT_EXCEEDED: 'ticket_limit_exceeded',
  HOLD_NOT_FOUND: 'hold_lost',
  FENCE_STALE: 'hold_lost',
  PERFORMANCE_NOT_FOUND: 'performance_not_found',
  PERFORMANCE_CLOSED: 'performance_cancelled',
  NOT_OWNER: 'forbidden',
  UNAVAILABLE: 'inventory_unavailable',
  COMMAND_INVALID: 'seats_invalid',
  NOT_LEADER: 'inventory_unavailable',
  SEATS_RESERVED: 'seats_reserved',
  SINGLE_SEAT_LEFT: 'single_seat_left',
};

/** Inventory's refusal in the words of our API. */
export const problemOfInventory = (result: Exclude<InventoryResult, 'OK'>): ApiError =>
  problem(codes[result]);

/** As `problemOfInventory`, saying which seats are taken or what the limit is. */
export function problemOfHold({ result, conflicts, limit }: HoldReply): ApiError {
  if (result === 'OK') throw new Error('a hold that succeeded is no problem');
  if (result === 'SEATS_TAKEN' || result === 'SEATS_RESERVED' || result === 'SINGLE_SEAT_LEFT') {
    return problem(codes[result], undefined, { seatNos: conflicts });
  }
  if (result === 'LIMIT_EXCEEDED') return problem('ticket_limit_exceeded', undefined, { limit });
  return problemOfInventory(result);
}
