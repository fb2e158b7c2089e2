import type { EventSummary } from '@ticketing/contracts';
import type { SearchQuery } from '../src/domain/search-index.ts';

let number = 0;

/** An event of its own id, on sale in Seoul unless `changes` say otherwise. */
export function event(changes: Partial<EventSummary> & { ko: string; en: string }): EventSummary {
  number += 1;
  const { ko, en, ...rest } = changes;
  return {
    id: `evt_${String(number).padStart(26, '0')}`,
    organizerId: 'org_00000000000000000000000000',
    title: { ko, en },
    category: 'concert',
    artists: [],
    tags: [],
    venue: {
      id: 'ven_00000000000000000000000000',
      name: { ko: '올림픽공원 KSPO DOME', en: 'KSPO DOME' },
      region: 'seoul',
      city: { ko: '서울', en: 'Seoul' },
      timeZone: 'Asia/Seoul',
    },
    startsAt: '2026-07-03T11:00:00.000Z',
    endsAt: '2026-07-05T11:00:00.000Z',
    performanceCount: 1,
    priceMinMinor: 80_000,
    priceMaxMinor: 170_000,
    currency: 'KRW',
    saleState: 'on_sale',
    saleOpensAt: '2026-05-01T11:00:00.000Z',
    saleClosesAt: '2026-07-05T09:00:00.000Z',
    ageMin: 8,
    runningMinutes: 120,
    waitingRoom: 'auto',
    popularity: 10,
    posterSeed: 1,
    revision: 1,
    ...rest,
  };
}

/** A search for the text on 1 June 2026, by relevance. */
export const query = (text: string, rest: Partial<SearchQuery> = {}): SearchQuery => ({
  text,
  filters: {},
  sort: 'relevance',
  offset: 0,
  limit: 20,
  now: new Date('2026-06-01T00:00:00Z'),
  ...rest,
});
