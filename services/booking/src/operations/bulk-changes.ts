import type { BulkChange, SaleTerms } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { BookingDependencies } from '../dependencies.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import {
  afterPage,
  type BulkChangeRecord,
  nextBulkChange,
  type Progress,
  toBulkChange,
} from '../domain/bulk-change.ts';
import {
  bulkAtOnceMax,
  bulkClaimSeconds,
  changeAttemptsMax,
  driveRetrySeconds,
} from '../domain/limits.ts';
import { assertOrganizes, type Organizer } from './assert-organizes.ts';
import { cancelByOrganizer } from './cancel-booking.ts';
import { endBooking } from './end-booking.ts';
import { rescheduleBooking } from './reschedule-booking.ts';

/** Running changes that are looked at in one round. */
const runningMax = 100;

/** Notes what changed terms mean for all bookings; driveBulkChanges then does it. Repeatable. */
export async function startBulkChange(
  dependencies: Pick<BookingDependencies, 'store' | 'clock'>,
  terms: SaleTerms,
  reason: BulkChangeRecord['reason'],
): Promise<void> {
  await changeBulk(dependencies, terms.performanceId, (current) =>
    nextBulkChange(current, { terms, reason, now: dependencies.clock.now() }),
  );
}

/** As change-booking does: reads, decides, saves; anew when another one was first. */
async function changeBulk(
  { store, clock }: Pick<BookingDependencies, 'store' | 'clock'>,
  performanceId: string,
  decide: (current: BulkChangeRecord | undefined) => BulkChangeRecord | undefined,
): Promise<BulkChangeRecord | undefined> {
  for (let attempt = 1; attempt <= changeAttemptsMax; attempt += 1) {
    const current = await store.getBulkChange(performanceId);
    const decided = decide(current);
    if (decided === undefined) return current;
    const saved = await store.saveBulkChange({ ...decided, updatedAt: clock.now().toISOString() });
    if (saved !== undefined) return saved;
  }
  throw problem('service_unavailable', 'The change is being changed by others; try again');
}

/**
 * Works on every running change until it is done, stopped or must wait; `worker` names this process, so
 * that two do not work on one. What a killed worker left is taken over some seconds later. Answers how
 * many pages it did.
 */
export async function driveBulkChanges(
  dependencies: BookingDependencies,
  { worker, signal }: { worker: string; signal: AbortSignal },
): Promise<number> {
  let pages = 0;
  for (const found of await dependencies.store.listRunningBulkChanges(runningMax)) {
    let job = await claim(dependencies, found.performanceId, worker);
    while (job !== undefined && !signal.aborted) {
      pages += 1;
      job = await doPage(dependencies, job);
    }
  }
  return pages;
}

async function claim(
  dependencies: BookingDependencies,
  performanceId: string,
  worker: string,
): Promise<BulkChangeRecord | undefined> {
  const now = dependencies.clock.now();
  const isOthers = (job: BulkChangeRecord) =>
    job.claimedBy !== worker && now < new Date(job.claimedUntil ?? 0);
  const job = await changeBulk(dependencies, performanceId, (current) =>
    current === undefined || !isWorkable(current, now) || isOthers(current)
      ? undefined
      : { ...current, claimedBy: worker, claimedUntil: claimEnd(now) },
  );
  return job !== undefined && isWorkable(job, now) && job.claimedBy === worker ? job : undefined;
}

const isWorkable = (job: BulkChangeRecord, now: Date): boolean =>
  job.state === 'running' && now >= new Date(job.pauseUntil ?? 0);

const claimEnd = (now: Date): string =>
  new Date(now.getTime() + bulkClaimSeconds * 1000).toISOString();

