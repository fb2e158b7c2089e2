import type { OrganizerEvent } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { EventBundle, PerformanceInput } from '../domain/catalogue.ts';
import type { Fault } from '../domain/faults.ts';
import { findTimeFaults } from '../domain/performance-faults.ts';
import { insertPerformance } from '../storage/performances.ts';
import { changeEvent } from './change-event.ts';
import type { CatalogueDependencies, Scoped } from './dependencies.ts';
import { refuseInvalid } from './refuse.ts';

/** Performances of one event; a catalogue file may have as many. */
const PERFORMANCES_MAX = 500;

/**
 * Adds a performance; `id` is the same when the command is repeated. Throws event_not_found,
 * state_conflict for a cancelled or full event, invalid_request for times out of order.
 */
export function createPerformance(
  dependencies: CatalogueDependencies,
  { id, input, ...target }: Scoped<{ id: string; eventId: string; input: PerformanceInput }>,
): Promise<OrganizerEvent> {
  refuseInvalid(input, findTimeFaults(input, '#'));
  return changeEvent(dependencies, target, async (client, { event, performances }) => {
    if (performances.some((performance) => performance.id === id)) return undefined;
    if (event.status === 'cancelled') throw problem('state_conflict', 'The event is cancelled');
    if (performances.length >= PERFORMANCES_MAX) {
      throw problem('state_conflict', `The event has ${PERFORMANCES_MAX} performances already`);
    }
    if (event.status === 'published') {
      refuseInvalid(input, findSlotFaults(input, { performances }, dependencies.clock.now()));
    }
    const { organizerId } = event;
    const createdAt = dependencies.clock.now();
    await insertPerformance(client, { id, organizerId, eventId: event.id, input, createdAt });
    return [id];
  });
}

/** On the site, a performance lies ahead and has its start for itself. */
export function findSlotFaults(
  input: PerformanceInput,
  { performances }: Pick<EventBundle, 'performances'>,
  now: Date,
): Fault[] {
  const startsAt = new Date(input.startsAt);
  const faults: Fault[] = [];
  if (startsAt <= now) faults.push({ pointer: '#/startsAt', detail: 'lies in the past' });
  if (performances.some((other) => other.startsAt.getTime() === startsAt.getTime())) {
    faults.push({ pointer: '#/startsAt', detail: 'is the start of another performance too' });
  }
  return faults;
}
