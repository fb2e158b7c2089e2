import type { EventSummary, SearchReply } from '@ticketing/contracts';
import { describe, expect, it } from 'vitest';
import { ApiProblem, type ProblemParts } from '../../api/problem.ts';
import { answerFromList, readListedEvents } from './listed-events.ts';
import { type Sources, searchOrList } from './search-or-list.ts';

/** An event with a name; what a test is about is said there. */
function event(name: string, about: Partial<EventSummary> = {}): EventSummary {
  return {
    id: `evt_${name}`,
    organizerId: 'org_1',
    title: { ko: name, en: `The ${name}` },
    category: 'concert',
    artists: [],
    tags: [],
    venue: {
      id: 'ven_1',
      name: { ko: '한빛홀', en: 'Hanbit Hall' },
      region: 'seoul',
      city: { ko: '서울', en: 'Seoul' },
      timeZone: 'Asia/Seoul',
    },
    startsAt: '2026-07-10T10:00:00.000Z',
    endsAt: '2026-07-12T10:00:00.000Z',
    performanceCount: 3,
    priceMinMinor: 50_000,
    priceMaxMinor: 90_000,
    currency: 'KRW',
    saleState: 'on_sale',
    saleOpensAt: '2026-06-01T11:00:00.000Z',
    saleClosesAt: '2026-07-12T10:00:00.000Z',
    ageMin: 0,
    runningMinutes: 120,
    waitingRoom: 'auto',
    popularity: 10,
    posterSeed: 1,
    revision: 1,
    ...about,
  };
}

const names = ({ items }: Pick<SearchReply, 'items'>) => items.map(({ title }) => title.ko);

const found: SearchReply = {
  items: [event('찾은 공연')],
  total: 1,
  facets: { category: [], region: [], saleState: [] },
};
const listed = [event('목록의 공연')];
const fails = (parts: ProblemParts) => () => Promise.reject(new ApiProblem(parts));
const sources = (search: Sources['search']): Sources => ({
  search,
  list: async (query) => answerFromList(listed, query),
  random: () => 0,
});

describe('searchOrList', () => {
  it('takes the answer of search while there is one', async () => {
    expect(
      await searchOrList(
        sources(async () => found),
        {},
      ),
    ).toEqual(found);
  });

  it.each<[string, ProblemParts]>([
    ['says that it is out', { code: 'service_unavailable', status: 503 }],
    ['does not answer in time', { code: 'timed_out', status: 0 }],
    ['cannot be reached', { code: 'unreachable', status: 0 }],
    ['is broken', { code: 'internal_error', status: 500 }],
  ])('shows the list when search %s', async (_, parts) => {
    const answer = await searchOrList(sources(fails(parts)), {});
    expect(names(answer)).toEqual(['목록의 공연']);
    expect(answer.outage).toBeDefined();
  });

  it.each<[string, ProblemParts]>([
    ['a refusal', { code: 'invalid_request', status: 400 }],
    ['being offline', { code: 'offline', status: 0 }],
  ])('leaves %s to the screen', async (_, parts) => {
    await expect(searchOrList(sources(fails(parts)), {})).rejects.toMatchObject(parts);
  });

  it('tells what search said when the list is out as well', async () => {
    const out: ProblemParts = { code: 'service_unavailable', status: 503, detail: 'search' };
    const both = { ...sources(fails(out)), list: fails({ code: 'upstream_timeout', status: 504 }) };
    await expect(searchOrList(both, {})).rejects.toMatchObject(out);
  });

  it.each([
    ['after Retry-After', 20, 0, 20_000],
    ['a little later by chance, so that visitors do not come together', 20, 1, 25_000],
    ['not in haste', 1, 0, 5_000],
    ['within a minute', 3_600, 0, 60_000],
    ['without a hint too', undefined, 0, 5_000],
  ])('asks again %s', async (_, retryAfterSeconds, random, retryMs) => {
    const search = fails({ code: 'service_unavailable', status: 503, retryAfterSeconds });
    const answer = await searchOrList({ ...sources(search), random: () => random }, {});
    expect(answer.outage?.retryMs).toBe(retryMs);
  });
});

