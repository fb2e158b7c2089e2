import { afterAll, beforeAll } from 'vitest';
import { openOpenSearchIndex } from '../src/engines/opensearch.ts';
import { type OpenSearchNode, startOpenSearchNode } from './opensearch-node.ts';
import { testSearchIndex } from './search-index-contract.ts';

let node: OpenSearchNode;
let number = 0;

beforeAll(async () => {
  node = await startOpenSearchNode();
}, 240_000);
afterAll(() => node?.stop());

testSearchIndex(() => {
  number += 1;
  return openOpenSearchIndex({ url: node.url, alias: `events-${number}`, refresh: true });
});
