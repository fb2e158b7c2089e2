import type { EventDetail, Performance } from '@ticketing/contracts';
import { useEffect, useRef, useState } from 'react';
import { api } from '../../api/api.ts';
import { session } from '../../api/connection.ts';
import { newIdempotencyKey } from '../../api/idempotency-key.ts';
import { type ApiProblem, isProblem } from '../../api/problem.ts';
import { navigate } from '../../router/context.ts';
import { go } from '../../router/history.ts';
import { waitingRoomHref } from '../waiting-room/address.ts';
import { admissions, currentAdmission } from '../waiting-room/admission.ts';
import { enterWaitingRoom } from '../waiting-room/enter.ts';
import { bookSeats, type Wanted } from './book-seats.ts';
import { clockSkewMs, pendingBookings } from './pending-booking.ts';

export type BookingStatus =
  | { readonly kind: 'idle' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'not_open'; readonly opensAt: string }
  /** The customer was shown another price; `nowMinor` is told where the refusal names it. */
  | {
      readonly kind: 'price_changed';
      readonly wanted: Wanted;
      readonly shownMinor: number;
      readonly nowMinor: number | undefined;
    };

/** Failures after which the server may have booked all the same, so that the key must be kept. */
const unclear = ['timed_out', 'unreachable', 'unreadable_reply', 'upstream_timeout'] as const;

/** The seats that a refusal names: taken ones, or those without which one is left alone. */
export const seatNosOf = ({ members }: ApiProblem): readonly number[] =>
  Array.isArray(members.seatNos) ? members.seatNos.filter((each) => Number.isInteger(each)) : [];

interface BookingCallbacks {
  /** Seats that went to someone else, by the server's word. */
  readonly onTaken: (seatNos: readonly number[]) => void;
  /** Prices on the screen are old. */
  readonly onPriceChanged: () => void;
}

/** Keeps one key for one intent: a repeat after an unclear failure is the same booking. */
function useIntentKey() {
  const intent = useRef<{ content: string; key: string }>(undefined);
  return {
    keyFor(wanted: Wanted): string {
      const content = JSON.stringify(wanted);
      if (intent.current?.content !== content) {
        intent.current = { content, key: newIdempotencyKey() };
      }
      return intent.current.key;
    },
    settle: () => {
      intent.current = undefined;
    },
  };
}

/** 예매하기: from a press to the checkout, by way of signing in and the waiting room where needed. */
export function useBooking(
  event: EventDetail,
  performance: Performance,
  { onTaken, onPriceChanged }: BookingCallbacks,
) {
  const [status, setStatus] = useState<BookingStatus>({ kind: 'idle' });
  const running = useRef(false);
  const intent = useIntentKey();
  const performanceId = performance.id;

  const toLine = (replace: boolean) => go(waitingRoomHref(performanceId), { replace });

  // A hot sale sends its visitors through the waiting room before they look at seats.
  const guarded = performance.waitingRoom === 'always';
  const leaving = useRef(false);
  useEffect(() => {
    if (!guarded || leaving.current) return;
    if (currentAdmission(performanceId, Date.now()) !== undefined) return;
    // Asked again, the browser would begin to go anew.
    leaving.current = true;
    void toLine(true);
  });

  function fail(error: unknown, wanted: Wanted): void {
    if (!isProblem(error, ...unclear)) intent.settle();
    if (isProblem(error, 'seats_taken')) onTaken(seatNosOf(error));
    if (isProblem(error, 'price_changed')) {
      onPriceChanged();
      const { totalMinor } = error.members;
      setStatus({
        kind: 'price_changed',
        wanted,
        shownMinor: wanted.expectedTotalMinor ?? 0,
        nowMinor: typeof totalMinor === 'number' ? totalMinor : undefined,
      });
      return;
    }
    setStatus({ kind: 'failed', error });
  }

  async function run(wanted: Wanted): Promise<void> {
    const askedAt = Date.now();
    const outcome = await bookSeats(
      {
        isSignedIn: () => session.getState().status !== 'signed_out',
        admissionToken: () => currentAdmission(performanceId, Date.now())?.token,
        forgetAdmission: () => admissions.remove(performanceId),
        enter: () => enterWaitingRoom(performanceId),
        book: api.createBooking,
      },
      performance,
      wanted,
      intent.keyFor(wanted),
    );
    if (outcome.kind === 'sign_in') {
      const seats = new URLSearchParams({ tab: 'seats', performance: performanceId });
      const next = `/events/${event.summary.id}?${seats}`;
      await navigate({ to: '/login', search: { next } });
    } else if (outcome.kind === 'line') await toLine(false);
    else if (outcome.kind === 'not_open') setStatus(outcome);
    else {
      intent.settle();
      const { id: bookingId, expiresAt, createdAt } = outcome.booking;
      if (expiresAt !== undefined) {
        const skewMs = clockSkewMs(createdAt, askedAt, Date.now());
        pendingBookings.write(performanceId, { bookingId, expiresAt, skewMs });
      }
      await navigate({ to: '/checkout/$bookingId', params: { bookingId } });
    }
  }

  async function book(wanted: Wanted): Promise<void> {
    // A second press before the first has rendered must not begin another booking.
    if (running.current) return;
    running.current = true;
    setStatus({ kind: 'busy' });
    try {
      await run(wanted);
      setStatus((now) => (now.kind === 'busy' ? { kind: 'idle' } : now));
    } catch (error) {
      fail(error, wanted);
    } finally {
      running.current = false;
    }
  }
  return {
    status,
    book,
    isRunning: () => running.current,
    reset: () => setStatus({ kind: 'idle' }),
  };
}
