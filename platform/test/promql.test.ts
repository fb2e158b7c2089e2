import { expect, test } from 'vitest';
import { readExposition, readQuery } from './promql.ts';

test('reads metrics, matchers and groupings out of PromQL, and nothing else', () => {
  const query = `
    histogram_quantile(0.95, sum by (service, le) (rate(a_bucket{route=~"/x/(a|b)", status!="5}"}[5m])))
      / on (service) group_left sum(b:rate5m offset 1h) > 14.4 * 0.001 # c
    or vector(0) unless d == bool 1e3`;
  expect(readQuery(query)).toEqual({
    selectors: [
      {
        metric: 'a_bucket',
        matchers: [
          { label: 'route', operator: '=~', value: '/x/(a|b)' },
          { label: 'status', operator: '!=', value: '5}' },
        ],
      },
      { metric: 'b:rate5m', matchers: [] },
      { metric: 'd', matchers: [] },
    ],
    groupedBy: ['service', 'le', 'service'],
  });
});

test('reads what a scrape shows', () => {
  const text = '# TYPE a counter\n# TYPE h histogram\na{x="1",y="\\"}"} 3\na 4\nh_sum 1.5e-7\n';
  const samples = readExposition(text);
  expect(samples.get('a')).toEqual([
    new Map([
      ['x', '1'],
      ['y', '\\"}'],
    ]),
    new Map(),
  ]);
  expect([samples.get('h_bucket'), samples.get('h_sum')]).toEqual([[], [new Map()]]);
});
