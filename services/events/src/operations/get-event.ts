import { type Clock, problem } from '@ticketing/service-kit';
import type { EventBundle } from '../domain/catalogue.ts';
import { describeEvent } from '../domain/event-views.ts';
import type { CatalogueCache } from '../storage/catalogue-cache.ts';
import { type EncodedJson, encodeJson } from '../storage/encoded-json.ts';

export interface GetEventDependencies {
  readonly cache: Pick<CatalogueCache, 'event'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** A page is made once for what was read of an event, and lives as long as that. */
const pages = new WeakMap<EventBundle, EncodedJson>();

/** An event's page as an EventDetail, ready to send. Throws event_not_found, for drafts too. */
export async function getEvent(
  { cache, clock }: GetEventDependencies,
  eventId: string,
): Promise<EncodedJson> {
  const bundle = await cache.event(eventId);
  if (bundle === undefined) throw problem('event_not_found');
  let page = pages.get(bundle);
  if (page === undefined) {
    page = encodeJson(describeEvent(bundle, clock.now()));
    pages.set(bundle, page);
  }
  return page;
}
