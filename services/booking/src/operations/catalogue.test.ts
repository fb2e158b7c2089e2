import { getSaleTerms, type SaleTerms } from '@ticketing/contracts';
import type { ServiceCaller } from '@ticketing/service-kit';
import { expect, test } from 'vitest';
import { createCatalogue } from './catalogue.ts';

const performanceId = 'prf_1';
const termsOf = (revision: number) => ({ performanceId, revision }) as SaleTerms;

test('terms that the bus tells once more do not take the place of newer ones', async () => {
  const events: ServiceCaller = {
    async call(endpoint) {
      expect(endpoint).toBe(getSaleTerms);
      return termsOf(2) as never;
    },
  };
  const catalogue = createCatalogue({ events, clock: { now: () => new Date(0) } });
  const revision = async () => (await catalogue.saleTerms(performanceId)).revision;
  expect(await revision()).toBe(2);
  catalogue.learn(termsOf(1));
  expect(await revision()).toBe(2);
  catalogue.learn(termsOf(4));
  expect(await revision()).toBe(4);
  catalogue.learn(termsOf(3));
  expect(await revision()).toBe(4);
});
