import { listCapturedPayments } from '@ticketing/contracts';
import { auditAtOnceMax, suspicionsMax } from '../domain/limits.ts';
import type { SaleFault } from '../domain/sale-fault.ts';
import type { BookingStore } from '../storage/booking-store.ts';
import {
  chunks,
  type LookDependencies,
  lookAtBookingIds,
  lookAtBookings,
  lookAtPerformance,
  type Rest,
  type Suspicion,
} from './look-at-sales.ts';

export interface AuditDependencies extends LookDependencies {
  readonly store: Pick<BookingStore, 'get' | 'listOpenOfPerformance' | 'readAll'>;
}

export interface AuditRound {
  readonly bookingsLookedAt: number;
  readonly performancesLookedAt: number;
  readonly paymentsLookedAt: number;
  /** What was seen twice, by its name. */
  readonly faults: ReadonlyMap<string, SaleFault>;
}

/**
 * Looks at every booking with its payments, at every performance that has bookings with its seats, and at every
 * captured payment. What is wrong then is looked at once more after `grace`: a move that was under way has
 * come to its end by then, and only what still stands is a fault. Rejects when somebody cannot be asked.
 */
export async function auditSales(
  dependencies: AuditDependencies,
  { rest, grace }: { readonly rest: Rest; readonly grace: () => Promise<void> },
): Promise<AuditRound> {
  const suspicions: Suspicion[] = [];
  const suspect = (found: readonly Suspicion[]) => {
    suspicions.push(...found.slice(0, suspicionsMax - suspicions.length));
  };
  const performanceIds = new Set<string>();
  let bookingsLookedAt = 0;
  for await (const batch of inBatches(dependencies.store.readAll({ limit: auditAtOnceMax }))) {
    suspect(await lookAtBookings(dependencies, batch));
    for (const { performance } of batch) performanceIds.add(performance.id);
    bookingsLookedAt += batch.length;
    await rest();
  }
  for (const performanceId of performanceIds) {
    suspect(await lookAtPerformance(dependencies, performanceId, rest));
  }
  const paymentsLookedAt = await lookAtCaptured(dependencies, { rest, suspect });
  return {
    bookingsLookedAt,
    performancesLookedAt: performanceIds.size,
    paymentsLookedAt,
    faults: await lookAgain(dependencies, suspicions, { rest, grace }),
  };
}

/** Money that no booking may know of, as far as it is there now. Answers how many payments there are. */
async function lookAtCaptured(
  dependencies: AuditDependencies,
  { rest, suspect }: { rest: Rest; suspect: (found: readonly Suspicion[]) => void },
): Promise<number> {
  const startedAt = dependencies.clock.now().toISOString();
  let count = 0;
  let afterId: string | undefined;
  for (;;) {
    const query = { limit: auditAtOnceMax, ...(afterId !== undefined && { afterId }) };
    const { payments } = await dependencies.payments.call(listCapturedPayments, { query });
    suspect(await lookAtBookingIds(dependencies, await findUnknown(dependencies, payments)));
    count += payments.length;
    await rest();
    afterId = payments.at(-1)?.paymentId;
    const areNew = payments.every(({ updatedAt }) => updatedAt > startedAt);
    if (payments.length < auditAtOnceMax || areNew) return count;
  }
}

/** Ids of bookings that payments name and that nothing is known of. */
async function findUnknown(
  { store }: Pick<AuditDependencies, 'store'>,
  payments: readonly { readonly bookingId: string }[],
): Promise<string[]> {
  const bookingIds = [...new Set(payments.map(({ bookingId }) => bookingId))];
  const records = await Promise.all(bookingIds.map((id) => store.get(id)));
  return bookingIds.filter((_, place) => records[place] === undefined);
}

async function lookAgain(
  dependencies: AuditDependencies,
  suspicions: readonly Suspicion[],
  { rest, grace }: { rest: Rest; grace: () => Promise<void> },
): Promise<Map<string, SaleFault>> {
  if (suspicions.length === 0) return new Map();
  await grace();
  const idsOf = (kind: Suspicion['place']['kind']) => [
    ...new Set(suspicions.flatMap(({ place }) => (place.kind === kind ? [place.id] : []))),
  ];
  const again: Suspicion[] = [];
  for (const bookingIds of chunks(idsOf('booking'))) {
    again.push(...(await lookAtBookingIds(dependencies, bookingIds)));
    await rest();
  }
  for (const performanceId of idsOf('performance')) {
    again.push(...(await lookAtPerformance(dependencies, performanceId, rest)));
  }
  const before = new Set(suspicions.map(({ name }) => name));
  return new Map(
    again.flatMap(({ name, fault }) => (before.has(name) ? [[name, fault] as const] : [])),
  );
}

async function* inBatches<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item[]> {
  let batch: Item[] = [];
  for await (const item of items) {
    if (batch.push(item) < auditAtOnceMax) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
