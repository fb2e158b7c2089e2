import type {
  BookingRecord,
  CancellationRecord,
  ExpiredReason,
  TicketRecord,
} from './booking-record.ts';

/**
 * The moves a booking can make. Each takes the record as it is and answers it as it becomes; `undefined`
 * means that the move is not allowed from here.
 *
 *   pending_payment -> (seats secured) -> confirmed -> partially_cancelled -> cancelled
 *   pending_payment -> expired
 */
type Moved = BookingRecord | undefined;

/** The seats were sold to this booking under `paymentId`; it no longer runs out by itself. */
export function secureSeats(
  record: BookingRecord,
  { paymentId, hold, at }: { paymentId: string; hold: BookingRecord['hold']; at: Date },
): Moved {
  if (record.state !== 'pending_payment' || record.seatsSecuredAt !== undefined) return undefined;
  return { ...record, paymentId, hold, seatsSecuredAt: at.toISOString() };
}

/** The money is ours: every seat gets its ticket. */
export function confirm(
  record: BookingRecord,
  { tickets, at }: { tickets: readonly { id: string; shortId: string }[]; at: Date },
): Moved {
  if (record.state !== 'pending_payment' || record.seatsSecuredAt === undefined) return undefined;
  const seats = record.seats.map((seat, index) => {
    const ticket = tickets[index];
    if (ticket === undefined) throw new Error(`seat ${seat.seatNo} has no ticket`);
    return { ...seat, ticket: { ...ticket, state: 'valid' as const } };
  });
  return { ...record, state: 'confirmed', seats, confirmedAt: at.toISOString() };
}

/** It ends without tickets. A booking whose seats are sold ends only when its payment is void. */
export function expire(
  record: BookingRecord,
  reason: ExpiredReason,
  { evenWhenSecured }: { evenWhenSecured: boolean },
): Moved {
  if (record.state !== 'pending_payment') return undefined;
  if (record.seatsSecuredAt !== undefined && !evenWhenSecured) return undefined;
  return { ...record, state: 'expired', expiredReason: reason, seatsReleased: false };
}

export const noteSeatsReleased = (record: BookingRecord): Moved =>
  record.state === 'expired' ? { ...record, seatsReleased: true } : undefined;

/** Cancels tickets that are valid; all of `cancellation.ticketIds` must be. */
export function cancel(
  record: BookingRecord,
  cancellation: Omit<CancellationRecord, 'seatsReturned'>,
): Moved {
  if (record.state !== 'confirmed' && record.state !== 'partially_cancelled') return undefined;
  const ids = new Set(cancellation.ticketIds);
  const chosen = record.seats.filter((seat) => seat.ticket && ids.has(seat.ticket.id));
  if (chosen.length !== ids.size || chosen.some((seat) => seat.ticket?.state !== 'valid')) {
    return undefined;
  }
  const changed = changeTickets(record, (ticket) =>
    ids.has(ticket.id) ? { ...ticket, state: 'cancelled' } : ticket,
  );
  const all = changed.seats.every((seat) => seat.ticket?.state === 'cancelled');
  return {
    ...changed,
    state: all ? 'cancelled' : 'partially_cancelled',
    cancellations: [...record.cancellations, { ...cancellation, seatsReturned: false }],
  };
}

export const noteSeatsReturned = (
  record: BookingRecord,
  cancellationId: string,
): BookingRecord => ({
  ...record,
  cancellations: record.cancellations.map((cancellation) =>
    cancellation.id === cancellationId ? { ...cancellation, seatsReturned: true } : cancellation,
  ),
});

/** The record with each of its tickets as `change` answers it. */
export const changeTickets = (
  record: BookingRecord,
  change: (ticket: TicketRecord) => TicketRecord,
): BookingRecord => ({
  ...record,
  seats: record.seats.map((seat) =>
    seat.ticket === undefined ? seat : { ...seat, ticket: change(seat.ticket) },
  ),
});
