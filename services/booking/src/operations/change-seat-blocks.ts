import { derivedId, problem } from '@ticketing/service-kit';
import type { BookingDependencies } from '../dependencies.ts';
import { assertOrganizes, type Organizer } from './assert-organizes.ts';
import { problemOfInventory } from './inventory-problems.ts';

export interface ChangeSeatBlocks {
  readonly performanceId: string;
  readonly caller: Organizer;
  readonly block: readonly number[];
  readonly release: readonly number[];
  readonly idempotencyKey: string;
}

/**
 * Holds seats back and puts others on sale, all or nothing; the same key once. Throws
 * performance_not_found, forbidden, seats_taken (held or sold), seats_invalid (unknown, not blocked, or
 * in both lists), both with the seats that stand in the way; inventory_unavailable.
 */
export async function changeSeatBlocks(
  dependencies: Pick<BookingDependencies, 'inventory' | 'catalogue'>,
  { performanceId, caller, block, release, idempotencyKey }: ChangeSeatBlocks,
): Promise<{ blocked: number; released: number }> {
  assertOrganizes(caller, await dependencies.catalogue.saleTerms(performanceId));
  const blocked = new Set(block);
  const both = release.filter((seatNo) => blocked.has(seatNo));
  if (both.length > 0) throw problem('seats_invalid', undefined, { seatNos: both });
  if (block.length + release.length === 0) return { blocked: 0, released: 0 };
  const { result, conflicts } = await dependencies.inventory.changeBlocks({
    performanceId,
    changeId: derivedId('message', performanceId, caller.accountId, idempotencyKey),
    block,
    release,
  });
  if (result === 'SEATS_TAKEN') throw problem('seats_taken', undefined, { seatNos: conflicts });
  if (result === 'SEATS_INVALID') throw problem('seats_invalid', undefined, { seatNos: conflicts });
  if (result !== 'OK') throw problemOfInventory(result);
  return { blocked: block.length, released: release.length };
}
