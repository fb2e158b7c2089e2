import type { BodyOf, postponePerformance as contract, OrganizerEvent } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { EventBundle, PerformanceRecord } from '../domain/catalogue.ts';
import { contentHash } from '../domain/content-hash.ts';
import type { Fault } from '../domain/faults.ts';
import { findTimeFaults } from '../domain/performance-faults.ts';
import { markPerformancePostponed, type Postponement } from '../storage/performances.ts';
import { changePerformance } from './change-event.ts';
import { findSlotFaults } from './create-performance.ts';
import type { CatalogueDependencies, Scoped } from './dependencies.ts';
import { refuseInvalid } from './refuse.ts';

type Wanted = BodyOf<typeof contract>;

const dayMs = 86_400_000;
const fullRefundDaysDefault = 7;

/**
 * Postpones a performance, to another date or until one is found, and lets its buyers cancel without a
 * fee for some days; their tickets stay valid. Asked for the same again while that stands, it changes
 * nothing, so the days are not counted anew. Throws performance_not_found; state_conflict while the
 * event is a draft, and for a performance that is cancelled or has begun; invalid_request for times that
 * are out of order, in the past or given without a start.
 */
export function postponePerformance(
  dependencies: CatalogueDependencies,
  { wanted, ...target }: Scoped<{ performanceId: string; wanted: Wanted }>,
): Promise<OrganizerEvent> {
  const { reason } = wanted;
  refuseInvalid(wanted, findStrayTimes(wanted));
  const told = { ...target, ...(reason !== undefined && { reason }) };
  return changePerformance(dependencies, told, async (client, bundle, performance) => {
    const now = dependencies.clock.now();
    const hash = contentHash(wanted);
    if (performance.postponementHash === hash && performance.status !== 'cancelled') {
      return undefined;
    }
    refuseByState(bundle, performance, now);
    const times = newTimes(performance, wanted);
    if (times !== undefined) {
      const others = bundle.performances.filter(({ id }) => id !== performance.id);
      const faults = [
        ...findTimeFaults(times, '#'),
        ...findSlotFaults(times, { performances: others }, now),
      ];
      refuseInvalid(wanted, faults);
    }
    const days = wanted.fullRefundDays ?? fullRefundDaysDefault;
    const fullRefundUntil = new Date(now.getTime() + days * dayMs);
    await markPerformancePostponed(client, performance.id, { times, fullRefundUntil, hash });
    return [performance.id];
  });
}

function findStrayTimes({ startsAt, doorsAt, saleClosesAt }: Wanted): Fault[] {
  if (startsAt !== undefined) return [];
  const detail = 'says nothing without startsAt';
  return [
    ...(doorsAt === undefined ? [] : [{ pointer: '#/doorsAt', detail }]),
    ...(saleClosesAt === undefined ? [] : [{ pointer: '#/saleClosesAt', detail }]),
  ];
}

/** One whose date is open may get a date even after its first one has passed. */
function refuseByState({ event }: EventBundle, performance: PerformanceRecord, now: Date): void {
  if (event.status === 'draft') throw problem('state_conflict', 'The event is not published');
  if (performance.status === 'cancelled') {
    throw problem('state_conflict', 'The performance is cancelled');
  }
  if (performance.status === 'scheduled' && performance.startsAt <= now) {
    throw problem('state_conflict', 'The performance has begun');
  }
}

/**
 * Undefined: the date is open. Doors and the release of wheelchair places move with the start, the sale
 * window only as stated.
 */
function newTimes(performance: PerformanceRecord, wanted: Wanted): Postponement['times'] {
  if (wanted.startsAt === undefined) return undefined;
  const byMs = Date.parse(wanted.startsAt) - performance.startsAt.getTime();
  const doorsAt = wanted.doorsAt ?? shift(performance.doorsAt, byMs);
  const accessibleReleaseAt = shift(performance.accessibleReleaseAt, byMs);
  return {
    startsAt: wanted.startsAt,
    ...(doorsAt !== undefined && { doorsAt }),
    saleOpensAt: performance.saleOpensAt.toISOString(),
    saleClosesAt: wanted.saleClosesAt ?? performance.saleClosesAt.toISOString(),
    ...(accessibleReleaseAt !== undefined && { accessibleReleaseAt }),
  };
}

/** Instants that are beyond what can be told are left out; the start beside them is refused then. */
function shift(instant: Date | undefined, byMs: number): string | undefined {
  if (instant === undefined) return undefined;
  const moved = new Date(instant.getTime() + byMs);
  return Number.isNaN(moved.getTime()) ? undefined : moved.toISOString();
}
