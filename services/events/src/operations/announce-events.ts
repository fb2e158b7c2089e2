import { eventChanged, performanceChanged } from '@ticketing/contracts';
import type { BusMessage } from '@ticketing/event-bus';
import { type Clock, insertOutbox, type NewId } from '@ticketing/service-kit';
import type { SqlClient } from '@ticketing/sql-database';
import type { EventBundle, Localized } from '../domain/catalogue.ts';
import { describeSaleTerms, summariseEvent } from '../domain/event-views.ts';
import { nextBoundary } from '../domain/sale-state.ts';
import { loadBundles } from '../storage/bundles.ts';
import { raiseRevisions, setBoundaries } from '../storage/events.ts';
import type { CatalogueMetrics, ChangeCause } from './catalogue-metrics.ts';

export interface Announcement {
  readonly cause: ChangeCause;
  /** Published or cancelled events that changed, locked by the caller or new in its transaction. */
  readonly eventIds: readonly string[];
  /** Those of their performances whose terms changed, cancellation included. */
  readonly performanceIds: readonly string[];
  /** Why performances were cancelled or postponed, for their buyers. */
  readonly reason?: Localized | undefined;
  readonly requestId?: string | undefined;
}

export interface AnnounceDependencies {
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: NewId;
  readonly metrics: Pick<CatalogueMetrics, 'eventsTold'>;
}

/**
 * Tells the bus, by the outbox, of a change made in the same transaction: an `event.changed` for
 * each event, a `performance.changed` for each performance, with their revisions raised.
 */
export async function announceEvents(
  dependencies: AnnounceDependencies,
  client: SqlClient,
  announcement: Announcement,
): Promise<void> {
  const { eventIds, performanceIds } = announcement;
  if (eventIds.length === 0) return;
  const now = dependencies.clock.now();
  await raiseRevisions(client, eventIds, performanceIds);
  const bundles = await loadBundles(client, eventIds);
  await setBoundaries(
    client,
    bundles.map(({ event, performances }) => ({
      eventId: event.id,
      at: event.status === 'published' ? nextBoundary(performances, now) : undefined,
    })),
  );
  dependencies.metrics.eventsTold.inc({ cause: announcement.cause }, eventIds.length);
  const changed = new Set(performanceIds);
  for (const bundle of bundles) {
    for (const message of messagesOf(bundle, changed, announcement.reason, now)) {
      await insertOutbox(client, {
        ...message,
        id: dependencies.newId('message'),
        time: now.toISOString(),
        ...(announcement.requestId !== undefined && { requestId: announcement.requestId }),
      });
    }
  }
}

function messagesOf(
  bundle: EventBundle,
  changed: ReadonlySet<string>,
  reason: Localized | undefined,
  now: Date,
): Pick<BusMessage, 'key' | 'type' | 'data'>[] {
  const event = {
    key: bundle.event.id,
    type: eventChanged.type,
    data: {
      event: summariseEvent(bundle, now),
      performanceIds: bundle.performances.map((performance) => performance.id),
    },
  };
  const performances = bundle.performances
    .filter((performance) => changed.has(performance.id))
    .map((performance) => ({
      key: performance.id,
      type: performanceChanged.type,
      data: {
        terms: describeSaleTerms(bundle, performance),
        ...(reason !== undefined && { reason }),
      },
    }));
  return [event, ...performances];
}
