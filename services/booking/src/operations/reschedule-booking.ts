import type { BookingDependencies } from '../dependencies.ts';
import * as moves from '../domain/booking-moves.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { BulkChangeRecord } from '../domain/bulk-change.ts';
import { type Change, changeBooking } from './change-booking.ts';
import { tellRescheduled } from './tell.ts';

type NewDate = Pick<
  BulkChangeRecord,
  'revision' | 'startsAt' | 'dateOpen' | 'fullRefundUntil' | 'reason'
>;

/**
 * Gives a booking the performance's new date; who has tickets is told of it in the same write. Repeatable.
 * Answers whether anything changed.
 */
export async function rescheduleBooking(
  dependencies: Pick<BookingDependencies, 'store' | 'newId' | 'clock'>,
  record: BookingRecord,
  to: NewDate,
): Promise<boolean> {
  const decide = (current: BookingRecord) => decideNewDate(dependencies, current, to);
  const { changed } = await changeBooking(dependencies, record.id, decide, record);
  return changed;
}

/** What the new date changes; undefined when the booking has it, or a newer one. */
export function decideNewDate(
  dependencies: Pick<BookingDependencies, 'newId' | 'clock'>,
  current: BookingRecord,
  { revision, startsAt, fullRefundUntil, dateOpen, reason }: NewDate,
): Change {
  const startsAtBefore = current.performance.startsAt;
  const until = fullRefundUntil ?? current.fullRefundUntil;
  const isSame = startsAtBefore === startsAt && until === current.fullRefundUntil;
  if (isSame && revision <= (current.termsRevision ?? 0)) return undefined;
  const moved = moves.reschedule(current, { revision, startsAt, fullRefundUntil });
  if (moved === undefined) return undefined;
  if (isSame || moved.state === 'pending_payment') return { record: moved };
  const told = { startsAtBefore, dateOpen, reason };
  return { record: moved, messages: [tellRescheduled(dependencies, moved, told)] };
}
