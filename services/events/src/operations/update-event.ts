import type { OrganizerEvent } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { EventInput } from '../domain/catalogue.ts';
import { findFrozenChanges, findPriceLevelChanges, fixedDetail } from '../domain/change-rules.ts';
import { canonicalJson } from '../domain/content-hash.ts';
import { mayReplace } from '../domain/edit-tag.ts';
import { findEventFaults } from '../domain/event-faults.ts';
import type { Fault } from '../domain/faults.ts';
import { updateEventInput } from '../storage/events.ts';
import { changeEvent } from './change-event.ts';
import type { CatalogueDependencies, Scoped } from './dependencies.ts';
import { refuseFaults, refuseInvalid } from './refuse.ts';
import { resolvePlaces } from './resolve-places.ts';

interface EventUpdate {
  readonly eventId: string;
  readonly input: EventInput;
  /** The header `If-Match`: what the caller believes to replace. */
  readonly ifMatch: string | undefined;
}

/**
 * Changes what is stated of an event; new prices count for bookings made from then on. Throws
 * event_not_found, venue_not_found, seat_map_not_found, precondition_failed when something else is
 * stated by now, state_conflict for a cancelled event and for what is fixed since publishing,
 * invalid_request.
 */
export function updateEvent(
  dependencies: CatalogueDependencies,
  { input, ifMatch, ...target }: Scoped<EventUpdate>,
): Promise<OrganizerEvent> {
  refuseInvalid(input, []);
  return changeEvent(dependencies, target, async (client, { event, performances }) => {
    // Also when it comes again with the tag of before: then it has been done.
    if (canonicalJson(event.input) === canonicalJson(input)) return undefined;
    if (!mayReplace(event.input, ifMatch)) throw problem('precondition_failed');
    if (event.status === 'cancelled') throw problem('state_conflict', 'The event is cancelled');
    if (event.status === 'published') {
      refuseFaults('state_conflict', findFixedChanges(event.input, input));
      const seatMap = await dependencies.cache.seatMap(event.input.seatMapId);
      refuseInvalid(input, findEventFaults(input, seatMap, '#'));
    }
    // Its own organizer's places, for an admin too.
    const places = await resolvePlaces(client, input, event.organizerId);
    await updateEventInput(client, { ...places, id: event.id, input });
    return performances.map(({ id }) => id);
  });
}

const findFixedChanges = (before: EventInput, after: EventInput): Fault[] => [
  ...findFrozenChanges(before, after).map((member) => ({
    pointer: `#/${member}`,
    detail: fixedDetail,
  })),
  ...findPriceLevelChanges(before.priceLevels, after.priceLevels, '#/priceLevels'),
];
