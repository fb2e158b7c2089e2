import type { OrganizerEvent } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { Localized } from '../domain/catalogue.ts';
import { markCancelled } from '../storage/events.ts';
import { changeEvent } from './change-event.ts';
import type { CatalogueDependencies, Scoped } from './dependencies.ts';
import { refuseInvalid } from './refuse.ts';

/**
 * Cancels a published event with all its performances for good; booking then refunds everybody.
 * Again, it changes nothing. Throws event_not_found, state_conflict for a draft.
 */
export function cancelEvent(
  dependencies: CatalogueDependencies,
  target: Scoped<{ eventId: string; reason: Localized }>,
): Promise<OrganizerEvent> {
  refuseInvalid(target.reason, []);
  return changeEvent(dependencies, target, async (client, { event, performances }) => {
    if (event.status === 'cancelled') return undefined;
    if (event.status === 'draft') throw problem('state_conflict', 'The event is not published');
    await markCancelled(client, event.id, target.reason);
    return performances.filter(({ status }) => status !== 'cancelled').map(({ id }) => id);
  });
}
