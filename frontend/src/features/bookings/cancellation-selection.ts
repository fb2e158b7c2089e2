import type { BookedSeat, Booking } from '@ticketing/contracts';

/** A seat whose ticket can still be given back. */
export type CancellableSeat = BookedSeat & { readonly ticketId: string };

export const cancellableSeats = (booking: Pick<Booking, 'seats'>): CancellableSeat[] =>
  booking.seats.filter(
    (seat): seat is CancellableSeat => seat.ticketId !== undefined && seat.ticketState === 'valid',
  );

/** Adds or takes away one ticket; the order is that of the booking, so that the same choice is one key. */
export function toggleTicket(
  chosen: readonly string[],
  ticketId: string,
  all: readonly CancellableSeat[],
): string[] {
  const next = new Set(chosen);
  if (!next.delete(ticketId)) next.add(ticketId);
  return all.map((seat) => seat.ticketId).filter((id) => next.has(id));
}

/** Leaves out what has been used or cancelled since it was chosen. */
export const stillCancellable = (
  chosen: readonly string[],
  all: readonly CancellableSeat[],
): string[] => all.map((seat) => seat.ticketId).filter((id) => chosen.includes(id));
