import type { SaleTerms } from '@ticketing/contracts';
import type { SqlDatabase } from '@ticketing/sql-database';
import type { Reply } from '../domain/commands.ts';
import { saveTerms } from '../storage/performances.ts';
import type { SeatKeeper } from './seat-keeper.ts';

export interface SetTermsDependencies {
  readonly database: SqlDatabase;
  readonly seats: Pick<SeatKeeper, 'submit'>;
}

/**
 * Takes what the catalogue says about a performance: the limit of a customer, and whether it is
 * cancelled. One that was never opened takes the terms up when it opens. Rejects when the journal cannot
 * be written now; the message must come again.
 */
export async function setTerms(
  { database, seats }: SetTermsDependencies,
  terms: SaleTerms,
): Promise<void> {
  const { opened } = await saveTerms(database, terms);
  if (!opened) return;
  const { performanceId, revision, ticketsPerCustomerMax, status } = terms;
  const closed = status === 'cancelled';
  const command = { kind: 'set_terms', revision, ticketsPerCustomerMax, closed } as const;
  const reply = await new Promise<Reply>((resolve) =>
    seats.submit(performanceId, command, resolve),
  );
  if (reply.result !== 'OK') throw new Error(`terms of ${performanceId}: ${reply.result}`);
}
