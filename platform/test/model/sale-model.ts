import type { BookingState, ErrorCode, PaymentMethod } from '@ticketing/contracts';
import { seatStatus } from '@ticketing/contracts';
import { levels, seatsOfLevel, shows } from './open-shop.ts';

/** What a customer asks for, as the body of `POST /bookings` says it. */
export interface Choice {
  readonly performanceId: string;
  readonly seatNos?: readonly number[];
  readonly best?: { readonly levelCode: string; readonly quantity: number; sectionId?: string };
  readonly expectedTotalMinor?: number;
}

interface ModelTicket {
  readonly id: string;
  valid: boolean;
}

/** A booking as the customer must see it. */
export interface ModelBooking {
  readonly id: string;
  readonly customer: number;
  readonly show: number;
  readonly key: string;
  readonly choice: Choice;
  readonly seatNos: readonly number[];
  readonly totalMinor: number;
  readonly bookedAt: Date;
  state: BookingState;
  /** Its live payment. */
  payment?: { readonly id: string; readonly method: PaymentMethod };
  readonly tickets: Map<number, ModelTicket>;
  refundedMinor: number;
  feeMinor: number;
}

type Seat = 'free' | 'blocked' | ModelBooking;

/** A sale as it must be, kept in the simplest way: one entry a seat of each performance. */
export interface SaleModel {
  readonly performanceIds: readonly string[];
  readonly seats: readonly Seat[][];
  readonly bookings: ModelBooking[];
}

export const capacity = levels.length * seatsOfLevel;

export const newModel = (performanceIds: readonly string[]): SaleModel => ({
  performanceIds,
  seats: performanceIds.map(() => Array.from({ length: capacity }, () => 'free' as const)),
  bookings: [],
});

export const levelOf = (seatNo: number) => levels[Math.floor(seatNo / seatsOfLevel)];

export const priceOf = (seatNos: readonly number[]): number =>
  seatNos.reduce((sum, seatNo) => sum + (levelOf(seatNo)?.priceMinor ?? 0), 0);

const holdsSeats = ({ state }: ModelBooking) => state !== 'expired' && state !== 'cancelled';

/** Seats that the booking has now: all while it waits for its money, then those of valid tickets. */
export const seatsOf = (booking: ModelBooking): number[] => {
  if (booking.state === 'pending_payment') return [...booking.seatNos];
  return [...booking.tickets].filter(([, { valid }]) => valid).map(([seatNo]) => seatNo);
};

/** What `GET /performances/:id/seat-status` must show. */
export function statusOf({ seats }: SaleModel, show: number): number[] {
  return (seats[show] ?? []).map((seat) => {
    if (seat === 'free') return seatStatus.available;
    if (seat === 'blocked') return seatStatus.blocked;
    return seat.state === 'pending_payment' ? seatStatus.held : seatStatus.sold;
  });
}

export interface Refusal {
  readonly code: ErrorCode;
  /** Members of the problem document that say more. */
  readonly more?: object;
}

/** Why the choice must be refused, in the order in which the system looks; undefined: it is taken. */
export function refusalOf(
  model: SaleModel,
  { customer, show, choice }: { customer: number; show: number; choice: Choice },
): Refusal | undefined {
  const { seatNos = [], best, expectedTotalMinor } = choice;
  const unknown = seatNos.find((seatNo) => seatNo >= capacity);
  if (unknown !== undefined) return { code: 'seats_invalid', more: { seatNos: [unknown] } };
  const level = levels.find(({ code }) => code === best?.levelCode);
  if (best !== undefined && level === undefined) return { code: 'seats_invalid' };
  const totalMinor = (level?.priceMinor ?? 0) * (best?.quantity ?? 0) + priceOf(seatNos);
  if (expectedTotalMinor !== undefined && expectedTotalMinor !== totalMinor) {
    return { code: 'price_changed', more: { totalMinor } };
  }
  const sections: (string | undefined)[] = [undefined, 'floor', 'pit'];
  if (!sections.includes(best?.sectionId)) return { code: 'seats_invalid' };
  const limit = shows[show]?.ticketsPerCustomerMax ?? 0;
  const has = model.bookings
    .filter((booking) => booking.customer === customer && booking.show === show)
    .reduce((sum, booking) => sum + seatsOf(booking).length, 0);
  if (has + (best?.quantity ?? seatNos.length) > limit) {
    return { code: 'ticket_limit_exceeded', more: { limit } };
  }
  const taken = seatNos.filter((seatNo) => model.seats[show]?.[seatNo] !== 'free');
  if (taken.length > 0) return { code: 'seats_taken', more: { seatNos: taken } };
  if (best === undefined) return undefined;
  const free = freeOfLevel(model, show, best);
  return free.length < best.quantity ? { code: 'not_enough_seats' } : undefined;
}

/** Free seats from which the best are taken. */
export function freeOfLevel(
  { seats }: SaleModel,
  show: number,
  { levelCode, sectionId }: { levelCode: string; sectionId?: string },
): number[] {
  return (seats[show] ?? []).flatMap((seat, seatNo) => {
    const level = levelOf(seatNo);
    const fits = level?.code === levelCode && (sectionId ?? level.section) === level.section;
    return seat === 'free' && fits ? [seatNo] : [];
  });
}

/** Notes who has the seats of the booking now. */
export function place({ seats }: SaleModel, booking: ModelBooking): void {
  const now = new Set(holdsSeats(booking) ? seatsOf(booking) : []);
  for (const seatNo of booking.seatNos) {
    const row = seats[booking.show] ?? [];
    if (now.has(seatNo)) row[seatNo] = booking;
    else if (row[seatNo] === booking) row[seatNo] = 'free';
  }
}

const seoulDay = (at: Date): number => Math.floor((at.getTime() + 9 * 3_600_000) / 86_400_000);

/**
 * What comes back for a ticket cancelled at `now`: everything in the first week of the far performance, four
 * fifths of the near one; the booking fee on the day of booking alone.
 */
export function refundOf({ show, bookedAt }: ModelBooking, seatNo: number, now: Date): number {
  const { priceMinor = 0, bookingFeeMinor = 0 } = levelOf(seatNo) ?? {};
  const keptFee = seoulDay(now) === seoulDay(bookedAt) ? 0 : bookingFeeMinor;
  const fifth = shows[show]?.key === 'near' ? Math.floor(priceMinor / 5) : 0;
  return priceMinor - Math.min(priceMinor, fifth + keptFee);
}
