import type { BodyOf, Booking, createBooking, Entry, Performance } from '@ticketing/contracts';
import { isProblem } from '../../api/problem.ts';

/** What to hold: chosen seats, or the best of a level. */
export type Wanted = Omit<BodyOf<typeof createBooking>, 'performanceId'>;

export type BookOutcome =
  | { readonly kind: 'booked'; readonly booking: Booking }
  | { readonly kind: 'sign_in' }
  /** Into the waiting room, which comes back by itself. */
  | { readonly kind: 'line' }
  | { readonly kind: 'not_open'; readonly opensAt: string };

export interface BookDependencies {
  readonly isSignedIn: () => boolean;
  /** The admission token that is still good. */
  readonly admissionToken: () => string | undefined;
  readonly forgetAdmission: () => void;
  readonly enter: () => Promise<Entry>;
  readonly book: (request: {
    body: BodyOf<typeof createBooking>;
    idempotencyKey: string;
    admissionToken: string | undefined;
  }) => Promise<Booking>;
}

/**
 * One press of 예매하기: sign in, go through the waiting room's door, hold the seats. Repeating it with
 * the same key makes no second booking.
 * @throws ApiProblem seats_taken, not_enough_seats, ticket_limit_exceeded, sale_closed, ...
 */
export async function bookSeats(
  dependencies: BookDependencies,
  performance: Pick<Performance, 'id' | 'waitingRoom'>,
  wanted: Wanted,
  idempotencyKey: string,
): Promise<BookOutcome> {
  if (!dependencies.isSignedIn()) return { kind: 'sign_in' };
  try {
    if (performance.waitingRoom !== 'off' && dependencies.admissionToken() === undefined) {
      const entry = await dependencies.enter();
      if (entry.state === 'waiting') return { kind: 'line' };
      if (entry.state === 'not_open') return { kind: 'not_open', opensAt: entry.opensAt };
    }
    const booking = await dependencies.book({
      body: { performanceId: performance.id, ...wanted },
      idempotencyKey,
      admissionToken: dependencies.admissionToken(),
    });
    return { kind: 'booked', booking };
  } catch (error) {
    if (isProblem(error, 'unauthenticated', 'refresh_token_invalid', 'refresh_token_reused')) {
      return { kind: 'sign_in' };
    }
    if (!isProblem(error, 'admission_required', 'admission_invalid')) throw error;
    dependencies.forgetAdmission();
    return { kind: 'line' };
  }
}
