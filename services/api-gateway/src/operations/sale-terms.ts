import { getSaleTerms, type SaleTerms } from '@ticketing/contracts';
import type { KeyValueStore } from '@ticketing/key-value-store';
import { ApiError, type Clock, type ServiceCaller } from '@ticketing/service-kit';
import {
  sharedReadSeconds,
  termsFreshMs,
  termsRememberedMax,
  termsStaleMs,
} from '../domain/limits.ts';

export interface SaleTermsMemory {
  /**
   * The terms, at most a few seconds old. While the events service cannot be reached the last known
   * ones serve. Throws performance_not_found, service_unavailable, upstream_timeout.
   */
  read(performanceId: string): Promise<SaleTerms>;
  /** Takes over what the bus tells, unless something newer is known. */
  learn(terms: SaleTerms): void;
}

const saleTermsKey = (performanceId: string): string => `sale-terms:${performanceId}`;

interface Remembered {
  readonly terms: SaleTerms;
  readonly atMs: number;
}

export function createSaleTermsMemory(dependencies: {
  readonly events: ServiceCaller;
  readonly keyValueStore: Pick<KeyValueStore, 'cache'>;
  readonly clock: Pick<Clock, 'now'>;
}): SaleTermsMemory {
  const { events, clock } = dependencies;
  const { cache } = dependencies.keyValueStore;
  const remembered = new Map<string, Remembered>();
  const asking = new Map<string, Promise<SaleTerms>>();

  function remember(terms: SaleTerms): SaleTerms {
    const known = remembered.get(terms.performanceId)?.terms;
    const newest = known !== undefined && known.revision > terms.revision ? known : terms;
    remembered.delete(terms.performanceId);
    remembered.set(terms.performanceId, { terms: newest, atMs: clock.now().getTime() });
    const oldest = remembered.keys().next();
    if (remembered.size > termsRememberedMax && !oldest.done) remembered.delete(oldest.value);
    return newest;
  }

  async function ask(performanceId: string): Promise<SaleTerms> {
    try {
      const terms = await cache.getOrLoad(
        saleTermsKey(performanceId),
        sharedReadSeconds,
        async () => JSON.stringify(await events.call(getSaleTerms, { params: { performanceId } })),
      );
      return remember(JSON.parse(terms));
    } catch (error) {
      if (error instanceof ApiError && error.code === 'performance_not_found') {
        remembered.delete(performanceId);
        throw error;
      }
      const known = remembered.get(performanceId);
      if (known === undefined || clock.now().getTime() - known.atMs > termsStaleMs) throw error;
      return known.terms;
    }
  }

  return {
    async read(performanceId) {
      const known = remembered.get(performanceId);
      if (known !== undefined && clock.now().getTime() - known.atMs < termsFreshMs) {
        return known.terms;
      }
      let answer = asking.get(performanceId);
      if (answer === undefined) {
        answer = ask(performanceId).finally(() => asking.delete(performanceId));
        asking.set(performanceId, answer);
      }
      return answer;
    },
    learn: (terms) => void remember(terms),
  };
}
