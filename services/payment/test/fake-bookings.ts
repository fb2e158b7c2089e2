import {
  abandonBooking,
  beginPayment,
  confirmBooking,
  getPayableBooking,
  type PayableBooking,
  secureSeats,
} from '@ticketing/contracts';
import {
  type Clock,
  createHttpService,
  derivedId,
  newId,
  problem,
  registerEndpoints,
  route,
} from '@ticketing/service-kit';
import { listenOnFreePort, quietLogger, testTokens } from '@ticketing/testing';

type Refusal = 'seats_taken' | 'booking_expired' | 'state_conflict' | 'service_unavailable';

/** The booking service as payment sees it: what it was asked, and what it shall answer next. */
export interface FakeBookings {
  readonly url: string;
  readonly all: Map<string, PayableBooking>;
  /** `secure`, `confirm`, `abandon`, `begin card`, ... in their order, of all bookings. */
  readonly asked: string[];
  /** Answers of begin-payment, secure-seats and confirm that are not yes. */
  refuse: Partial<Record<'begin' | 'secure' | 'confirm', Refusal>>;
  /** A booking that waits to be paid; answers its id. */
  add(customerId: string, changes?: Partial<PayableBooking>): string;
  of(bookingId: string): PayableBooking;
  close(): Promise<void>;
}

export const amount = 99_000;
export const holdMs = 480_000;
export const extensionMs = 300_000;

/** Keeps what booking promises: holds are extended once a method, tickets need sold seats, an end is an end. */
export async function startFakeBookings(clock: Pick<Clock, 'now'>): Promise<FakeBookings> {
  const all = new Map<string, PayableBooking>();
  const secured = new Map<string, string>();
  const extended = new Set<string>();
  const of = (bookingId: string): PayableBooking => {
    const known = all.get(bookingId);
    if (known === undefined) throw problem('booking_not_found');
    return known;
  };
  function change(bookingId: string, name: string, next: Partial<PayableBooking>): PayableBooking {
    fake.asked.push(name);
    const changed = { ...of(bookingId), ...next };
    all.set(bookingId, changed);
    return changed;
  }
  const app = createHttpService({
    name: 'booking',
    logger: quietLogger(),
    tokens: testTokens(),
    readiness: {},
  });
  registerEndpoints(app, [
    route(getPayableBooking, async ({ params }) => of(params.bookingId)),
    route(beginPayment, async ({ params: { bookingId }, body: { customerId, method, payBy } }) => {
      const known = of(bookingId);
      if (known.customerId !== customerId) throw problem('booking_not_found');
      if (fake.refuse.begin) throw problem(fake.refuse.begin);
      const { state, expiresAt = '' } = known;
      if (state === 'expired') throw problem('booking_expired');
      if (state !== 'pending_payment') throw problem('state_conflict');
      if (clock.now() >= new Date(expiresAt)) throw problem('booking_expired');
      const name = `${bookingId} ${method}`;
      if (extended.has(name)) return known;
      extended.add(name);
      const later = new Date(Date.parse(expiresAt) + extensionMs).toISOString();
      return change(bookingId, `begin ${method}`, { expiresAt: payBy ?? later });
    }),
    route(secureSeats, async ({ params: { bookingId }, body: { paymentId } }) => {
      if (fake.refuse.secure) throw problem(fake.refuse.secure);
      if (of(bookingId).state === 'expired') throw problem('booking_expired');
      secured.set(bookingId, paymentId);
      return change(bookingId, 'secure', { paymentId });
    }),
    route(confirmBooking, async ({ params: { bookingId }, body: { paymentId } }) => {
      if (fake.refuse.confirm) throw problem(fake.refuse.confirm);
      if (secured.get(bookingId) !== paymentId) throw problem('state_conflict');
      if (of(bookingId).state === 'expired') throw problem('state_conflict');
      return change(bookingId, 'confirm', { state: 'confirmed' });
    }),
    route(abandonBooking, async ({ params: { bookingId } }) => {
      if (of(bookingId).state === 'confirmed') throw problem('state_conflict');
      return change(bookingId, 'abandon', { state: 'expired' });
    }),
  ]);
  const fake: FakeBookings = {
    url: await listenOnFreePort(app),
    all,
    asked: [],
    refuse: {},
    of,
    add(customerId, changes = {}) {
      const bookingId = newId('booking');
      all.set(bookingId, {
        bookingId,
        customerId,
        organizerId: derivedId('organizer', 'test'),
        state: 'pending_payment',
        amountMinor: amount,
        currency: 'KRW',
        description: 'Test show, 1',
        expiresAt: new Date(clock.now().getTime() + holdMs).toISOString(),
        ...changes,
      });
      return bookingId;
    },
    close: () => app.close(),
  };
  return fake;
}
