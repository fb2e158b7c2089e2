import type { EventSummary } from '@ticketing/contracts';
import { seededRandom } from '@ticketing/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SearchIndex, SearchQuery } from '../src/domain/search-index.ts';
import { createMiniSearchIndex } from '../src/engines/minisearch.ts';
import { event, query } from './event-fixture.ts';

const first = [
  '방탄소년단',
  '부산',
  '서부산업',
  '오페라의',
  '달빛',
  '무대연극',
  '아이유',
  '도깨비',
  '국립',
];
const second = [
  '불꽃축제',
  '콘서트',
  '연극제',
  '유령',
  '박람회',
  '앵콜',
  '오케스트라',
  '전시',
  '발레단',
];
const english = ['Night', 'Orchestra', 'Phantom', 'Harbour', 'Moonlight', 'Encore', 'Theatre'];
const places = ['샤롯데씨어터', '부산시민회관', '예술의전당', '블루스퀘어'];
const tags = ['힐링', '가족', '내한', '초연', 'jazz'];
const typed = [
  ...[
    '부산',
    '연극',
    '산업',
    '소년단',
    '방ㅌ',
    '방타ㄴ',
    'ㅂㅅ',
    'ㅇㅍㄹㅇㅇㄹ',
    'ㄷㅃ',
    '오페라의 유령',
  ],
  ...[
    'orchest',
    'orchestar',
    'phantmo',
    'thaetre',
    'moonlihgt',
    'tjdnf',
    'dkdldb',
    '도께비',
    '달빗',
  ],
  ...[
    '콘서드',
    '오케스트라 night',
    '유령 부산',
    '예술의',
    '힐링 가족',
    'jaz',
    '고래',
    '단',
    'a',
    '내한공연',
  ],
];
const narrowed: readonly Partial<SearchQuery>[] = [
  {},
  { filters: { category: 'musical' } },
  { filters: { region: 'busan', saleState: 'on_sale' } },
  { filters: { from: '2026-07-05', priceMax: 90_000 }, sort: 'price_low' },
  { sort: 'date', offset: 5, limit: 7 },
  { sort: 'popularity' },
];

function madeUpCatalogue(seed: number): EventSummary[] {
  const random = seededRandom(seed);
  const { pick, integer, chance } = random;
  return Array.from({ length: 150 }, () => {
    const region = pick(['seoul', 'busan'] as const);
    const opensAt = pick(['2026-05-01T11:00:00.000Z', '2026-06-20T11:00:00.000Z']);
    return event({
      ko: `${pick(first)} ${pick(second)}`,
      en: `${pick(english)} ${pick(english)}`,
      category: pick(['concert', 'musical', 'play']),
      artists: chance(0.5) ? [{ ko: pick(first), en: pick(english) }] : [],
      tags: chance(0.4) ? [pick(tags)] : [],
      venue: {
        id: 'ven_00000000000000000000000000',
        name: { ko: pick(places), en: 'Hall' },
        region,
        city: region === 'seoul' ? { ko: '서울', en: 'Seoul' } : { ko: '부산', en: 'Busan' },
        timeZone: 'Asia/Seoul',
      },
      startsAt: `2026-07-0${integer(1, 9)}T11:00:00.000Z`,
      endsAt: '2026-07-20T11:00:00.000Z',
      priceMinMinor: integer(3, 12) * 10_000,
      saleState: opensAt < '2026-06-01' ? pick(['on_sale', 'sold_out']) : 'opening_soon',
      saleOpensAt: opensAt,
      popularity: integer(0, 1000),
    });
  });
}

/** What a visitor can see of an answer, without the order where it is the engine's own. */
async function seen(index: SearchIndex, text: string, rest: Partial<SearchQuery>) {
  const ownOrder = rest.sort === undefined && text !== '';
  const { items, ...other } = await index.search(query(text, { limit: 60, ...rest }));
  const ids = items.map((item) => item.id);
  // More hits than fit a page: which of them it shows is the order's affair.
  if (ownOrder && other.total > ids.length) return other;
  return { ids: ownOrder ? ids.sort() : ids, ...other };
}

/** The index that `open` gives, beside the embedded one, on a catalogue made up from a printed seed. */
export function testSameResults(open: () => Promise<SearchIndex>): void {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const embedded = createMiniSearchIndex();
  let index: SearchIndex;

  beforeAll(async () => {
    index = await open();
    const catalogue = madeUpCatalogue(seed);
    for (const each of [index, embedded]) {
      await each.rebuild({ isDue: () => true, fill: (put) => put(catalogue) });
    }
  });
  afterAll(() => index?.close());

  test.each(['', ...typed])(
    `"%s" gives what the embedded index gives (SEED=${seed})`,
    async (text) => {
      for (const rest of narrowed) {
        expect(await seen(index, text, rest)).toEqual(await seen(embedded, text, rest));
      }
      expect(await index.suggest(text, 8)).toEqual(await embedded.suggest(text, 8));
    },
  );
}
