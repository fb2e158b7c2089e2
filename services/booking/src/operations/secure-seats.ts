import type { PayableBooking } from '@ticketing/contracts';
import { type ApiError, derivedId, problem } from '@ticketing/service-kit';
import type { BookingDependencies } from '../dependencies.ts';
import * as moves from '../domain/booking-moves.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { payGraceSeconds } from '../domain/limits.ts';
import { changeBooking } from './change-booking.ts';
import { endBooking, giveSeatsBack } from './end-booking.ts';
import { problemOfInventory } from './inventory-problems.ts';
import { toPayable } from './read-bookings.ts';

/**
 * The money is authorised: sells the held seats to the booking for good. When the hold was lost meanwhile,
 * the same seats are tried once more. Repeatable. Throws booking_expired or seats_taken: the
 * authorisation must be voided; inventory_unavailable: try again.
 */
export async function secureSeats(
  dependencies: BookingDependencies,
  { bookingId, paymentId }: { bookingId: string; paymentId: string },
): Promise<PayableBooking> {
  const record = await dependencies.store.get(bookingId);
  if (record === undefined) throw problem('booking_not_found');
  const settled = await settledAnswer(dependencies, record, paymentId);
  if (settled !== undefined) return settled;
  const hold = await sellSeats(dependencies, record);
  const secure = (current: BookingRecord) => {
    const moved = moves.secureSeats(current, { paymentId, hold, at: dependencies.clock.now() });
    return moved && { record: moved };
  };
  const { record: secured } = await changeBooking(dependencies, bookingId, secure, record);
  const answer = await settledAnswer(dependencies, secured, paymentId);
  if (answer !== undefined) return answer;
  throw new Error(`booking ${bookingId} is neither secured nor settled`);
}

/** The answer of a booking that this step has behind it; undefined when the seats are still only held. */
async function settledAnswer(
  dependencies: BookingDependencies,
  record: BookingRecord,
  paymentId: string,
): Promise<PayableBooking | undefined> {
  if (record.state === 'expired') throw await refuseEnded(dependencies, record);
  if (record.seatsSecuredAt === undefined) return undefined;
  if (record.paymentId !== paymentId) throw problem('state_conflict', 'Another payment was first');
  return toPayable(record);
}

/**
 * The booking ended while its seats were being sold: here, or in a call that died. Its end may have come
 * before the sale, so they are given back once more, and whoever asks asks again until that was heard.
 */
async function refuseEnded(
  dependencies: BookingDependencies,
  record: BookingRecord,
): Promise<ApiError> {
  const holdIds = [record.hold.id, secondHoldId(record)];
  const heard = await giveSeatsBack(dependencies, record, holdIds);
  return problem(heard ? 'booking_expired' : 'inventory_unavailable');
}

const secondHoldId = ({ id }: BookingRecord): string => derivedId('hold', id, 'again');

/** Confirms the hold, or takes the same seats anew and confirms that. */
async function sellSeats(
  dependencies: BookingDependencies,
  record: BookingRecord,
): Promise<BookingRecord['hold']> {
  const confirmed = await confirmHold(dependencies, record, record.hold);
  if (confirmed === 'OK') return record.hold;
  if (confirmed !== 'HOLD_NOT_FOUND' && confirmed !== 'FENCE_STALE') {
    throw problemOfInventory(confirmed);
  }
  await extendTime(dependencies, record.id);
  const hold = await holdAgain(dependencies, record);
  const sold = hold && (await confirmHold(dependencies, record, hold));
  if (hold !== undefined && sold === 'OK') return hold;
  if (sold === 'UNAVAILABLE') throw problemOfInventory(sold);
  await endBooking(dependencies, record.id, { reason: 'seats_lost', evenWhenSecured: false });
  throw problem('seats_taken', 'The hold ended and the seats went to someone else');
}

/**
 * Before seats are taken anew the booking must not run out under our hands: whoever writes first, expiry
 * or this, decides.
 */
async function extendTime(dependencies: BookingDependencies, bookingId: string): Promise<void> {
  await changeBooking(dependencies, bookingId, (current) => {
    if (current.state === 'expired') throw problem('booking_expired');
    const expiresAt = new Date(dependencies.clock.now().getTime() + payGraceSeconds * 1000);
    return { record: { ...current, expiresAt: expiresAt.toISOString() } };
  });
}

/** Undefined when the seats are somebody else's now. */
async function holdAgain(
  { inventory }: Pick<BookingDependencies, 'inventory'>,
  record: BookingRecord,
): Promise<BookingRecord['hold'] | undefined> {
  const holdId = secondHoldId(record);
  const again = await inventory.holdSeats({
    performanceId: record.performance.id,
    holdId,
    customerId: record.customerId,
    seatNos: record.seats.map((seat) => seat.seatNo),
    holdSeconds: payGraceSeconds,
  });
  if (again.result === 'UNAVAILABLE') throw problemOfInventory(again.result);
  return again.result === 'OK' ? { id: holdId, fence: again.fence } : undefined;
}

async function confirmHold(
  { inventory }: Pick<BookingDependencies, 'inventory'>,
  record: BookingRecord,
  hold: BookingRecord['hold'],
) {
  const { result } = await inventory.confirmHold({
    performanceId: record.performance.id,
    holdId: hold.id,
    customerId: record.customerId,
    fence: hold.fence,
    bookingId: record.id,
  });
  return result;
}
