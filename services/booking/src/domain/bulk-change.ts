import type { BulkChange, SaleTerms } from '@ticketing/contracts';

/** What a postponement or a cancellation does to all bookings of a performance, and how far it is. */
export interface BulkChangeRecord extends BulkChange {
  readonly version: number;
  readonly organizerId: string;
  /** Of the terms that asked for it: older ones change nothing any more. */
  readonly revision: number;
  readonly startsAt: string;
  readonly dateOpen: boolean;
  readonly fullRefundUntil?: string | undefined;
  readonly reason?: { readonly ko: string; readonly en: string } | undefined;
  /** Bookings up to this id are through in this pass. */
  readonly afterId: string;
  /** After a pass in which bookings failed, the next one waits so long. */
  readonly pauseUntil?: string | undefined;
  /** Who works on it, and until when nobody else does. */
  readonly claimedBy?: string | undefined;
  readonly claimedUntil?: string | undefined;
}

/** What came of some bookings. */
export interface Progress {
  readonly changed: number;
  readonly failed: number;
  readonly refundMinor: number;
}

type ChangeTerms = Pick<
  SaleTerms,
  'performanceId' | 'organizerId' | 'revision' | 'status' | 'startsAt' | 'fullRefundUntil'
>;

/** Whether the performance was moved, or its new date is awaited. */
export const isPostponed = (terms: Pick<SaleTerms, 'status' | 'fullRefundUntil'>): boolean =>
  terms.status === 'postponed' || terms.fullRefundUntil !== undefined;

/**
 * The change that these terms ask for, in place of `current`; undefined when they ask for none, or for
 * what is under way or done already. A cancellation is final.
 */
export function nextBulkChange(
  current: BulkChangeRecord | undefined,
  { terms, reason, now }: { terms: ChangeTerms; reason: BulkChangeRecord['reason']; now: Date },
): BulkChangeRecord | undefined {
  const kind = terms.status === 'cancelled' ? 'cancel' : 'reschedule';
  if (kind === 'reschedule' && !isPostponed(terms)) return undefined;
  const dateOpen = terms.status === 'postponed';
  const { startsAt, fullRefundUntil } = terms;
  if (current !== undefined) {
    if (current.kind === 'cancel' || current.revision > terms.revision) return undefined;
    const isSame =
      current.kind === kind &&
      current.startsAt === startsAt &&
      current.dateOpen === dateOpen &&
      current.fullRefundUntil === fullRefundUntil;
    if (isSame) return undefined;
  }
  const at = now.toISOString();
  return {
    performanceId: terms.performanceId,
    organizerId: terms.organizerId,
    revision: terms.revision,
    version: current?.version ?? 0,
    kind,
    state: 'running',
    startsAt,
    dateOpen,
    ...(fullRefundUntil !== undefined && { fullRefundUntil }),
    ...(reason !== undefined && { reason }),
    afterId: '',
    changed: 0,
    failed: 0,
    refundMinor: 0,
    startedAt: at,
    updatedAt: at,
  };
}

/**
 * The change after one page: counted, and done with the last page of a pass without failures; one with
 * failures begins again at `pauseUntil`.
 */
export function afterPage(
  current: BulkChangeRecord,
  page: { progress: Progress; lastId: string | undefined; isLast: boolean; pauseUntil: Date },
): BulkChangeRecord {
  const { progress, lastId, isLast, pauseUntil } = page;
  const { pauseUntil: _, ...rest } = current;
  // A pass counts its failures anew: they are the ones that still must be tried again.
  const failed = (current.afterId === '' ? 0 : current.failed) + progress.failed;
  const counted = {
    ...rest,
    changed: current.changed + progress.changed,
    refundMinor: current.refundMinor + progress.refundMinor,
    failed,
  };
  if (!isLast) return { ...counted, afterId: lastId ?? current.afterId };
  if (failed > 0) return { ...counted, afterId: '', pauseUntil: pauseUntil.toISOString() };
  return { ...counted, state: current.state === 'running' ? 'done' : current.state };
}

/** The change as its organizer sees it. */
export const toBulkChange = (record: BulkChangeRecord): BulkChange => ({
  performanceId: record.performanceId,
  kind: record.kind,
  state: record.state,
  changed: record.changed,
  failed: record.failed,
  refundMinor: record.refundMinor,
  startedAt: record.startedAt,
  updatedAt: record.updatedAt,
});
