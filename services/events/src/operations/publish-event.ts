import type { OrganizerEvent } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import { findPublishFaults } from '../domain/event-faults.ts';
import { describeForOrganizer } from '../domain/event-views.ts';
import { markPublished } from '../storage/events.ts';
import { changeEvent } from './change-event.ts';
import type { CatalogueDependencies, Scoped } from './dependencies.ts';
import { refuseFaults } from './refuse.ts';

/**
 * Puts an event on the site once everything about it is right; again, it changes nothing. Throws
 * event_not_found, event_not_publishable with each fault by its place in the OrganizerEvent,
 * state_conflict for a cancelled event.
 */
export function publishEvent(
  dependencies: CatalogueDependencies,
  target: Scoped<{ eventId: string }>,
): Promise<OrganizerEvent> {
  return changeEvent(dependencies, target, async (client, bundle) => {
    const { event, performances } = bundle;
    if (event.status === 'published') return undefined;
    if (event.status === 'cancelled') throw problem('state_conflict', 'The event is cancelled');
    const now = dependencies.clock.now();
    const seatMap = await dependencies.cache.seatMap(event.input.seatMapId);
    const faults = findPublishFaults(describeForOrganizer(bundle), seatMap, now);
    refuseFaults('event_not_publishable', faults);
    await markPublished(client, event.id, now);
    return performances.map(({ id }) => id);
  });
}
