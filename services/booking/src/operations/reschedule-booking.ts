import type { BookingDependencies } from '../dependencies.ts';
import * as moves from '../domain/booking-moves.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { BulkChangeRecord } from '../domain/bulk-change.ts';
import { changeBooking } from './change-booking.ts';
import { tellRescheduled } from './tell.ts';

/**
 * Gives a booking the performance's new date; who has tickets is told of it in the same write. Repeatable.
 * Answers whether anything changed.
 */
export async function rescheduleBooking(
  dependencies: Pick<BookingDependencies, 'store' | 'newId' | 'clock'>,
  record: BookingRecord,
  to: Pick<BulkChangeRecord, 'startsAt' | 'dateOpen' | 'fullRefundUntil' | 'reason'>,
): Promise<boolean> {
  const { startsAt, fullRefundUntil } = to;
  const { changed } = await changeBooking(
    dependencies,
    record.id,
    (current) => {
      const before = current.performance.startsAt;
      const until = fullRefundUntil ?? current.fullRefundUntil;
      if (before === startsAt && until === current.fullRefundUntil) return undefined;
      const moved = moves.reschedule(current, { startsAt, fullRefundUntil });
      if (moved === undefined) return undefined;
      const hasTickets = moved.state !== 'pending_payment';
      const told = { startsAtBefore: before, dateOpen: to.dateOpen, reason: to.reason };
      return {
        record: moved,
        messages: hasTickets ? [tellRescheduled(dependencies, moved, told)] : [],
      };
    },
    record,
  );
  return changed;
}
