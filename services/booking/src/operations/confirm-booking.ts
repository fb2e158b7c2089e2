import type { PayableBooking } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { BookingDependencies } from '../dependencies.ts';
import * as moves from '../domain/booking-moves.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { decideByOrganizer, returnCancelledSeats } from './cancel-booking.ts';
import { type Change, changeBooking } from './change-booking.ts';
import { toPayable } from './read-bookings.ts';
import { decideNewDate } from './reschedule-booking.ts';
import { tellConfirmed } from './tell.ts';

/**
 * The money is captured: issues the tickets and tells everyone, in one write. Repeatable. Throws
 * state_conflict when the booking ended or its seats are not secured; then the money must go back.
 */
export async function confirmBooking(
  dependencies: BookingDependencies,
  command: { bookingId: string; paymentId: string; capturedMinor: number },
): Promise<PayableBooking> {
  const { newId, newShortId, clock, metrics } = dependencies;
  const { record, changed } = await changeBooking(
    dependencies,
    command.bookingId,
    async (current) => {
      if (current.confirmedAt !== undefined && current.paymentId === command.paymentId) {
        return undefined;
      }
      if (current.paymentId !== command.paymentId || current.totalMinor !== command.capturedMinor) {
        throw problem('state_conflict', 'The payment is not the one that this booking waits for');
      }
      const tickets = current.seats.map(() => ({ id: newId('ticket'), shortId: newShortId() }));
      const confirmed = moves.confirm(current, { tickets, at: clock.now() });
      if (confirmed === undefined) throw problem('state_conflict', 'The booking has ended');
      const overtaken = await overtakingChange(dependencies, confirmed);
      return {
        record: overtaken?.record ?? confirmed,
        messages: [tellConfirmed(dependencies, confirmed), ...(overtaken?.messages ?? [])],
      };
    },
  );
  if (changed) {
    metrics.bookings.inc({ outcome: 'confirmed' });
    if (record.state === 'cancelled') metrics.bookings.inc({ outcome: 'cancelled' });
    await returnCancelledSeats(dependencies, record);
  }
  return toPayable(record);
}

/**
 * The performance was cancelled or moved, and the bulk change passed before this booking was made, by terms of
 * some seconds ago. One that begins later finds the tickets. So the change is looked up, not the terms, and
 * made in the same write: nobody who is killed leaves the tickets of another day behind.
 */
async function overtakingChange(
  dependencies: BookingDependencies,
  confirmed: BookingRecord,
): Promise<Change> {
  const change = await dependencies.store.getBulkChange(confirmed.performance.id);
  if (change === undefined) return undefined;
  return change.kind === 'cancel'
    ? decideByOrganizer(dependencies, confirmed)
    : decideNewDate(dependencies, confirmed, change);
}
