import { createHash } from 'node:crypto';
import type {
  BodyOf,
  Booking,
  createBooking as endpoint,
  SaleTerms,
  SeatPlan,
} from '@ticketing/contracts';
import { locateSeat } from '@ticketing/contracts/codecs/seat-plan';
import type { HoldReply } from '@ticketing/inventory-client';
import { derivedId, problem } from '@ticketing/service-kit';
import type { BookingDependencies } from '../dependencies.ts';
import { type BookingRecord, type SeatRecord, sum, toBooking } from '../domain/booking-record.ts';
import { payGraceSeconds } from '../domain/limits.ts';
import { problemOfHold } from './inventory-problems.ts';
import { tellCreated } from './tell.ts';

export type CreateBooking = BodyOf<typeof endpoint> & {
  readonly customerId: string;
  readonly idempotencyKey: string;
};

/**
 * Holds seats, chosen or the best of a level, and locks their prices. The same key answers the same
 * booking. Throws the refusals of the contract; then nothing is held.
 */
export async function createBooking(
  dependencies: BookingDependencies,
  command: CreateBooking,
): Promise<Booking> {
  const earlier = await findEarlier(dependencies, command);
  if (earlier !== undefined) return earlier;
  const { catalogue, store, metrics } = dependencies;
  assertOneWayOfChoosing(command);
  const terms = await catalogue.saleTerms(command.performanceId);
  assertOnSale(terms, dependencies.clock.now());
  const plan = await catalogue.seatPlan(terms);
  const hold = await holdSeats(dependencies, command);
  const record = buildRecord(dependencies, { command, terms, plan, hold });
  if ((await store.create(record, [tellCreated(dependencies, record)])) === 'exists') {
    const other = await findEarlier(dependencies, command);
    if (other !== undefined) return other;
  }
  metrics.bookings.inc({ outcome: 'created' });
  return toBooking(record);
}

const fingerprintOf = ({ performanceId, seatNos, best }: CreateBooking): string =>
  createHash('sha256')
    .update(JSON.stringify([performanceId, seatNos, best]))
    .digest('base64url');

async function findEarlier(
  { store }: Pick<BookingDependencies, 'store'>,
  command: CreateBooking,
): Promise<Booking | undefined> {
  const earlier = await store.findByIdempotencyKey(command.customerId, command.idempotencyKey);
  if (earlier === undefined) return undefined;
  if (earlier.fingerprint !== fingerprintOf(command)) throw problem('idempotency_key_reused');
  return toBooking(earlier);
}

function assertOneWayOfChoosing({ seatNos, best }: CreateBooking): void {
  if ((seatNos === undefined) === (best === undefined)) {
    throw problem('invalid_request', 'Either `seatNos` or `best` must be given', {
      errors: [{ pointer: '#/seatNos', detail: 'either this or `best`' }],
    });
  }
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

async function holdSeats(
  { inventory, paySeconds }: Pick<BookingDependencies, 'inventory' | 'paySeconds'>,
  { customerId, idempotencyKey, performanceId, seatNos, best }: CreateBooking,
): Promise<HoldReply & { holdId: string }> {
  const holdId = derivedId('hold', customerId, idempotencyKey);
  const common = { performanceId, holdId, customerId, holdSeconds: paySeconds + payGraceSeconds };
  const reply = best
    ? await inventory.holdBestAvailable({ ...common, ...best })
    : await inventory.holdSeats({ ...common, seatNos: seatNos ?? [] });
  if (reply.result !== 'OK') throw problemOfHold(reply);
  return { ...reply, holdId };
}

interface Agreed {
  readonly command: CreateBooking;
  readonly terms: SaleTerms;
  readonly plan: SeatPlan;
  readonly hold: HoldReply & { holdId: string };
}

function buildRecord(
  { newId, clock }: Pick<BookingDependencies, 'newId' | 'clock'>,
  { command, terms, plan, hold }: Agreed,
): BookingRecord {
  const seats = hold.seatNos.map((seatNo) => priceSeat(plan, seatNo));
  return {
    id: newId('booking'),
    version: 1,
    state: 'pending_payment',
    customerId: command.customerId,
    organizerId: terms.organizerId,
    idempotencyKey: command.idempotencyKey,
    fingerprint: fingerprintOf(command),
    event: {
      id: terms.eventId,
      title: terms.title,
      category: terms.category,
      posterSeed: terms.posterSeed,
    },
    performance: {
      id: terms.performanceId,
      startsAt: terms.startsAt,
      timeZone: terms.timeZone,
      venueName: terms.venueName,
    },
    cancellationPolicy: terms.cancellationPolicy,
    seats,
    totalMinor: sum(seats.map((seat) => seat.priceMinor)),
    currency: terms.currency,
    hold: { id: hold.holdId, fence: hold.fence },
    createdAt: clock.now().toISOString(),
    expiresAt: new Date(hold.expiresAtMs - payGraceSeconds * 1000).toISOString(),
    cancellations: [],
  };
}

/** The seat as people read it, with its price of this moment. */
function priceSeat(plan: SeatPlan, seatNo: number): SeatRecord {
  const place = locateSeat(plan, seatNo);
  const level = place && plan.priceLevels[place.level];
  if (place === undefined || level === undefined) throw problem('seats_invalid');
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
