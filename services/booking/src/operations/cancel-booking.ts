import type { Booking, CancellationQuote } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { BookingDependencies } from '../dependencies.ts';
import * as moves from '../domain/booking-moves.ts';
import {
  type BookingRecord,
  type CancellationRecord,
  type SeatRecord,
  sum,
  toBooking,
} from '../domain/booking-record.ts';
import {
  cancellableUntil,
  feeOfTicket,
  feeWhenOrganizerCancels,
  type TicketFee,
} from '../domain/cancellation-fee.ts';
import { changeBooking } from './change-booking.ts';
import { tellCancelled } from './tell.ts';

type TicketedSeat = SeatRecord & { readonly ticket: NonNullable<SeatRecord['ticket']> };

const hasValidTicket = (seat: SeatRecord): seat is TicketedSeat => seat.ticket?.state === 'valid';

/** The seats that are asked for, or all that can still be cancelled. Throws ticket_not_found. */
function chooseSeats(
  record: BookingRecord,
  ticketIds: readonly string[] | undefined,
): TicketedSeat[] {
  const valid = record.seats.filter(hasValidTicket);
  if (ticketIds === undefined) return valid;
  return ticketIds.map((ticketId) => {
    const seat = record.seats.find(({ ticket }) => ticket?.id === ticketId);
    if (seat?.ticket === undefined) throw problem('ticket_not_found');
    if (!hasValidTicket(seat)) {
      throw problem('booking_not_cancellable', `The ticket is ${seat.ticket.state}`);
    }
    return seat;
  });
}

/** What cancelling these tickets costs at `now`; not cancellable when one of them is not. */
export function quoteCancellation(
  record: BookingRecord,
  { ticketIds, now }: { ticketIds?: readonly string[] | undefined; now: Date },
): CancellationQuote {
  const question = {
    policy: record.cancellationPolicy,
    performanceStartsAt: record.performance.startsAt,
    timeZone: record.performance.timeZone,
    bookedAt: record.createdAt,
    ...(record.fullRefundUntil !== undefined && { fullRefundUntil: record.fullRefundUntil }),
    now,
  };
  const chosen = chooseSeats(record, ticketIds);
  const fees = chosen.flatMap((seat) => {
    const fee = feeOfTicket(question, seat);
    return fee === undefined
      ? []
      : [{ ticketId: seat.ticket.id, priceMinor: seat.priceMinor, ...fee }];
  });
  return {
    cancellable: chosen.length > 0 && fees.length === chosen.length,
    cancellableUntil: cancellableUntil(question).toISOString(),
    seats: fees,
    feeMinor: sum(fees.map(({ feeMinor }) => feeMinor)),
    refundMinor: sum(fees.map(({ refundMinor }) => refundMinor)),
    currency: record.currency,
  };
}

export interface CancelBooking {
  readonly bookingId: string;
  readonly customerId: string;
  readonly ticketIds?: readonly string[] | undefined;
  readonly expectedRefundMinor: number;
  readonly idempotencyKey: string;
}

/**
 * Cancels tickets at the fee of this moment, which must be the one the customer agreed to. The refund
 * follows from the message, the seats' return from the record. Throws booking_not_cancellable,
 * state_conflict (the fee has changed: quote again).
 */
export async function cancelBooking(
  dependencies: BookingDependencies,
  command: CancelBooking,
): Promise<Booking> {
  const { clock, metrics } = dependencies;
  const { record, changed } = await changeBooking(dependencies, command.bookingId, (current) => {
    if (current.customerId !== command.customerId) throw problem('booking_not_found');
    const earlier = current.cancellations.find((c) => c.idempotencyKey === command.idempotencyKey);
    if (earlier !== undefined) return assertSameCancellation(earlier, command);
    const now = clock.now();
    const quote = quoteCancellation(current, { ticketIds: command.ticketIds, now });
    if (!quote.cancellable) throw problem('booking_not_cancellable');
    if (quote.refundMinor !== command.expectedRefundMinor) {
      throw problem('state_conflict', 'The refund has changed', { refundMinor: quote.refundMinor });
    }
    return cancelSeats(dependencies, current, {
      seats: quote.seats,
      reason: 'customer',
      idempotencyKey: command.idempotencyKey,
    });
  });
  if (changed) metrics.bookings.inc({ outcome: 'cancelled' });
  return toBooking((await returnCancelledSeats(dependencies, record)) ?? record);
}

