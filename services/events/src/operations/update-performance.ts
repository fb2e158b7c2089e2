import type { OrganizerEvent } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import { type PerformanceInput, TICKETS_PER_CUSTOMER_DEFAULT } from '../domain/catalogue.ts';
import { findPerformanceChangeFaults } from '../domain/change-rules.ts';
import { canonicalJson } from '../domain/content-hash.ts';
import { performanceInputOf } from '../domain/event-views.ts';
import { findTimeFaults } from '../domain/performance-faults.ts';
import { updatePerformanceInput } from '../storage/performances.ts';
import { changePerformance } from './change-event.ts';
import { findSlotFaults } from './create-performance.ts';
import type { CatalogueDependencies, Scoped } from './dependencies.ts';
import { refuseFaults, refuseInvalid } from './refuse.ts';

/**
 * Changes a performance's times, sale window, limit, rules, note or waiting room. A postponed one that
 * gets another start is scheduled again. Throws performance_not_found, invalid_request for times
 * out of order, state_conflict for a cancelled one and for times that can no longer move.
 */
export function updatePerformance(
  dependencies: CatalogueDependencies,
  { input, ...target }: Scoped<{ performanceId: string; input: PerformanceInput }>,
): Promise<OrganizerEvent> {
  refuseInvalid(input, findTimeFaults(input, '#'));
  return changePerformance(
    dependencies,
    target,
    async (client, { event, performances }, before) => {
      if (canonicalJson(performanceInputOf(before)) === canonicalJson(complete(input))) {
        return undefined;
      }
      if (before.status === 'cancelled') {
        throw problem('state_conflict', 'The performance is cancelled');
      }
      const moves = before.startsAt.getTime() !== Date.parse(input.startsAt);
      if (event.status === 'published') {
        const now = dependencies.clock.now();
        refuseFaults('state_conflict', findPerformanceChangeFaults(before, input, now, '#'));
        if (moves) refuseInvalid(input, findSlotFaults(input, { performances }, now));
      }
      const status = before.status === 'postponed' && moves ? 'scheduled' : before.status;
      await updatePerformanceInput(client, before.id, { input, status });
      return [before.id];
    },
  );
}

/** With its defaults and its instants as they are kept. */
const complete = ({ preventSingleSeats, ...input }: PerformanceInput): PerformanceInput => ({
  ...input,
  ...(preventSingleSeats && { preventSingleSeats }),
  ...(input.accessibleReleaseAt !== undefined && {
    accessibleReleaseAt: new Date(input.accessibleReleaseAt).toISOString(),
  }),
  startsAt: new Date(input.startsAt).toISOString(),
  ...(input.doorsAt !== undefined && { doorsAt: new Date(input.doorsAt).toISOString() }),
  saleOpensAt: new Date(input.saleOpensAt).toISOString(),
  saleClosesAt: new Date(input.saleClosesAt).toISOString(),
  ticketsPerCustomerMax: input.ticketsPerCustomerMax ?? TICKETS_PER_CUSTOMER_DEFAULT,
  waitingRoom: input.waitingRoom ?? 'auto',
});
