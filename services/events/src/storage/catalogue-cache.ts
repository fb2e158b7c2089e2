import type { SeatMap } from '@ticketing/contracts';
import type { Clock } from '@ticketing/service-kit';
import type { SqlClient } from '@ticketing/sql-database';
import type { EventBundle } from '../domain/catalogue.ts';
import { findEventIdOf, loadBundle } from './bundles.ts';
import { createLru } from './lru.ts';
import { loadSeatMapLayouts } from './seat-maps.ts';

/** How long what was read of an event may be shown; a change made by this process shows at once. */
const EVENT_FRESH_MS_MAX = 1_000;
const EVENTS_KEPT_MAX = 2_000;
const PERFORMANCES_KEPT_MAX = 50_000;
/** Of seat maps, by seats and places: some ten of the largest. */
const SEATS_KEPT_MAX = 1_000_000;

/** What readers ask for all day. Undefined answers are not kept. */
export interface CatalogueCache {
  /**
   * A published or cancelled event, at most `EVENT_FRESH_MS_MAX` old; undefined when there is none.
   */
  event(eventId: string): Promise<EventBundle | undefined>;
  /** The same, found by one of its performances. */
  eventOf(performanceId: string): Promise<EventBundle | undefined>;
  /** Seat maps never change. Rejects when there is none of this id. */
  seatMap(seatMapId: string): Promise<SeatMap>;
  /** To be called after the commit of every change of an event. */
  forget(eventIds: readonly string[]): void;
}

interface Known {
  readonly bundle: EventBundle | undefined;
  readonly readAtMs: number;
}

/** Makes the cache; `clock` tells when what was read grows stale. */
export function createCatalogueCache(client: SqlClient, clock: Pick<Clock, 'now'>): CatalogueCache {
  const events = createLru<Known>(EVENTS_KEPT_MAX, () => 1);
  const eventIds = createLru<string | undefined>(PERFORMANCES_KEPT_MAX, () => 1);
  const seatMaps = createLru<SeatMap>(SEATS_KEPT_MAX, weighSeatMap);

  async function readEvent(eventId: string): Promise<Known> {
    const readAtMs = clock.now().getTime();
    const bundle = await loadBundle(client, eventId);
    return { bundle: bundle?.event.status === 'draft' ? undefined : bundle, readAtMs };
  }

  async function event(eventId: string): Promise<EventBundle | undefined> {
    let known = await events.getOrLoad(eventId, () => readEvent(eventId));
    if (Math.abs(clock.now().getTime() - known.readAtMs) >= EVENT_FRESH_MS_MAX) {
      events.delete(eventId);
      known = await events.getOrLoad(eventId, () => readEvent(eventId));
    }
    if (known.bundle === undefined) events.delete(eventId);
    return known.bundle;
  }

  return {
    event,
    async eventOf(performanceId) {
      const eventId = await eventIds.getOrLoad(performanceId, () =>
        findEventIdOf(client, performanceId),
      );
      if (eventId !== undefined) return event(eventId);
      eventIds.delete(performanceId);
      return undefined;
    },
    seatMap(seatMapId) {
      return seatMaps.getOrLoad(seatMapId, async () => {
        const layout = (await loadSeatMapLayouts(client, [seatMapId])).get(seatMapId);
        if (layout === undefined) throw new Error(`there is no seat map ${seatMapId}`);
        return layout;
      });
    },
    forget: (ids) => {
      for (const id of ids) events.delete(id);
    },
  };
}

/** Rows weigh as much as their lists of points at most; a standing area is one outline. */
function weighSeatMap(seatMap: SeatMap): number {
  let weight = 0;
  for (const section of seatMap.sections) {
    weight += 10;
    if (section.kind === 'seated') for (const row of section.rows) weight += row.count;
  }
  return weight;
}
