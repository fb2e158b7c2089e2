import { describe, expect, test } from 'vitest';
import { farAway, recordOf, withTickets } from '../../test/booking-records.ts';
import * as moves from './booking-moves.ts';
import { type BookingRecord, toBooking } from './booking-record.ts';

const at = new Date('2026-07-03T11:00:00Z');

function cancelled(count: number, seatsReturned: boolean): BookingRecord {
  const record = withTickets(recordOf());
  const ticketIds = record.seats.slice(0, count).map(({ ticket }) => ticket?.id ?? '');
  const result = moves.cancel(record, {
    id: 'cxl_1',
    idempotencyKey: 'key',
    ticketIds,
    seatNos: [],
    feeMinor: 0,
    refundMinor: 0,
    reason: 'customer',
    at: farAway,
  });
  if (result === undefined) throw new Error('not cancelled');
  const cancellations = result.cancellations.map((one) => ({ ...one, seatsReturned }));
  return { ...result, cancellations };
}

/** A booking in each standing. */
const examples: Record<moves.Standing, BookingRecord> = {
  held: recordOf(),
  left: recordOf({ leaveAt: farAway }),
  paying: recordOf({ paymentMethod: 'card' }),
  awaiting_deposit: recordOf({ paymentMethod: 'virtual_account' }),
  secured: recordOf({ paymentMethod: 'card', seatsSecuredAt: farAway }),
  ended_seats_out: recordOf({ state: 'expired', seatsReleased: false }),
  ended: recordOf({ state: 'expired', seatsReleased: true }),
  confirmed: withTickets(recordOf()),
  partly_cancelled_seats_out: cancelled(1, false),
  partly_cancelled: cancelled(1, true),
  cancelled_seats_out: cancelled(2, false),
  cancelled: cancelled(2, true),
};

const byCard = { paymentId: 'p', method: 'card', expiresAt: at } as const;
const make: Record<moves.Move, (record: BookingRecord) => BookingRecord | undefined> = {
  beginPayment: (record) => moves.beginPayment(record, byCard),
  leave: (record) => moves.leave(record, at),
  stay: moves.stay,
  secureSeats: (record) => moves.secureSeats(record, { paymentId: 'p', hold: record.hold, at }),
  confirm: (record) =>
    moves.confirm(record, { tickets: record.seats.map(() => ({ id: 't', shortId: 's' })), at }),
  expire: (record) => moves.expire(record, 'timeout', { evenWhenSecured: false }),
  abandon: (record) => moves.expire(record, 'payment_failed', { evenWhenSecured: true }),
  noteSeatsReleased: moves.noteSeatsReleased,
  cancel: (record) =>
    moves.cancel(record, {
      id: 'cxl_2',
      idempotencyKey: 'other',
      ticketIds: record.seats.flatMap(({ ticket }) => (ticket?.state === 'valid' ? ticket.id : [])),
      seatNos: [],
      feeMinor: 0,
      refundMinor: 0,
      reason: 'customer',
      at: farAway,
    }),
  noteSeatsReturned: (record) => moves.noteSeatsReturned(record, 'cxl_1'),
  reschedule: (record) => moves.reschedule(record, { revision: 1, startsAt: farAway }),
};

/** Written out by hand, once more than the table itself: where each allowed move leads. */
const leadsTo: Record<moves.Standing, Partial<Record<moves.Move, moves.Standing>>> = {
  held: {
    beginPayment: 'paying',
    leave: 'left',
    secureSeats: 'secured',
    expire: 'ended_seats_out',
    abandon: 'ended_seats_out',
    reschedule: 'held',
  },
  left: {
    beginPayment: 'paying',
    leave: 'left',
    stay: 'held',
    secureSeats: 'secured',
    expire: 'ended_seats_out',
    abandon: 'ended_seats_out',
    reschedule: 'left',
  },
  paying: {
    beginPayment: 'paying',
    secureSeats: 'secured',
    expire: 'ended_seats_out',
    abandon: 'ended_seats_out',
    reschedule: 'paying',
  },
  awaiting_deposit: {
    beginPayment: 'paying',
    secureSeats: 'secured',
    expire: 'ended_seats_out',
    abandon: 'ended_seats_out',
    reschedule: 'awaiting_deposit',
  },
  secured: { confirm: 'confirmed', abandon: 'ended_seats_out', reschedule: 'secured' },
  ended_seats_out: { noteSeatsReleased: 'ended' },
  ended: {},
  confirmed: { cancel: 'cancelled_seats_out', reschedule: 'confirmed' },
  partly_cancelled_seats_out: {
    cancel: 'cancelled_seats_out',
    noteSeatsReturned: 'partly_cancelled',
    reschedule: 'partly_cancelled_seats_out',
  },
  partly_cancelled: { cancel: 'cancelled_seats_out', reschedule: 'partly_cancelled' },
  cancelled_seats_out: { noteSeatsReturned: 'cancelled' },
  cancelled: {},
};

describe.each(moves.standings)('a booking that is %s', (standing) => {
  test('stands there', () => {
    expect(moves.standingOf(examples[standing])).toBe(standing);
  });
  test.each(Object.keys(moves.allowedFrom) as moves.Move[])('may or may not %s', (move) => {
    const expected = leadsTo[standing][move];
    const moved = make[move](examples[standing]);
    expect(moved && moves.standingOf(moved)).toBe(expected);
    expect(moves.mayMove(examples[standing], move)).toBe(expected !== undefined);
  });
});

test('time to pay is only ever added, and whoever pays is not thought to have left', () => {
  const begun = moves.beginPayment(examples.left, byCard);
  expect(begun).toMatchObject({ expiresAt: farAway });
  expect(begun).not.toHaveProperty('leaveAt');
  const short = recordOf({ expiresAt: '2026-07-03T10:00:00.000Z' });
  expect(moves.beginPayment(short, byCard)?.expiresAt).toBe(at.toISOString());
});

test('whoever must transfer can ask the payment where to, until another way to pay is chosen', () => {
  const awaited = moves.beginPayment(recordOf(), { ...byCard, method: 'virtual_account' });
  expect(awaited && toBooking(awaited)).toMatchObject({ paymentId: 'p' });
  const byCardAfterAll = awaited && moves.beginPayment(awaited, byCard);
  expect(byCardAfterAll && toBooking(byCardAfterAll)).not.toHaveProperty('paymentId');
});

test('of two postponements the later one counts, whoever is slow', () => {
  const booked = recordOf({ termsRevision: 2 });
  const later = { revision: 4, startsAt: '2099-03-01T00:00:00.000Z', fullRefundUntil: farAway };
  const moved = moves.reschedule(booked, later);
  expect(moved).toMatchObject({
    performance: { startsAt: later.startsAt },
    fullRefundUntil: farAway,
    termsRevision: 4,
  });
  const slow = { revision: 3, startsAt: '2099-02-01T00:00:00.000Z' };
  expect(moved && moves.reschedule(moved, slow)).toBeUndefined();
  expect(moves.reschedule(booked, slow)).toMatchObject({ termsRevision: 3 });
  // One that was made before revisions were kept is moved by any.
  expect(moves.reschedule(recordOf(), slow)?.performance.startsAt).toBe(slow.startsAt);
});
