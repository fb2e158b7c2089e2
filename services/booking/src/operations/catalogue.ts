import { getSaleTerms, getSeatPlan, type SaleTerms, type SeatPlan } from '@ticketing/contracts';
import type { Clock, ServiceCaller } from '@ticketing/service-kit';
import { saleTermsSeconds } from '../domain/limits.ts';

/** What booking knows of performances, read from the events service and remembered for a while. */
export interface Catalogue {
  /** At most 5 s old, `anew` not at all. Throws performance_not_found. */
  saleTerms(performanceId: string, options?: { readonly anew: boolean }): Promise<SaleTerms>;
  /** The seat plan of the terms' version. Throws performance_not_found. */
  seatPlan(terms: Pick<SaleTerms, 'performanceId' | 'seatPlanVersion'>): Promise<SeatPlan>;
  /** Takes changed terms from the bus, unless newer ones are known. */
  learn(terms: SaleTerms): void;
}

const termsMax = 5_000;
/** A plan of 60,000 seats is about half a megabyte as objects. */
const plansMax = 64;

interface Remembered<Value> {
  readonly value: Promise<Value>;
  readonly at: number;
  /** The value, once it is there. */
  known?: Value;
}

export function createCatalogue({
  events,
  clock,
}: {
  events: ServiceCaller;
  clock: Pick<Clock, 'now'>;
}): Catalogue {
  const terms = new Map<string, Remembered<SaleTerms>>();
  const plans = new Map<string, Remembered<SeatPlan>>();

  /** One question for all who ask at the same time; a failure is not remembered. */
  function remember<Value>(
    memory: Map<string, Remembered<Value>>,
    key: string,
    { max, ask }: { max: number; ask: () => Promise<Value> },
  ): Promise<Value> {
    const entry: Remembered<Value> = { value: ask(), at: clock.now().getTime() };
    memory.delete(key);
    memory.set(key, entry);
    entry.value.then(
      (value) => {
        entry.known = value;
      },
      () => {
        if (memory.get(key) === entry) memory.delete(key);
      },
    );
    if (memory.size > max) memory.delete(memory.keys().next().value ?? key);
    return entry.value;
  }

  return {
    async saleTerms(performanceId, { anew } = { anew: false }) {
      const known = terms.get(performanceId);
      const isFresh =
        !anew && known !== undefined && clock.now().getTime() - known.at < saleTermsSeconds * 1000;
      if (isFresh) return known.value;
      return remember(terms, performanceId, {
        max: termsMax,
        ask: () => events.call(getSaleTerms, { params: { performanceId } }),
      });
    },

    async seatPlan({ performanceId, seatPlanVersion }) {
      const key = `${performanceId} ${seatPlanVersion}`;
      const known = plans.get(key);
      if (known !== undefined) return known.value;
      const plan = await remember(plans, key, {
        max: plansMax,
        ask: () => events.call(getSeatPlan, { params: { performanceId } }),
      });
      // It changed since the terms were read: it must not be taken for their plan later.
      if (plan.version !== seatPlanVersion) plans.delete(key);
      return plan;
    },

    learn(changed) {
      const { known } = terms.get(changed.performanceId) ?? {};
      if (known !== undefined && known.revision > changed.revision) return;
      remember(terms, changed.performanceId, { max: termsMax, ask: async () => changed });
    },
  };
}