/** Changes the next bookings at once and notes it; undefined when nothing is left for now. */
async function doPage(
  dependencies: BookingDependencies,
  job: BulkChangeRecord,
): Promise<BulkChangeRecord | undefined> {
  const { store, clock } = dependencies;
  const page = await store.listOpenOfPerformance(job.performanceId, {
    afterId: job.afterId,
    limit: bulkAtOnceMax,
  });
  const progress = sumOf(
    await Promise.all(page.map((record) => tryOne(dependencies, job, record))),
  );
  const now = clock.now();
  const isMine = (current: BulkChangeRecord | undefined): current is BulkChangeRecord =>
    current?.startedAt === job.startedAt && current.claimedBy === job.claimedBy;
  const saved = await changeBulk(dependencies, job.performanceId, (current) =>
    isMine(current) && current.afterId === job.afterId && current.changed === job.changed
      ? {
          ...afterPage(current, {
            progress,
            lastId: page.at(-1)?.id,
            isLast: page.length < bulkAtOnceMax,
            pauseUntil: new Date(now.getTime() + driveRetrySeconds * 1000),
          }),
          claimedUntil: claimEnd(now),
        }
      : undefined,
  );
  return isMine(saved) && isWorkable(saved, now) ? saved : undefined;
}

const sumOf = (all: readonly Progress[]): Progress => ({
  changed: all.reduce((sum, { changed }) => sum + changed, 0),
  failed: all.reduce((sum, { failed }) => sum + failed, 0),
  refundMinor: all.reduce((sum, { refundMinor }) => sum + refundMinor, 0),
});

async function tryOne(
  dependencies: BookingDependencies,
  job: BulkChangeRecord,
  record: BookingRecord,
): Promise<Progress> {
  try {
    const { changed, refundMinor, isBeingPaid } = await changeOne(dependencies, job, record);
    return { changed: changed ? 1 : 0, failed: isBeingPaid ? 1 : 0, refundMinor };
  } catch (error) {
    dependencies.logger.error({ err: error, bookingId: record.id }, 'a bulk change failed for now');
    return { changed: 0, failed: 1, refundMinor: 0 };
  }
}

/**
 * One that is being paid right now is caught when it is confirmed; and by the next pass, should that have
 * looked for a change before this one was noted.
 */
async function changeOne(
  dependencies: BookingDependencies,
  job: BulkChangeRecord,
  record: BookingRecord,
): Promise<{ changed: boolean; refundMinor: number; isBeingPaid?: boolean }> {
  if (job.kind === 'reschedule') {
    return { changed: await rescheduleBooking(dependencies, record, job), refundMinor: 0 };
  }
  if (record.state !== 'pending_payment') return cancelByOrganizer(dependencies, record.id, record);
  const ended = await endBooking(dependencies, record.id, {
    reason: 'performance_cancelled',
    evenWhenSecured: false,
  });
  if (ended.state === 'expired') return { changed: true, refundMinor: 0 };
  return ended.state === 'pending_payment'
    ? { changed: false, refundMinor: 0, isBeingPaid: true }
    : cancelByOrganizer(dependencies, record.id);
}

export interface BulkChangeCommand {
  readonly performanceId: string;
  readonly caller: Organizer;
}

type Dependencies = Pick<BookingDependencies, 'store' | 'clock' | 'catalogue'>;

/** How far it is. Throws performance_not_found (also: nothing was changed in bulk), forbidden. */
export async function readBulkChange(
  { store, catalogue }: Dependencies,
  { performanceId, caller }: BulkChangeCommand,
): Promise<BulkChange> {
  assertOrganizes(caller, await catalogue.saleTerms(performanceId));
  const record = await store.getBulkChange(performanceId);
  if (record === undefined) throw problem('performance_not_found', 'Nothing was changed in bulk');
  return toBulkChange(record);
}

/** Stops it, or lets it go on. Repeatable. Throws as readBulkChange, and state_conflict when it is done. */
export async function setBulkChangeState(
  dependencies: Dependencies,
  command: BulkChangeCommand & { readonly state: 'running' | 'stopped' },
): Promise<BulkChange> {
  await readBulkChange(dependencies, command);
  const changed = await changeBulk(dependencies, command.performanceId, (current) => {
    if (current?.state === 'done') throw problem('state_conflict', 'It is done');
    return current === undefined || current.state === command.state
      ? undefined
      : { ...current, state: command.state };
  });
  if (changed === undefined) throw problem('performance_not_found');
  return toBulkChange(changed);
}
