import type { SaleTerms } from '@ticketing/contracts';
import { type Caller, problem } from '@ticketing/service-kit';

export type Organizer = Pick<Caller, 'accountId' | 'role' | 'organizerId'>;

/** Throws forbidden unless the performance is the caller's; an administrator's are all. */
export function assertOrganizes(caller: Organizer, terms: Pick<SaleTerms, 'organizerId'>): void {
  if (caller.role === 'admin' || caller.organizerId === terms.organizerId) return;
  throw problem('forbidden', 'The performance is of another organizer');
}
