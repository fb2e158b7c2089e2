import type { OrganizerEvent } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { SqlClient } from '@ticketing/sql-database';
import type { EventBundle } from '../domain/catalogue.ts';
import { describeForOrganizer } from '../domain/event-views.ts';
import { findEventIdOf, loadBundle } from '../storage/bundles.ts';
import { lockEvent } from '../storage/events.ts';
import { announceEvents } from './announce-events.ts';
import type { CatalogueDependencies, Scoped } from './dependencies.ts';

/** Which performances a change touched; undefined: nothing changed at all. */
export type Touched = readonly string[] | undefined;

type Target = Scoped<{ eventId: string; reason?: OrganizerReason }>;
type OrganizerReason = { ko: string; en: string };

/**
 * The frame of every change of an event: locks it, lets `change` write, tells the bus of it when
 * the site shows the event, and answers the event as it then is. Throws event_not_found outside the
 * scope, and whatever `change` throws; then nothing has changed.
 */
export async function changeEvent(
  dependencies: CatalogueDependencies,
  { eventId, scope, requestId, reason }: Target,
  change: (client: SqlClient, before: EventBundle) => Promise<Touched>,
): Promise<OrganizerEvent> {
  const event = await dependencies.database.transaction(async (client) => {
    const locked = await lockEvent(client, eventId, scope);
    const before = locked && (await loadBundle(client, eventId));
    if (before === undefined) throw problem('event_not_found');
    const performanceIds = await change(client, before);
    if (performanceIds === undefined) return describeForOrganizer(before);
    const after = await loadBundle(client, eventId);
    if (after === undefined) throw new Error(`${eventId} vanished while it was locked`);
    if (after.event.status === 'draft') return describeForOrganizer(after);
    await announceEvents(dependencies, client, {
      cause: 'organizer',
      eventIds: [eventId],
      performanceIds,
      reason,
      requestId,
    });
    // Announcing has raised the revision.
    return { ...describeForOrganizer(after), revision: after.event.revision + 1 };
  });
  dependencies.cache.forget([eventId]);
  return event;
}

/** The same for a change that starts from a performance. Throws performance_not_found. */
export async function changePerformance(
  dependencies: CatalogueDependencies,
  { performanceId, ...target }: Scoped<{ performanceId: string; reason?: OrganizerReason }>,
  change: (
    client: SqlClient,
    before: EventBundle,
    performance: EventBundle['performances'][number],
  ) => Promise<Touched>,
): Promise<OrganizerEvent> {
  const eventId = await findEventIdOf(dependencies.database, performanceId, target.scope);
  if (eventId === undefined) throw problem('performance_not_found');
  return changeEvent(dependencies, { ...target, eventId }, async (client, before) => {
    const performance = before.performances.find(({ id }) => id === performanceId);
    if (performance === undefined) throw problem('performance_not_found');
    return change(client, before, performance);
  });
}
