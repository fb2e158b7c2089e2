import type {
  BookingRecord,
  CancellationRecord,
  ExpiredReason,
  TicketRecord,
} from './booking-record.ts';

/**
 * Where a booking stands, and the moves it can make from there.
 *
 *                 leave            begin payment
 *     left <-------------- held ------------------+--> paying            (card)
 *       |  -- stay ------->  |                    +--> awaiting_deposit  (virtual account)
 *       |                    |                            |
 *       +-------- secure ----+------------ secure --------+---> secured -- confirm --> confirmed
 *       |                    |                            |        |                       |
 *       +----- expire -------+--- expire -----------------+     abandon                  cancel
 *                            v                                     |                       v
 *                     ended_seats_out <----------------------------+   [partly_]cancelled_seats_out
 *                            |                                                             |
 *                     give seats back                                             return seats
 *                            v                                                             v
 *                          ended                                         [partly_]cancelled
 *
 * Whatever has not ended can be rescheduled. What is left out of the table is refused.
 */
export const standings = [
  'held',
  /** Its page was left: the seats go back in some seconds. */
  'left',
  'paying',
  'awaiting_deposit',
  /** The seats are sold to it; only capture and tickets are missing. Payment drives it now. */
  'secured',
  /** It ended without tickets, and inventory has not heard of it yet. */
  'ended_seats_out',
  'ended',
  'confirmed',
  'partly_cancelled_seats_out',
  'partly_cancelled',
  'cancelled_seats_out',
  'cancelled',
] as const;
export type Standing = (typeof standings)[number];

/** Every record stands somewhere. */
export function standingOf(record: BookingRecord): Standing {
  const seatsOut = record.cancellations.some(({ seatsReturned }) => !seatsReturned);
  switch (record.state) {
    case 'pending_payment':
      if (record.seatsSecuredAt !== undefined) return 'secured';
      if (record.paymentMethod === 'card') return 'paying';
      if (record.paymentMethod === 'virtual_account') return 'awaiting_deposit';
      return record.leaveAt === undefined ? 'held' : 'left';
    case 'expired':
      return record.seatsReleased === true ? 'ended' : 'ended_seats_out';
    case 'confirmed':
      return 'confirmed';
    case 'partially_cancelled':
      return seatsOut ? 'partly_cancelled_seats_out' : 'partly_cancelled';
    case 'cancelled':
      return seatsOut ? 'cancelled_seats_out' : 'cancelled';
  }
}

const unpaid = ['held', 'left', 'paying', 'awaiting_deposit'] as const;
const ticketed = ['confirmed', 'partly_cancelled', 'partly_cancelled_seats_out'] as const;

/** Each move with the standings it is allowed from. */
export const allowedFrom = {
  beginPayment: unpaid,
  leave: ['held', 'left'],
  stay: ['left'],
  secureSeats: unpaid,
  confirm: ['secured'],
  expire: unpaid,
  abandon: [...unpaid, 'secured'],
  noteSeatsReleased: ['ended_seats_out'],
  cancel: ticketed,
  noteSeatsReturned: ['partly_cancelled_seats_out', 'cancelled_seats_out'],
  reschedule: [...unpaid, 'secured', ...ticketed],
} as const satisfies Record<string, readonly Standing[]>;
export type Move = keyof typeof allowedFrom;

export function mayMove(record: BookingRecord, move: Move): boolean {
  const allowed: readonly Standing[] = allowedFrom[move];
  return allowed.includes(standingOf(record));
}

/** The record as it becomes; undefined: the move is not allowed from where it stands. */
type Moved = BookingRecord | undefined;

export interface BegunPayment {
  readonly paymentId: string;
  readonly method: 'card' | 'virtual_account';
  readonly expiresAt: Date;
}

/** The customer pays by `method`; the hold, and the time to pay with it, lasts until `expiresAt`. */
export function beginPayment(
  record: BookingRecord,
  { paymentId, method, expiresAt }: BegunPayment,
): Moved {
  if (!mayMove(record, 'beginPayment')) return undefined;
  const { leaveAt: _, depositPaymentId: __, ...rest } = record;
  const later = expiresAt > new Date(record.expiresAt) ? expiresAt.toISOString() : record.expiresAt;
  return {
    ...rest,
    paymentMethod: method,
    expiresAt: later,
    ...(method === 'virtual_account' && { depositPaymentId: paymentId }),
  };
}

/** Its page was left: at `leaveAt` the seats go back. Left again, the earlier time counts. */
export const leave = (record: BookingRecord, leaveAt: Date): Moved =>
  mayMove(record, 'leave')
    ? { ...record, leaveAt: record.leaveAt ?? leaveAt.toISOString() }
    : undefined;

/** Its owner looks at it again. */
export function stay(record: BookingRecord): Moved {
  if (!mayMove(record, 'stay')) return undefined;
  const { leaveAt: _, ...rest } = record;
  return rest;
}

/** The seats were sold to this booking under `paymentId`; it no longer runs out by itself. */
export function secureSeats(
  record: BookingRecord,
  { paymentId, hold, at }: { paymentId: string; hold: BookingRecord['hold']; at: Date },
): Moved {
  if (!mayMove(record, 'secureSeats')) return undefined;
  const { leaveAt: _, ...rest } = record;
  return { ...rest, paymentId, hold, seatsSecuredAt: at.toISOString() };
}

/** The money is ours: every seat gets its ticket. */
export function confirm(
  record: BookingRecord,
  { tickets, at }: { tickets: readonly { id: string; shortId: string }[]; at: Date },
): Moved {
  if (!mayMove(record, 'confirm')) return undefined;
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
  if (!mayMove(record, evenWhenSecured ? 'abandon' : 'expire')) return undefined;
  return { ...record, state: 'expired', expiredReason: reason, seatsReleased: false };
}

export const noteSeatsReleased = (record: BookingRecord): Moved =>
  mayMove(record, 'noteSeatsReleased') ? { ...record, seatsReleased: true } : undefined;

/** Cancels tickets that are valid; all of `cancellation.ticketIds` must be. */
export function cancel(
  record: BookingRecord,
  cancellation: Omit<CancellationRecord, 'seatsReturned'>,
): Moved {
  if (!mayMove(record, 'cancel')) return undefined;
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

export function noteSeatsReturned(record: BookingRecord, cancellationId: string): Moved {
  const isOut = record.cancellations.some((one) => one.id === cancellationId && !one.seatsReturned);
  if (!isOut || !mayMove(record, 'noteSeatsReturned')) return undefined;
  return {
    ...record,
    cancellations: record.cancellations.map((cancellation) =>
      cancellation.id === cancellationId ? { ...cancellation, seatsReturned: true } : cancellation,
    ),
  };
}

/** What a postponed performance changes in a booking; nothing when it stands there already. */
export interface NewDate {
  /** Of the terms that say so. */
  readonly revision: number;
  readonly startsAt: string;
  readonly fullRefundUntil?: string | undefined;
}

/**
 * The performance takes place at another time; the tickets stay valid. Terms that are older than those of the
 * booking move nothing: of two postponements the later one counts, whoever is slow.
 */
export function reschedule(
  record: BookingRecord,
  { revision, startsAt, fullRefundUntil }: NewDate,
): Moved {
  const isOlder = revision < (record.termsRevision ?? 0);
  if (isOlder || !mayMove(record, 'reschedule')) return undefined;
  const { fullRefundUntil: before, ...rest } = record;
  const until = fullRefundUntil ?? before;
  return {
    ...rest,
    performance: { ...record.performance, startsAt },
    termsRevision: revision,
    ...(until !== undefined && { fullRefundUntil: until }),
  };
}

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