/** The same key with another request is a mistake of the caller; with the same one it is done already. */
function assertSameCancellation(earlier: CancellationRecord, command: CancelBooking): undefined {
  const sameTickets =
    command.ticketIds === undefined ||
    [...command.ticketIds].sort().join() === [...earlier.ticketIds].sort().join();
  if (!sameTickets || earlier.refundMinor !== command.expectedRefundMinor) {
    throw problem('idempotency_key_reused');
  }
  return undefined;
}

/**
 * Cancels every valid ticket with a full refund, because the organizer cancelled. Repeatable. Answers what
 * this call refunds. `known` saves a reading.
 */
export async function cancelByOrganizer(
  dependencies: BookingDependencies,
  bookingId: string,
  known?: BookingRecord,
): Promise<{ changed: boolean; refundMinor: number }> {
  const decide = (current: BookingRecord) => decideByOrganizer(dependencies, current);
  const { record, changed } = await changeBooking(dependencies, bookingId, decide, known);
  if (changed) dependencies.metrics.bookings.inc({ outcome: 'cancelled' });
  await returnCancelledSeats(dependencies, record);
  return { changed, refundMinor: changed ? (record.cancellations.at(-1)?.refundMinor ?? 0) : 0 };
}

/** What a cancellation by the organizer changes; undefined when no ticket is valid. */
export function decideByOrganizer(
  dependencies: Pick<BookingDependencies, 'newId' | 'clock'>,
  current: BookingRecord,
) {
  const seats = current.seats.filter(hasValidTicket).map((seat) => ({
    ticketId: seat.ticket.id,
    ...feeWhenOrganizerCancels(seat),
  }));
  if (seats.length === 0) return undefined;
  return cancelSeats(dependencies, current, {
    seats,
    reason: 'organizer',
    idempotencyKey: `organizer-${current.cancellations.length}`,
  });
}

function cancelSeats(
  dependencies: Pick<BookingDependencies, 'newId' | 'clock'>,
  record: BookingRecord,
  {
    seats,
    reason,
    idempotencyKey,
  }: {
    seats: readonly (Pick<TicketFee, 'feeMinor' | 'refundMinor'> & { ticketId: string })[];
    reason: CancellationRecord['reason'];
    idempotencyKey: string;
  },
) {
  const ticketIds = seats.map(({ ticketId }) => ticketId);
  const cancellation = {
    id: dependencies.newId('message').replace('msg_', 'cxl_'),
    idempotencyKey,
    ticketIds,
    seatNos: record.seats
      .filter(({ ticket }) => ticket && ticketIds.includes(ticket.id))
      .map(({ seatNo }) => seatNo),
    feeMinor: sum(seats.map(({ feeMinor }) => feeMinor)),
    refundMinor: sum(seats.map(({ refundMinor }) => refundMinor)),
    reason,
    at: dependencies.clock.now().toISOString(),
  };
  const cancelled = moves.cancel(record, cancellation);
  if (cancelled === undefined) throw problem('booking_not_cancellable');
  return { record: cancelled, messages: [tellCancelled(dependencies, cancelled, cancellation)] };
}

/** Puts cancelled seats back on sale; what inventory did not hear is tried again by drive-due-bookings. */
export async function returnCancelledSeats(
  dependencies: Pick<BookingDependencies, 'store' | 'inventory' | 'logger'>,
  record: BookingRecord,
): Promise<BookingRecord | undefined> {
  let latest: BookingRecord | undefined;
  for (const cancellation of record.cancellations) {
    if (cancellation.seatsReturned) continue;
    const { result } = await dependencies.inventory.returnSeats({
      performanceId: record.performance.id,
      bookingId: record.id,
      seatNos: cancellation.seatNos,
      returnId: cancellation.id,
    });
    if (result === 'UNAVAILABLE') {
      dependencies.logger.warn({ bookingId: record.id }, 'seats not returned yet; trying again');
      return undefined;
    }
    const noted = await changeBooking(
      dependencies,
      record.id,
      (current) => {
        const returned = moves.noteSeatsReturned(current, cancellation.id);
        return returned && { record: returned };
      },
      latest ?? record,
    );
    latest = noted.record;
  }
  return latest;
}
