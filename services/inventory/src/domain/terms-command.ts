import type { SaleTerms } from '@ticketing/contracts';
import type { SetTerms } from './commands.ts';

/** What of the catalogue's terms concerns seats. A postponed performance keeps its seats and holds. */
export function termsCommandOf(terms: SaleTerms): SetTerms {
  const { revision, ticketsPerCustomerMax, preventSingleSeats = false } = terms;
  const { accessibleReleaseAt: releaseAt } = terms;
  return {
    kind: 'set_terms',
    revision,
    ticketsPerCustomerMax,
    closed: terms.status === 'cancelled',
    preventSingleSeats,
    ...(releaseAt !== undefined && { accessibleReleaseAtMs: Date.parse(releaseAt) }),
  };
}
