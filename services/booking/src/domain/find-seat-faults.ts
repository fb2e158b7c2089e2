import type { AuditedBooking, SaleFault } from './sale-fault.ts';

/** A seat that inventory has sold for good. */
export interface SoldSeat {
  readonly seatNo: number;
  readonly bookingId: string;
  readonly customerId: string;
}

/** One performance as booking and inventory know it. */
export interface PerformanceSeats {
  readonly performanceId: string;
  /** All with tickets or secured seats, and those that sold seats name; others do no harm. */
  readonly bookings: readonly AuditedBooking[];
  readonly sold: readonly SoldSeat[];
  /** The highest limit for a customer that was ever in force. */
  readonly customerSeatsMax: number;
}

/**
 * Compares who has tickets with who owns seats: I1, a seat with one owner, the same in both places; I9, no
 * customer above the limit. Seats that wait to be paid or to go back are none of it, unless `atRest`: when
 * nothing is under way there are none.
 */
export function findSeatFaults(
  performance: PerformanceSeats,
  { atRest = false } = {},
): SaleFault[] {
  const bookings = new Map(performance.bookings.map((booking) => [booking.id, booking]));
  return [
    ...faultsOfTickets(performance),
    ...performance.sold.flatMap((seat) => {
      const detail = faultOfSold(seat, { performance, bookings, atRest });
      return detail === undefined
        ? []
        : [{ invariant: 'I1' as const, subject: seat.bookingId, detail }];
    }),
    ...faultsOfLimit(performance),
  ];
}

/** Numbers of the seats that must be sold to the booking now. */
function ownSeatNos(booking: AuditedBooking): number[] {
  const isSecured = booking.state === 'pending_payment' && booking.seatsSecuredAt !== undefined;
  return booking.seats.flatMap(({ seatNo, ticket }) =>
    isSecured || ticket?.state === 'valid' || ticket?.state === 'used' ? [seatNo] : [],
  );
}

/** Each seat of a ticket is sold to its booking, and to no other one. */
function faultsOfTickets({ performanceId, bookings, sold }: PerformanceSeats): SaleFault[] {
  const faults: SaleFault[] = [];
  const soldTo = new Map(sold.map(({ seatNo, bookingId }) => [seatNo, bookingId]));
  const owners = new Map<number, string[]>();
  for (const booking of bookings) {
    if (booking.performance.id !== performanceId) continue;
    for (const seatNo of ownSeatNos(booking)) {
      owners.set(seatNo, [...(owners.get(seatNo) ?? []), booking.id]);
      const owner = soldTo.get(seatNo) ?? 'nobody';
      if (owner === booking.id) continue;
      const detail = `has seat ${seatNo}, which inventory sold to ${owner}`;
      faults.push({ invariant: 'I1', subject: booking.id, detail });
    }
  }
  for (const [seatNo, ids] of owners) {
    if (ids.length === 1) continue;
    const detail = `seat ${seatNo} belongs to ${ids.join(', ')}`;
    faults.push(...ids.map((subject) => ({ invariant: 'I1' as const, subject, detail })));
  }
  return faults;
}

/** Why a sold seat should not be sold to its booking; undefined: it should. */
function faultOfSold(
  { seatNo, bookingId, customerId }: SoldSeat,
  known: {
    readonly performance: PerformanceSeats;
    readonly bookings: ReadonlyMap<string, AuditedBooking>;
    readonly atRest: boolean;
  },
): string | undefined {
  const { performanceId } = known.performance;
  const name = `seat ${seatNo} of ${performanceId} is sold to it`;
  const booking = known.bookings.get(bookingId);
  if (booking === undefined) return `${name}, and there is no such booking`;
  const seat = booking.seats.find((one) => one.seatNo === seatNo);
  if (booking.performance.id !== performanceId || seat === undefined) {
    return `${name}, and it has no such seat`;
  }
  if (booking.customerId !== customerId) return `${name} for ${customerId}, whose it is not`;
  if (booking.state === 'expired') {
    if (booking.seatsReleased === true || known.atRest) return `${name}, and it has ended`;
  } else if (booking.state === 'pending_payment') {
    if (known.atRest) return `${name}, and it was never paid`;
  } else if (seat.ticket?.state === 'cancelled') {
    const isOut = booking.cancellations.some(
      ({ seatNos, seatsReturned }) => !seatsReturned && seatNos.includes(seatNo),
    );
    if (!isOut || known.atRest) return `${name}, and its ticket is cancelled`;
  }
  return undefined;
}

/** Nobody has more seats than were ever allowed, by what inventory sold and by the tickets. */
function faultsOfLimit({
  performanceId,
  bookings,
  sold,
  customerSeatsMax,
}: PerformanceSeats): SaleFault[] {
  const bySale = new Map<string, string[]>();
  const byTicket = new Map<string, string[]>();
  const add = (counts: Map<string, string[]>, customerId: string, bookingId: string) => {
    const ids = counts.get(customerId);
    if (ids === undefined) counts.set(customerId, [bookingId]);
    else ids.push(bookingId);
  };
  for (const { customerId, bookingId } of sold) add(bySale, customerId, bookingId);
  for (const booking of bookings) {
    if (booking.performance.id !== performanceId) continue;
    for (const _ of ownSeatNos(booking)) add(byTicket, booking.customerId, booking.id);
  }
  return [...new Set([...bySale.keys(), ...byTicket.keys()])].flatMap((customerId) => {
    const [sales = [], tickets = []] = [bySale.get(customerId), byTicket.get(customerId)];
    const most = sales.length >= tickets.length ? sales : tickets;
    if (most.length <= customerSeatsMax) return [];
    const detail = `${customerId} has ${most.length} seats of ${performanceId}, and ${customerSeatsMax} are allowed`;
    return [...new Set(most)].map((subject) => ({ invariant: 'I9' as const, subject, detail }));
  });
}