describe('readListedEvents', () => {
  const pages = (count: number, failsAt = Number.POSITIVE_INFINITY) => {
    const asked: (string | undefined)[] = [];
    const readPage = async ({ cursor }: { cursor?: string }) => {
      asked.push(cursor);
      const page = Number(cursor ?? 0);
      if (page >= failsAt) throw new ApiProblem({ code: 'timed_out', status: 0 });
      const items = [event(`공연 ${page}`)];
      return page + 1 < count ? { items, nextCursor: `${page + 1}` } : { items };
    };
    return { asked, readPage };
  };

  it('reads to the end', async () => {
    const { asked, readPage } = pages(3);
    expect(await readListedEvents(readPage)).toHaveLength(3);
    expect(asked).toEqual([undefined, '1', '2']);
  });

  it('stops at its limit', async () => {
    expect(await readListedEvents(pages(1_000).readPage)).toHaveLength(5);
  });

  it('keeps what it has when a later page does not come, and fails when the first does not', async () => {
    expect(await readListedEvents(pages(4, 2).readPage)).toHaveLength(2);
    await expect(readListedEvents(pages(4, 0).readPage)).rejects.toMatchObject({
      code: 'timed_out',
    });
  });
});

describe('answerFromList', () => {
  const events = [
    event('바다', { popularity: 1, priceMinMinor: 10_000, priceMaxMinor: 20_000 }),
    event('숲', { category: 'musical', popularity: 3 }),
    event('달', {
      popularity: 2,
      saleState: 'opening_soon',
      saleOpensAt: '2026-07-03T11:00:00.000Z',
    }),
    event('별', { saleState: 'opening_soon', saleOpensAt: '2026-07-01T11:00:00.000Z' }),
  ];

  it('fills the home page: what sells by demand, what opens by time', () => {
    const onSale = answerFromList(events, { saleState: 'on_sale', sort: 'popularity', limit: 10 });
    expect(names(onSale)).toEqual(['숲', '바다']);
    const opening = answerFromList(events, { saleState: 'opening_soon', sort: 'opening' });
    expect(names(opening)).toEqual(['별', '달']);
  });

  it('filters, and counts each facet without its own filter', () => {
    const answer = answerFromList(events, { category: 'musical' });
    expect(names(answer)).toEqual(['숲']);
    expect(answer.total).toBe(1);
    expect(answer.facets.category).toEqual([
      { value: 'concert', count: 3 },
      { value: 'musical', count: 1 },
    ]);
    expect(answer.facets.saleState).toEqual([{ value: 'on_sale', count: 1 }]);
    expect(names(answerFromList(events, { priceMax: 20_000 }))).toEqual(['바다']);
    expect(answerFromList(events, { region: 'jeju' }).total).toBe(0);
  });

  it('counts days by the venue’s calendar', () => {
    const late = [
      event('심야', { startsAt: '2026-07-10T15:30:00Z', endsAt: '2026-07-10T15:30:00Z' }),
    ];
    expect(answerFromList(late, { from: '2026-07-11', to: '2026-07-11' }).total).toBe(1);
    expect(answerFromList(late, { to: '2026-07-10' }).total).toBe(0);
  });

  it('gives pages that do not overlap', () => {
    const pages = [0, 2].map((offset) => answerFromList(events, { offset, limit: 2 }));
    expect(pages.map(({ total }) => total)).toEqual([4, 4]);
    expect(new Set(pages.flatMap(names)).size).toBe(4);
  });

  it('finds words as they are typed, in names of either language, and else shows everything', () => {
    for (const q of ['숲', 'the 숲', 'FOREST', '한빛홀 숲']) {
      const forest = { title: { ko: '숲', en: 'The 숲 forest' } };
      const answer = answerFromList([...events.slice(2), event('숲', forest)], { q });
      expect(names(answer), q).toEqual(['숲']);
      expect(answer.wordsFound).toBe(true);
    }
    const none = answerFromList(events, { q: 'ㅂㄷ', category: 'musical' });
    expect(names(none)).toEqual(['숲']);
    expect(none.wordsFound).toBe(false);
  });
});
