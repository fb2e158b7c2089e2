import { type LocalEngine, startEngine } from '@ticketing/local-engines';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openOpenSearchIndex } from '../src/engines/opensearch.ts';
import { event, query } from './event-fixture.ts';
import { urlOf } from './opensearch-url.ts';
import { testSameResults } from './same-results.ts';
import { testSearchIndex } from './search-index-contract.ts';

/** A server with the plugin and one without find the same; only the order by relevance is finer. */
describe.each([
  { analysis: 'nori', nori: true },
  { analysis: 'bigrams', nori: false },
])('with $analysis', ({ nori }) => {
  let node: LocalEngine;
  let number = 0;

  beforeAll(async () => {
    node = await startEngine('opensearch', { nori });
  }, 240_000);
  afterAll(() => node?.stop());

  function open() {
    number += 1;
    return openOpenSearchIndex({ url: urlOf(node), alias: `events-${number}`, refresh: true });
  }

  testSearchIndex(open);
  describe('beside the embedded index', () => testSameResults(open));

  test('words that are words come before those that meet by accident, where Korean is read', async () => {
    const index = await open();
    const industry = event({ ko: '서부산업 박람회', en: 'Western Industry', popularity: 900 });
    const fireworks = event({ ko: '부산불꽃축제', en: 'Fireworks', popularity: 1 });
    await index.rebuild({ isDue: () => true, fill: (put) => put([industry, fireworks]) });
    const found = (await index.search(query('부산'))).items.map((item) => item.title.ko);
    await index.close();
    expect([...found].sort()).toEqual(['부산불꽃축제', '서부산업 박람회']);
    if (nori) expect(found[0]).toBe('부산불꽃축제');
  });
});
