import { testSearchIndex } from '../../test/search-index-contract.ts';
import { createMiniSearchIndex } from './minisearch.ts';

testSearchIndex(async () => createMiniSearchIndex());
