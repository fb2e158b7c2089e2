import { isRecord, storedRecord } from '../waiting-room/session-record.ts';

/** A booking of this tab that waits for payment. */
export interface PendingBooking {
  readonly bookingId: string;
  /** ISO instant of the server's clock. */
  readonly expiresAt: string;
  /** Milliseconds by which the server's clock is ahead of this one. */
  readonly skewMs: number;
}

/** By performance id. */
export const pendingBookings = storedRecord<PendingBooking>(
  'pending-booking:',
  () => sessionStorage,
  (stored) => {
    if (!isRecord(stored)) return undefined;
    const { bookingId, expiresAt, skewMs } = stored;
    if (typeof bookingId !== 'string' || typeof expiresAt !== 'string') return undefined;
    return { bookingId, expiresAt, skewMs: typeof skewMs === 'number' ? skewMs : 0 };
  },
);

/** Below this a difference between the clocks is as likely the network's. */
const skewMsMin = 2_000;

/** How far the server's clock is ahead, from a reply's own time and when it was asked and came. */
export function clockSkewMs(serverTime: string, askedAt: number, repliedAt: number): number {
  const skew = Date.parse(serverTime) - (askedAt + repliedAt) / 2;
  return Math.abs(skew) < skewMsMin ? 0 : Math.round(skew);
}

/** Chosen seats by performance id, so that signing in or the waiting room does not lose them. */
export const keptSelections = storedRecord<readonly number[]>(
  'chosen-seats:',
  () => sessionStorage,
  (stored) =>
    Array.isArray(stored) && stored.every((each) => Number.isInteger(each)) ? stored : undefined,
);
