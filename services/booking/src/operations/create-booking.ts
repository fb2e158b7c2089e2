import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { BodyOf, Booking, createBooking as endpoint } from '@ticketing/contracts';
import type { HoldReply } from '@ticketing/inventory-client';
import { derivedId, problem, withTraceContext } from '@ticketing/service-kit';
import type { BookingDependencies } from '../dependencies.ts';
import { type BookingRecord, toBooking } from '../domain/booking-record.ts';
import { payGraceSeconds, releaseWaitMs } from '../domain/limits.ts';
import { problemOfHold } from './inventory-problems.ts';
import { assertShownPrice, type Offer, priceSeat, readOffer, totalOf } from './read-offer.ts';
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
  const { store, metrics } = dependencies;
  assertOneWayOfChoosing(command);
  const offer = await readOffer(dependencies, command);
  const hold = await holdSeats(dependencies, command);
  const giveUp = () => releaseHold(dependencies, command, hold);
  const record = await orElse(giveUp, () => buildRecord(dependencies, { command, hold, ...offer }));
  const created = await orElse(giveUp, () =>
    store.create(record, [tellCreated(dependencies, record)]),
  );
  if (created === 'exists') {
    const other = await findEarlier(dependencies, command);
    if (other === undefined) throw problem('service_unavailable', 'The booking changed; try again');
    return other;
  }
  metrics.bookings.inc({ outcome: 'created' });
  return toBooking(record);
}

const fingerprintOf = ({ performanceId, seatNos, best, accessible }: CreateBooking): string =>
  createHash('sha256')
    .update(JSON.stringify([performanceId, seatNos, best, ...(accessible ? [accessible] : [])]))
    .digest('base64url');

async function findEarlier(
  { store }: Pick<BookingDependencies, 'store'>,
  command: CreateBooking,
): Promise<Booking | undefined> {
  const earlier = await store.findByIdempotencyKey(command.customerId, command.idempotencyKey);
  if (earlier === undefined) return undefined;
  const { expectedTotalMinor = earlier.totalMinor } = command;
  const isSame = earlier.totalMinor === expectedTotalMinor;
  if (!isSame || earlier.fingerprint !== fingerprintOf(command)) {
    throw problem('idempotency_key_reused');
  }
  return toBooking(earlier);
}

function assertOneWayOfChoosing({ seatNos, best }: CreateBooking): void {
  if ((seatNos === undefined) === (best === undefined)) {
    throw problem('invalid_request', 'Either `seatNos` or `best` must be given', {
      errors: [{ pointer: '#/seatNos', detail: 'either this or `best`' }],
    });
  }
}

type Held = HoldReply & { readonly holdId: string };

/** A key whose hold was given up, because the booking could not be saved, holds so often in all. */
const holdsPerKeyMax = 3;

async function holdSeats(
  { inventory, paySeconds }: Pick<BookingDependencies, 'inventory' | 'paySeconds'>,
  { customerId, idempotencyKey, performanceId, ...choice }: CreateBooking,
): Promise<Held> {
  const { seatNos = [], best, accessible = false } = choice;
  for (let attempt = 1; ; attempt += 1) {
    const again = attempt === 1 ? [] : [attempt];
    const holdId = derivedId('hold', customerId, idempotencyKey, ...again);
    const holdSeconds = paySeconds + payGraceSeconds;
    const common = { performanceId, holdId, customerId, holdSeconds, accessible };
    const reply = best
      ? await inventory.holdBestAvailable({ ...common, ...best })
      : await inventory.holdSeats({ ...common, seatNos });
    if (reply.result === 'OK') return { ...reply, holdId };
    const wasGivenUp = reply.result === 'HOLD_NOT_FOUND' && attempt < holdsPerKeyMax;
    if (!wasGivenUp) throw problemOfHold(reply);
  }
}

/** Does `step`; when that fails, undoes what came before, and fails still. */
async function orElse<Result>(
  undo: () => Promise<void>,
  step: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await step();
  } catch (error) {
    await undo();
    throw error;
  }
}

/**
 * A booking that could not be saved must not keep seats from others until its hold runs out. Should it
 * have been saved after all, its payment takes the seats again or is given back. Never rejects, and
 * waits a second at most: the hold ends by itself too.
 */
async function releaseHold(
  { inventory }: Pick<BookingDependencies, 'inventory'>,
  { performanceId, customerId }: CreateBooking,
  { holdId }: Held,
): Promise<void> {
  const stopped = new AbortController();
  await Promise.race([
    inventory.releaseHold({ performanceId, customerId, holdId }),
    delay(releaseWaitMs, undefined, { signal: stopped.signal }).catch(() => undefined),
  ]);
  stopped.abort();
}

interface Agreed extends Offer {
  readonly command: CreateBooking;
  readonly hold: Held;
}

function buildRecord(
  { newId, clock }: Pick<BookingDependencies, 'newId' | 'clock'>,
  { command, hold, ...offer }: Agreed,
): BookingRecord {
  const { terms } = offer;
  const seats = hold.seatNos.map((seatNo) => priceSeat(offer, seatNo));
  const totalMinor = totalOf(seats);
  assertShownPrice(command, totalMinor);
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
    totalMinor,
    currency: terms.currency,
    hold: { id: hold.holdId, fence: hold.fence },
    ...(terms.depositHours !== undefined && { depositHours: terms.depositHours }),
    ...(terms.fullRefundUntil !== undefined && { fullRefundUntil: terms.fullRefundUntil }),
    termsRevision: terms.revision,
    createdAt: clock.now().toISOString(),
    expiresAt: new Date(hold.expiresAtMs - payGraceSeconds * 1000).toISOString(),
    cancellations: [],
    ...withTraceContext({}),
  };
}
