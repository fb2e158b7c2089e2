import type { SaleTerms } from '@ticketing/contracts';
import type { BookingWrite } from '../at-rest.ts';
import { feePercent, freeNotWithinDaysBefore } from '../catalogue.ts';
import type { Checker } from './checker.ts';

type Booking = BookingWrite['record'];

/**
 * I3, I11: what a postponement promises. It reaches every booking with tickets, the newest last; its customer
 * is told of it; it takes no ticket from anybody; and a cancellation takes the fee that was agreed: none while
 * all money comes back, else what the ladder says that was in force when the seats were booked.
 */
export const checkPostponed: Checker = ({ catalogue, bookings, bookingWrites, told, isAtRest }) => {
  const faults: string[] = [];
  const before = new Map<string, Booking>();
  const places = new Map<string, number>();
  for (const { record, messages } of bookingWrites) {
    const { id } = record;
    const known = before.get(id);
    if (known !== undefined) {
      const news = messages.map(({ type }) => type);
      for (const fault of faultsOfChange(known, record, news)) faults.push(fault);
    }
    before.set(id, record);
    // The organizer may come back to a date; so of the terms that may be meant, the earliest are.
    const place = places.get(id) ?? 0;
    const now = catalogue.revisions.findIndex((terms, at) => at >= place && isOn(record, terms));
    if (now === -1) faults.push(`I11 ${id} goes back to ${record.performance.startsAt}`);
    else places.set(id, now);
  }
  for (const { what, id, key, refundMinor } of told) {
    if (what !== 'cancellation' || refundMinor === undefined) continue;
    const made = bookings.get(id)?.cancellations.find((one) => one.idempotencyKey === key);
    if (made?.refundMinor !== refundMinor) {
      faults.push(`I3 ${id} was promised ${refundMinor} back, and ${made?.refundMinor} are owed`);
    }
  }
  const terms = catalogue.terms();
  if (!isAtRest || terms.status === 'cancelled') return faults;
  for (const { id, seats, ...record } of bookings.all()) {
    if (!seats.some(({ ticket }) => ticket?.state === 'valid')) continue;
    if (!isOn(record, terms)) {
      faults.push(`I11 ${id} has tickets of ${record.performance.startsAt}, which was postponed`);
    }
  }
  return faults;
};

const isOn = (
  { performance, fullRefundUntil }: Pick<Booking, 'performance' | 'fullRefundUntil'>,
  terms: SaleTerms,
): boolean => performance.startsAt === terms.startsAt && fullRefundUntil === terms.fullRefundUntil;

function faultsOfChange(before: Booking, after: Booking, news: readonly string[]): string[] {
  const { id } = after;
  const faults: string[] = [];
  const policies = [before, after].map((record) => JSON.stringify(record.cancellationPolicy));
  if (policies[0] !== policies[1])
    faults.push(`I3 ${id} is no longer under the policy it agreed to`);
  const cancelled = new Set(after.cancellations.flatMap(({ ticketIds }) => ticketIds));
  const kept = validTickets(after);
  for (const ticketId of validTickets(before)) {
    if (!kept.includes(ticketId) && !cancelled.has(ticketId)) {
      faults.push(`I11 ${id} lost ${ticketId}`);
    }
  }
  const isMoved = before.performance.startsAt !== after.performance.startsAt;
  if (isMoved && kept.length > 0 && !news.includes('booking.rescheduled')) {
    faults.push(`I11 nobody is told that ${id} takes place at ${after.performance.startsAt}`);
  }
  const made = after.cancellations.slice(before.cancellations.length);
  for (const { ticketIds, refundMinor, reason, at } of made) {
    const tickets = before.seats.filter(({ ticket }) => ticket && ticketIds.includes(ticket.id));
    const promisedMinor = tickets
      .map(({ priceMinor }) => priceMinor - feeMinorOf(before, { priceMinor, at }))
      .reduce((sum, one) => sum + one, 0);
    if (reason === 'customer' && refundMinor !== promisedMinor) {
      faults.push(`I3 ${id}: ${refundMinor} come back of ${promisedMinor} that were promised`);
    }
  }
  return faults;
}

const validTickets = ({ seats }: Booking): string[] =>
  seats.flatMap(({ ticket }) => (ticket?.state === 'valid' ? ticket.id : []));

/** On the day of the booking, when the booking fee comes back too. */
function feeMinorOf(
  { performance, fullRefundUntil }: Booking,
  { priceMinor, at }: { priceMinor: number; at: string },
): number {
  if (fullRefundUntil !== undefined && at <= fullRefundUntil) return 0;
  const daysBefore = dayInSeoul(performance.startsAt) - dayInSeoul(at);
  return daysBefore > freeNotWithinDaysBefore ? 0 : Math.floor((priceMinor * feePercent) / 100);
}

const dayInSeoul = (at: string): number =>
  Math.floor((Date.parse(at) + 9 * 3_600_000) / 86_400_000);
