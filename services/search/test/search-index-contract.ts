import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SearchIndex, SearchQuery } from '../src/domain/search-index.ts';
import { event, query } from './event-fixture.ts';
import { testRebuilds } from './search-index-rebuild-contract.ts';

let index: SearchIndex;
const titles = async (text: string, rest: Partial<SearchQuery> = {}) =>
  (await index.search(query(text, rest))).items.map((item) => item.title.ko);

const tribute = () =>
  event({ ko: '방탄소년단 트리뷰트 오케스트라', en: 'BTS Tribute Orchestra', popularity: 90 });
const phantom = () =>
  event({
    ko: '오페라의 밤',
    en: 'Night of the Opera',
    category: 'musical',
    priceMinMinor: 50_000,
    priceMaxMinor: 60_000,
    artists: [{ ko: '한여름', en: 'Han Yeoreum' }],
  });

/** What every engine promises, run against an index that `open` gives and that nobody has built yet. */
export function testSearchIndex(open: () => Promise<SearchIndex>): void {
  describe('finding', () => testFinding(open));
  describe('rebuilds', () => testRebuilds(open));
}

function testFinding(open: () => Promise<SearchIndex>): void {
  beforeEach(async () => {
    index = await open();
    await index.rebuild({ fill: async () => {}, isDue: () => true });
    await index.put(tribute());
    await index.put(phantom());
  });
  afterEach(() => index.close());

  describe('words', () => {
    test.each([
      ['방탄소년단', '방탄소년단 트리뷰트 오케스트라'],
      ['방', '방탄소년단 트리뷰트 오케스트라'],
      ['소년단', '방탄소년단 트리뷰트 오케스트라'],
      ['단', '방탄소년단 트리뷰트 오케스트라'],
      ['방탄 오케스트라', '방탄소년단 트리뷰트 오케스트라'],
      ['trib', '방탄소년단 트리뷰트 오케스트라'],
      ['BTS', '방탄소년단 트리뷰트 오케스트라'],
      ['ㅂㅌㅅㄴㄷ', '방탄소년단 트리뷰트 오케스트라'],
      ['ㅌㄹㅂㅌ', '방탄소년단 트리뷰트 오케스트라'],
      ['ㅇㅍㄹㅇㅂ', '오페라의 밤'],
      ['방타ㄴ', '방탄소년단 트리뷰트 오케스트라'],
      ['밤탄소년단', '방탄소년단 트리뷰트 오케스트라'],
      ['orchestar', '방탄소년단 트리뷰트 오케스트라'],
      ['qkdxksthsuseks', '방탄소년단 트리뷰트 오케스트라'],
      ['한여름', '오페라의 밤'],
    ])('%s finds %s', async (text, title) => {
      expect(await titles(text)).toEqual([title]);
    });
    test('all words must fit: one that fits nothing finds nothing', async () => {
      expect(await titles('방탄소년단 오페라의밤')).toEqual([]);
      expect(await titles('고래자전거')).toEqual([]);
    });
    test('a forgiven typo says what was searched for instead', async () => {
      expect((await index.search(query('qkdxks'))).correctedQuery).toBe('방탄');
      expect((await index.search(query('방탄'))).correctedQuery).toBeUndefined();
    });
  });

  describe('filters and facets', () => {
    test('a facet ignores its own filter and obeys the others', async () => {
      const found = await index.search(
        query('', { filters: { category: 'musical', priceMax: 60_000 } }),
      );
      expect(found.total).toBe(1);
      expect(found.facets.category).toEqual([{ value: 'musical', count: 1 }]);
      const wide = await index.search(query('', { filters: { category: 'musical' } }));
      expect(wide.facets.category).toEqual([
        { value: 'concert', count: 1 },
        { value: 'musical', count: 1 },
      ]);
      expect(wide.facets.region).toEqual([{ value: 'seoul', count: 1 }]);
    });
    test('days are the venue’s: 5 July in Seoul ends before 5 July 15:00 UTC', async () => {
      expect(await titles('', { filters: { from: '2026-07-06' } })).toEqual([]);
      expect(await titles('', { filters: { from: '2026-07-05', to: '2026-07-05' } })).toHaveLength(
        2,
      );
    });
    test('a sale is on sale from the second it opens, without a message', async () => {
      await index.put(
        event({
          ko: '곧 열리는 공연',
          en: 'Soon',
          saleState: 'opening_soon',
          saleOpensAt: '2026-06-02T11:00:00.000Z',
        }),
      );
      const before = query('', {
        filters: { saleState: 'opening_soon' },
        now: new Date('2026-06-02T10:59:59Z'),
      });
      expect((await index.search(before)).total).toBe(1);
      const after = { ...before, now: new Date('2026-06-02T11:00:00Z') };
      expect((await index.search(after)).total).toBe(0);
    });
  });

  describe('order and pages', () => {
    test('sorted by price, equal ones by popularity, and pages do not overlap', async () => {
      await index.put(event({ ko: '셋', en: 'Three', priceMinMinor: 50_000, popularity: 50 }));
      const all = ['셋', '오페라의 밤', '방탄소년단 트리뷰트 오케스트라'];
      expect(await titles('', { sort: 'price_low' })).toEqual(all);
      expect(await titles('', { sort: 'price_low', offset: 1, limit: 1 })).toEqual([all[1]]);
      expect(await titles('')).toEqual([all[2], all[0], all[1]]);
    });
    test('a sale that is over is counted and shown as closed', async () => {
      const found = await index.search(query('방탄', { now: new Date('2026-07-05T09:00:00Z') }));
      expect(found.facets.saleState).toEqual([{ value: 'closed', count: 1 }]);
      expect(found.items.map((item) => item.saleState)).toEqual(['closed']);
    });
  });

  describe('revisions', () => {
    test('the highest revision stays, whatever order they come in', async () => {
      const show = event({ ko: '새 공연', en: 'New show' });
      await index.put({ ...show, revision: 3, title: { ko: '세번째', en: 'Third' } });
      await index.put({ ...show, revision: 2, title: { ko: '바다의 노래', en: 'Second' } });
      expect(await titles('세번째')).toEqual(['세번째']);
      expect(await titles('바다의 노래')).toEqual([]);
      await index.remove(show.id, 2);
      expect(await titles('세번째')).toEqual(['세번째']);
      await index.remove(show.id, 4);
      expect(await titles('세번째')).toEqual([]);
      await index.put({ ...show, revision: 3 });
      expect(await index.count()).toBe(2);
    });
  });

  test('suggestions name events, artists and venues while the word is being typed', async () => {
    expect(await index.suggest('방탄', 8)).toEqual([
      expect.objectContaining({ kind: 'event', text: tribute().title }),
    ]);
    expect((await index.suggest('한여', 8)).map((found) => found.kind)).toEqual([
      'event',
      'artist',
    ]);
    expect((await index.suggest('kspo', 8)).at(-1)).toEqual({
      kind: 'venue',
      text: { ko: '올림픽공원 KSPO DOME', en: 'KSPO DOME' },
    });
  });
}
