import type { PayableBooking } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { BookingDependencies } from '../dependencies.ts';
import * as moves from '../domain/booking-moves.ts';
import { isPostponed } from '../domain/bulk-change.ts';
import { cancelByOrganizer } from './cancel-booking.ts';
import { changeBooking } from './change-booking.ts';
import { toPayable } from './read-bookings.ts';
import { rescheduleBooking } from './reschedule-booking.ts';
import { tellConfirmed } from './tell.ts';

/**
 * The money is captured: issues the tickets and tells everyone, in one write. Repeatable. Throws
 * state_conflict when the booking ended or its seats are not secured; then the money must go back.
 */
export async function confirmBooking(
  dependencies: BookingDependencies,
  command: { bookingId: string; paymentId: string; capturedMinor: number },
): Promise<PayableBooking> {
  const { newId, newShortId, clock, metrics, catalogue } = dependencies;
  const { record, changed } = await changeBooking(dependencies, command.bookingId, (current) => {
    if (current.confirmedAt !== undefined && current.paymentId === command.paymentId) {
      return undefined;
    }
    if (current.paymentId !== command.paymentId || current.totalMinor !== command.capturedMinor) {
      throw problem('state_conflict', 'The payment is not the one that this booking waits for');
    }
    const tickets = current.seats.map(() => ({ id: newId('ticket'), shortId: newShortId() }));
    const confirmed = moves.confirm(current, { tickets, at: clock.now() });
    if (confirmed === undefined) throw problem('state_conflict', 'The booking has ended');
    return { record: confirmed, messages: [tellConfirmed(dependencies, confirmed)] };
  });
  if (changed) {
    metrics.bookings.inc({ outcome: 'confirmed' });
    // Cancelled or moved by its organizer while the money was under way: the bulk change may have missed it.
    const terms = await catalogue.saleTerms(record.performance.id).catch(() => undefined);
    if (terms?.status === 'cancelled') await cancelByOrganizer(dependencies, record.id);
    else if (terms !== undefined && isPostponed(terms)) {
      const dateOpen = terms.status === 'postponed';
      await rescheduleBooking(dependencies, record, { ...terms, dateOpen });
    }
  }
  return toPayable(record);
}
