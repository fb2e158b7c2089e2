import type { Checker } from './checker.ts';

/**
 * I1, I2, I4 over the bookings: at no moment do two valid tickets name one seat; a ticket that is valid at
 * the end has its seat in inventory, and a seat that is sold its ticket; and no ticket is there without
 * captured money of its booking.
 */
export const checkTickets: Checker = ({ bookingWrites, bookings, journal, provider, isAtRest }) => {
  const faults: string[] = [];
  const owners = new Map<number, string>();
  for (const { record } of bookingWrites) {
    for (const { seatNo, ticket } of record.seats) {
      if (ticket?.state === 'valid') {
        const owner = owners.get(seatNo) ?? record.id;
        if (owner !== record.id) faults.push(`I1 ${record.id} and ${owner} have seat ${seatNo}`);
        owners.set(seatNo, record.id);
      } else if (owners.get(seatNo) === record.id) owners.delete(seatNo);
    }
  }
  for (const [seatNo, bookingId] of owners) {
    if (journal.soldSeats.get(seatNo) !== bookingId) {
      faults.push(`I1 the ticket of ${bookingId} names seat ${seatNo}, which is not its own`);
    }
  }
  for (const [seatNo, bookingId] of isAtRest ? journal.soldSeats : []) {
    if (owners.get(seatNo) !== bookingId) {
      faults.push(`I2 seat ${seatNo} is sold to ${bookingId}, which has no valid ticket of it`);
    }
  }
  const books = [...provider.intents.values()];
  for (const { id, seats, paymentId, totalMinor } of bookings.all()) {
    if (seats.every(({ ticket }) => ticket === undefined)) continue;
    const paid = books.some(
      (booked) =>
        booked.paymentId === paymentId &&
        booked.bookingId === id &&
        booked.intent.receivedMinor === totalMinor,
    );
    if (!paid) faults.push(`I4 ${id} has tickets without money`);
  }
  return faults;
};
