import type { OrganizerEvent } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { Localized } from '../domain/catalogue.ts';
import { markPerformanceCancelled } from '../storage/performances.ts';
import { changePerformance } from './change-event.ts';
import type { CatalogueDependencies, Scoped } from './dependencies.ts';
import { refuseInvalid } from './refuse.ts';

/**
 * Cancels one performance for good; booking then refunds its buyers. Again, it changes nothing.
 * Throws performance_not_found, state_conflict while the event is a draft.
 */
export function cancelPerformance(
  dependencies: CatalogueDependencies,
  target: Scoped<{ performanceId: string; reason: Localized }>,
): Promise<OrganizerEvent> {
  refuseInvalid(target.reason, []);
  return changePerformance(dependencies, target, async (client, { event }, performance) => {
    if (performance.status === 'cancelled') return undefined;
    if (event.status === 'draft') throw problem('state_conflict', 'The event is not published');
    await markPerformanceCancelled(client, performance.id, target.reason);
    return [performance.id];
  });
}
