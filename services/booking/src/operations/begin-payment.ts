import type { BodyOf, beginPayment as endpoint, PayableBooking } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { BookingDependencies } from '../dependencies.ts';
import * as moves from '../domain/booking-moves.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { payGraceSeconds } from '../domain/limits.ts';
import { changeBooking } from './change-booking.ts';
import { endBooking } from './end-booking.ts';
import { problemOfInventory } from './inventory-problems.ts';
import { toPayable } from './read-bookings.ts';

export type BeginPayment = BodyOf<typeof endpoint> & { readonly bookingId: string };

const graceMs = payGraceSeconds * 1000;

/**
 * Payment begins: extends the hold, once for each method, by the whole time to pay (a 3-D Secure begun in
 * the last second has its time) or to `payBy` of a virtual account, and the booking's time with it.
 * Repeatable. Throws booking_expired (over, or its hold is lost), state_conflict (it has tickets, or
 * takes no deposits), invalid_request, inventory_unavailable: try again.
 */
export async function beginPayment(
  dependencies: BookingDependencies,
  command: BeginPayment,
): Promise<PayableBooking> {
  const { store, clock } = dependencies;
  const record = await store.get(command.bookingId);
  const isOther = command.customerId !== undefined && command.customerId !== record?.customerId;
  if (record === undefined || isOther) throw problem('booking_not_found');
  if (isBegun(record, command)) return toPayable(record);
  const untilMs = payUntilMs(dependencies, record, command);
  const expiresAt = await extendHold(dependencies, record, { command, untilMs });
  const begin = (current: BookingRecord) => {
    if (isBegun(current, command)) return undefined;
    const moved = moves.beginPayment(current, { ...command, expiresAt });
    return moved && { record: moved };
  };
  const { record: begun } = await changeBooking(dependencies, record.id, begin, record);
  if (begun.state === 'expired' || clock.now() >= new Date(begun.expiresAt)) {
    throw problem('booking_expired');
  }
  return toPayable(begun);
}

/** Whether nothing is left to do; throws when payment cannot begin any more. */
function isBegun(record: BookingRecord, { method }: BeginPayment): boolean {
  if (record.state === 'expired') throw problem('booking_expired');
  if (record.state !== 'pending_payment') throw problem('state_conflict', 'It is paid already');
  return record.paymentMethod === method || moves.standingOf(record) === 'secured';
}

function payUntilMs(
  { clock, paySeconds }: Pick<BookingDependencies, 'clock' | 'paySeconds'>,
  record: BookingRecord,
  { method, payBy }: BeginPayment,
): number {
  const nowMs = clock.now().getTime();
  if (nowMs >= Date.parse(record.expiresAt)) throw problem('booking_expired');
  if (method === 'card') return nowMs + paySeconds * 1000;
  if (payBy === undefined) throw problem('invalid_request', '`payBy` is missing');
  if (record.depositHours === undefined) {
    throw problem('state_conflict', 'The performance takes no deposits');
  }
  // Clocks of two services differ by seconds, and nobody pays for what has begun.
  const latestMs = nowMs + (record.depositHours * 3600 + payGraceSeconds) * 1000;
  return Math.min(Date.parse(payBy), latestMs, Date.parse(record.performance.startsAt));
}

/** Until when the customer can pay: the extended hold's end less the grace. */
async function extendHold(
  dependencies: BookingDependencies,
  record: BookingRecord,
  { command, untilMs }: { command: BeginPayment; untilMs: number },
): Promise<Date> {
  const reply = await dependencies.inventory.extendHold({
    performanceId: record.performance.id,
    holdId: record.hold.id,
    customerId: record.customerId,
    fence: record.hold.fence,
    expiresAtMs: untilMs + graceMs,
    deferred: command.method === 'virtual_account',
  });
  if (reply.result === 'OK') return new Date(reply.expiresAtMs - graceMs);
  const isLost = reply.result === 'HOLD_NOT_FOUND' || reply.result === 'FENCE_STALE';
  if (!isLost) throw problemOfInventory(reply.result);
  await endBooking(dependencies, record.id, { reason: 'seats_lost', evenWhenSecured: false });
  throw problem('booking_expired', 'The hold is lost');
}
