import type { SaleTerms } from '@ticketing/contracts';
import { termsCommandOf } from '../domain/terms-command.ts';
import type { SeatStore } from '../storage/seat-store.ts';
import type { KeeperReply } from './performance-slot.ts';
import type { SeatKeeper } from './seat-keeper.ts';

export interface SetTermsDependencies {
  readonly store: Pick<SeatStore, 'saveTerms'>;
  readonly seats: Pick<SeatKeeper, 'submit'>;
}

/**
 * Takes what the catalogue says about a performance: limits, rules for seats, and whether it is
 * cancelled. One that was never opened takes the terms up when it opens. Rejects when the journal cannot
 * be written now; the message must come again.
 */
export async function setTerms(
  { store, seats }: SetTermsDependencies,
  terms: SaleTerms,
): Promise<void> {
  const { opened } = await store.saveTerms(terms);
  if (!opened) return;
  const { performanceId } = terms;
  const reply = await new Promise<KeeperReply>((resolve) =>
    seats.submit(performanceId, termsCommandOf(terms), resolve),
  );
  // Another instance leads: it looks for new terms whenever it renews its lease.
  if (reply.result === 'NOT_LEADER') return;
  if (reply.result !== 'OK') throw new Error(`terms of ${performanceId}: ${reply.result}`);
}
