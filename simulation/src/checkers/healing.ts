import type { BookingWrite } from '../at-rest.ts';
import { unfinished } from '../at-rest.ts';
import type { Checker } from './checker.ts';

/**
 * I10: some time after the last fault, which `at-rest.ts` bounds, everything is at its end; and no booking
 * runs out before its time.
 */
export const checkHealing: Checker = (record) => {
  const faults = endedEarly(record.bookingWrites, 2 * record.world.weather.skewMsMax);
  if (record.isAtRest) return faults;
  const left = unfinished(record);
  return [...faults, ...(left.length > 0 ? left : ['messages wait']).map((what) => `I10 ${what}`)];
};

/**
 * Clocks of inventory, which sets the time, and of booking, which looks at it, may both be wrong. One whose
 * seats are sold ends when its authorisation is taken back.
 */
function endedEarly(writes: readonly BookingWrite[], toleranceMs: number): string[] {
  const ended = new Map<string, BookingWrite>();
  for (const write of writes) {
    const { id, expiredReason, seatsSecuredAt } = write.record;
    if (expiredReason !== 'timeout' || seatsSecuredAt !== undefined) continue;
    if (!ended.has(id)) ended.set(id, write);
  }
  return [...ended.values()]
    .filter(({ atMs, record }) => atMs + toleranceMs < Date.parse(record.expiresAt))
    .map(({ record }) => `I10 ${record.id} ran out before its time`);
}
