import type { PayableBooking, Ticket } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { BookingDependencies } from '../dependencies.ts';
import * as moves from '../domain/booking-moves.ts';
import type { BookingRecord, SeatRecord, TicketRecord } from '../domain/booking-record.ts';
import { deviceChangesMax } from '../domain/limits.ts';
import { changeBooking } from './change-booking.ts';

/** The caller's own booking. Another one's does not exist for them: throws booking_not_found. */
export async function getOwnBooking(
  { store }: Pick<BookingDependencies, 'store'>,
  { bookingId, customerId }: { bookingId: string; customerId: string },
): Promise<BookingRecord> {
  const record = await store.get(bookingId);
  if (record === undefined || record.customerId !== customerId) throw problem('booking_not_found');
  return record;
}

/** The booking as its owner reads it; one whose page was left is theirs again by that. */
export async function showBooking(
  dependencies: Pick<BookingDependencies, 'store'>,
  record: BookingRecord,
): Promise<BookingRecord> {
  if (!moves.mayMove(record, 'stay')) return record;
  const stay = (current: BookingRecord) => {
    const moved = moves.stay(current);
    return moved && { record: moved };
  };
  return (await changeBooking(dependencies, record.id, stay, record)).record;
}

export const toPayable = (record: BookingRecord): PayableBooking => ({
  bookingId: record.id,
  customerId: record.customerId,
  organizerId: record.organizerId,
  state: record.state,
  amountMinor: record.totalMinor,
  currency: record.currency,
  description: `${record.event.title.en}, ${record.seats.length} x ${record.performance.startsAt}`,
  ...(record.state === 'pending_payment' && { expiresAt: record.expiresAt }),
  ...(record.paymentId !== undefined && { paymentId: record.paymentId }),
  ...(record.depositHours !== undefined && { depositHours: record.depositHours }),
  ...(record.traceparent !== undefined && { traceparent: record.traceparent }),
});

/** A ticket as its owner sees it. */
export function toTicket(record: BookingRecord, seat: SeatRecord, ticket: TicketRecord): Ticket {
  const { ticket: _, ...place } = seat;
  return {
    id: ticket.id,
    bookingId: record.id,
    shortId: ticket.shortId,
    state: ticket.state,
    seat: { ...place, ticketId: ticket.id, ticketState: ticket.state },
    event: record.event,
    performance: record.performance,
    ...(ticket.device && {
      device: {
        keyId: ticket.device.keyId,
        algorithm: ticket.device.algorithm,
        registeredAt: ticket.device.registeredAt,
        changesLeft: Math.max(0, deviceChangesMax - ticket.device.changes),
      },
    }),
    ...(ticket.usedAt !== undefined && { usedAt: ticket.usedAt }),
  };
}

export const ticketsOf = (record: BookingRecord): Ticket[] =>
  record.seats.flatMap((seat) => (seat.ticket ? [toTicket(record, seat, seat.ticket)] : []));
