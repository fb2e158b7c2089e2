import type { SaleTerms, SeatPlan } from '@ticketing/contracts';
import { locateSeat } from '@ticketing/contracts/codecs/seat-plan';
import { problem } from '@ticketing/service-kit';
import type { BookingDependencies } from '../dependencies.ts';
import { type SeatRecord, sum } from '../domain/booking-record.ts';
import type { CreateBooking } from './create-booking.ts';

/**
 * What is sold: the terms say at which prices, the plan which seats are of which level, and that never
 * changes. Right after a change of prices the plan may still be the older one.
 */
export interface Offer {
  readonly terms: SaleTerms;
  readonly plan: SeatPlan;
}

/** The most that `totalMinor` of the contract can say. */
const totalMinorMax = 1_000_000_000;

/**
 * The offer at the price that the customer was shown: terms may be some seconds old, so another price is
 * looked up anew before it is refused. Throws the refusals of a sale that is not open, seats_invalid,
 * price_changed with the total of now.
 */
export async function readOffer(
  dependencies: Pick<BookingDependencies, 'catalogue' | 'clock'>,
  command: CreateBooking,
): Promise<Offer> {
  const offer = await readOnce(dependencies, command, { anew: false });
  const total = totalBeforeHold(offer, command);
  const { expectedTotalMinor = total } = command;
  if (total === undefined || total === expectedTotalMinor) return offer;
  const latest = await readOnce(dependencies, command, { anew: true });
  const totalNow = totalBeforeHold(latest, command);
  if (totalNow !== undefined) assertShownPrice(command, totalNow);
  return latest;
}

async function readOnce(
  { catalogue, clock }: Pick<BookingDependencies, 'catalogue' | 'clock'>,
  { performanceId }: CreateBooking,
  options: { readonly anew: boolean },
): Promise<Offer> {
  const terms = await catalogue.saleTerms(performanceId, options);
  assertOnSale(terms, clock.now());
  const plan = await catalogue.seatPlan(terms);
  if (plan.currency !== terms.currency) {
    throw problem('service_unavailable', 'The prices are being changed; try again');
  }
  return { terms, plan };
}

function assertOnSale(terms: SaleTerms, now: Date): void {
  if (terms.status === 'cancelled') throw problem('performance_cancelled');
  if (now < new Date(terms.saleOpensAt)) {
    throw problem('sale_not_open', undefined, { opensAt: terms.saleOpensAt });
  }
  if (terms.status === 'postponed' || now >= new Date(terms.saleClosesAt)) {
    throw problem('sale_closed');
  }
}

/** What the choice costs; undefined for a level that there is not, which inventory refuses. */
function totalBeforeHold(offer: Offer, { seatNos, best }: CreateBooking): number | undefined {
  if (best === undefined) return totalOf((seatNos ?? []).map((seatNo) => priceSeat(offer, seatNo)));
  const level = levelOf(offer, best.levelCode);
  return level && totalOf(Array.from({ length: best.quantity }, () => level));
}

/** Throws seats_invalid when it is more than an amount can be. */
export function totalOf(seats: readonly { readonly priceMinor: number }[]): number {
  const total = sum(seats.map(({ priceMinor }) => priceMinor));
  if (total > totalMinorMax) throw problem('seats_invalid', 'Too much for one booking');
  return total;
}

/** Throws price_changed, with the price of now, unless the customer was shown it or none. */
export function assertShownPrice({ expectedTotalMinor }: CreateBooking, totalMinor: number): void {
  if (expectedTotalMinor === undefined || expectedTotalMinor === totalMinor) return;
  throw problem('price_changed', undefined, { totalMinor });
}

const levelOf = ({ terms }: Offer, wanted: string | undefined) =>
  terms.priceLevels.find(({ code }) => code === wanted);

/** The seat as people read it, at the price of the terms. Throws seats_invalid. */
export function priceSeat(offer: Offer, seatNo: number): SeatRecord {
  const { plan } = offer;
  const place = locateSeat(plan, seatNo);
  const level = place && levelOf(offer, plan.priceLevels[place.level]?.code);
  if (place === undefined || level === undefined) {
    throw problem('seats_invalid', undefined, { seatNos: [seatNo] });
  }
  const { section, row, number } = place;
  return {
    seatNo,
    section: section.name,
    ...(section.floor !== undefined && { floor: section.floor }),
    ...(row !== undefined && { row: row.label }),
    number: String(number),
    level: { code: level.code, name: level.name },
    priceMinor: level.priceMinor,
    bookingFeeMinor: level.bookingFeeMinor,
  };
}
