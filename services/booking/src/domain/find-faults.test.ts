import type { PaymentFacts } from '@ticketing/contracts';
import { describe, expect, test } from 'vitest';
import { recordOf, withTickets } from '../../test/booking-records.ts';
import {
  cancel,
  expire,
  noteSeatsReleased,
  noteSeatsReturned,
  secureSeats,
} from './booking-moves.ts';
import type { BookingRecord, CancellationRecord } from './booking-record.ts';
import { findMoneyFaults } from './find-money-faults.ts';
import { findRepeatFaults } from './find-repeat-faults.ts';
import { findSeatFaults, type SoldSeat } from './find-seat-faults.ts';
import { faultLine } from './sale-fault.ts';

const at = new Date('2026-07-01T10:00:00.000Z');
const paymentId = 'pay_1';

const paymentOf = (booking: BookingRecord, changes: Partial<PaymentFacts> = {}): PaymentFacts => ({
  bookingId: booking.id,
  paymentId,
  state: 'captured',
  amountMinor: booking.totalMinor,
  refundAskedMinor: 0,
  refundedMinor: 0,
  updatedAt: at.toISOString(),
  ...changes,
});

const moved = (record: BookingRecord | undefined): BookingRecord => {
  if (record === undefined) throw new Error('the move is not allowed');
  return record;
};

const held = recordOf();
const secured = moved(secureSeats(held, { paymentId, hold: held.hold, at }));
const confirmed = withTickets(secured);
const confirmedTwo = withTickets(
  moved(secureSeats(recordOf(), { paymentId, hold: held.hold, at })),
);

function cancelled(
  record: BookingRecord,
  seats: number,
  changes: Partial<CancellationRecord> = {},
): BookingRecord {
  const chosen = record.seats.filter(({ ticket }) => ticket?.state === 'valid').slice(0, seats);
  return moved(
    cancel(record, {
      id: `cxl_${record.cancellations.length}`,
      idempotencyKey: `key-${record.cancellations.length}`,
      ticketIds: chosen.flatMap(({ ticket }) => ticket?.id ?? []),
      seatNos: chosen.map(({ seatNo }) => seatNo),
      feeMinor: 0,
      refundMinor: 99_000 * chosen.length,
      reason: 'customer',
      at: at.toISOString(),
      ...changes,
    }),
  );
}

const soldTo = (booking: BookingRecord, seatNos = booking.seats.map(({ seatNo }) => seatNo)) =>
  seatNos.map(
    (seatNo): SoldSeat => ({
      seatNo,
      bookingId: booking.id,
      customerId: booking.customerId,
    }),
  );

const seatsOf = (
  booking: BookingRecord,
  { sold = soldTo(booking), others = [] as BookingRecord[], limit = 4, atRest = false } = {},
) =>
  findSeatFaults(
    {
      performanceId: booking.performance.id,
      bookings: [booking, ...others],
      sold,
      customerSeatsMax: limit,
    },
    { atRest },
  ).map(faultLine);

const moneyOf = (booking: BookingRecord | undefined, payments: PaymentFacts[]) =>
  findMoneyFaults(booking, payments).map(faultLine);

describe('money', () => {
  const full = { refundAskedMinor: confirmed.totalMinor };
  const free = cancelled(confirmed, 2, { refundMinor: 0, feeMinor: confirmed.totalMinor });
  const half = cancelled(confirmed, 1);
  const ended = moved(expire(secured, 'seats_lost', { evenWhenSecured: true }));

  test.each<[string, BookingRecord | undefined, PaymentFacts[]]>([
    ['held seats without a payment', held, []],
    ['a payment that waits', held, [paymentOf(held, { state: 'created' })]],
    ['a deposit that is awaited', held, [paymentOf(held, { state: 'awaiting_deposit' })]],
    [
      'secured seats whose money is authorised',
      secured,
      [paymentOf(held, { state: 'authorised' })],
    ],
    ['tickets for captured money', confirmed, [paymentOf(confirmed)]],
    [
      'tickets after an attempt that was voided',
      confirmed,
      [paymentOf(confirmed, { state: 'voided', paymentId: 'pay_0' }), paymentOf(confirmed)],
    ],
    [
      'one ticket cancelled, its price on its way',
      half,
      [paymentOf(half, { refundAskedMinor: 99_000 })],
    ],
    [
      'both cancelled, one after the other, and back',
      cancelled(half, 1),
      [paymentOf(half, { refundAskedMinor: 198_000, refundedMinor: 198_000 })],
    ],
    ['a cancellation that gives nothing back', free, [paymentOf(free)]],
    ['captured money that was too late, and goes back', ended, [paymentOf(ended, full)]],
    ['the same of a booking that is forgotten', undefined, [paymentOf(confirmed, full)]],
    ['a booking that ended, its payment void', ended, [paymentOf(ended, { state: 'voided' })]],
  ])('%s: nothing is wrong', (_, booking, payments) => {
    expect(moneyOf(booking, payments)).toEqual([]);
  });

  const { id, totalMinor } = confirmed;
  test.each<[string, BookingRecord | undefined, PaymentFacts[], string]>([
    [
      'tickets without any payment',
      confirmed,
      [],
      `I4 ${id}: has tickets, and no captured payment of its ${totalMinor}`,
    ],
    [
      'tickets for money that is only authorised',
      confirmed,
      [paymentOf(confirmed, { state: 'authorised' })],
      `I4 ${id}: has tickets, and no captured payment of its ${totalMinor}`,
    ],
    [
      'tickets for another amount',
      confirmed,
      [paymentOf(confirmed, { amountMinor: 5 })],
      `I4 ${id}: has tickets, and no captured payment of its ${totalMinor}`,
    ],
    [
      'captured money without a booking',
      undefined,
      [paymentOf(confirmed)],
      `I3 ${paymentId}: ${paymentId} took ${totalMinor} without a booking, and 0 goes back`,
    ],
    [
      'captured money of a booking that ended',
      ended,
      [paymentOf(ended, { refundAskedMinor: 1 })],
      `I3 ${id}: ${paymentId} took ${totalMinor} without tickets for it, and 1 goes back`,
    ],
    [
      'the money of a booking that ended with its tickets',
      { ...confirmed, state: 'expired' },
      [paymentOf(confirmed)],
      `I3 ${id}: ${paymentId} took ${totalMinor} without tickets for it, and 0 goes back`,
    ],
    [
      'captured money that waits for tickets',
      secured,
      [paymentOf(secured)],
      `I3 ${id}: ${paymentId} took ${totalMinor} without tickets for it, and 0 goes back`,
    ],
    [
      'tickets and all of the money back',
      confirmed,
      [paymentOf(confirmed, full)],
      `I3 ${id}: ${paymentId} took ${totalMinor}, its cancellations owe 0, and ${totalMinor} goes back`,
    ],
    [
      'a cancellation whose refund nobody asked for',
      half,
      [paymentOf(half)],
      `I3 ${id}: ${paymentId} took ${totalMinor}, its cancellations owe 99000, and 0 goes back`,
    ],
    [
      'more asked back than was taken',
      confirmed,
      [paymentOf(confirmed, { refundAskedMinor: totalMinor + 1 })],
      `I3 ${id}: ${paymentId} took ${totalMinor}, and gives ${totalMinor + 1} back`,
    ],
    [
      'more given back than was taken',
      confirmed,
      [paymentOf(confirmed, { refundedMinor: totalMinor + 1 })],
      `I3 ${id}: ${paymentId} took ${totalMinor}, and gives ${totalMinor + 1} back`,
    ],
    [
      'two payments of one booking',
      confirmed,
      [paymentOf(confirmed), paymentOf(confirmed, { paymentId: 'pay_2', ...full })],
      `I7 ${id}: has 2 payments: ${paymentId}, pay_2`,
    ],
  ])('%s is found', (_, booking, payments, fault) => {
    expect(moneyOf(booking, payments)).toEqual([fault]);
  });

  test('money that was taken twice is found in both ways', () => {
    const twice = [paymentOf(confirmed), paymentOf(confirmed, { paymentId: 'pay_2' })];
    expect(moneyOf(confirmed, twice)).toEqual([
      `I3 ${id}: pay_2 took ${totalMinor} without tickets for it, and 0 goes back`,
      `I7 ${id}: has 2 payments: ${paymentId}, pay_2`,
    ]);
  });
});

describe('seats', () => {
  const ending = moved(expire(secured, 'timeout', { evenWhenSecured: true }));
  const ended = moved(noteSeatsReleased(ending));
  const half = cancelled(confirmed, 1);
  const halfBack = moved(noteSeatsReturned(half, 'cxl_0'));
  const prf = confirmed.performance.id;
  const { id, customerId } = confirmed;

  test.each<[string, BookingRecord, SoldSeat[]]>([
    ['held seats', held, []],
    ['seats sold a moment before the booking knows', held, soldTo(held)],
    ['secured seats', secured, soldTo(secured)],
    ['tickets', confirmed, soldTo(confirmed)],
    ['an ended booking that gives its seats back', ending, soldTo(ending)],
    ['an ended booking that has given them back', ended, []],
    ['a cancelled ticket whose seat is on its way', half, soldTo(half)],
    ['a cancelled ticket whose seat is back', halfBack, soldTo(half, [2])],
  ])('%s: nothing is wrong', (_, booking, sold) => {
    expect(seatsOf(booking, { sold })).toEqual([]);
  });

  test.each<[string, BookingRecord, string]>([
    ['a booking that waits for its payment', held, 'it was never paid'],
    ['a booking that has ended', ending, 'it has ended'],
  ])('at rest no seat is sold to %s', (_, booking, why) => {
    expect(seatsOf(booking, { atRest: true })).toContain(
      `I1 ${booking.id}: seat 1 of ${prf} is sold to it, and ${why}`,
    );
  });

  test('at rest a cancelled ticket has given its seat back', () => {
    expect(seatsOf(half, { atRest: true })).toEqual([
      `I1 ${id}: seat 1 of ${prf} is sold to it, and its ticket is cancelled`,
    ]);
    expect(seatsOf(halfBack, { atRest: true, sold: soldTo(half, [2]) })).toEqual([]);
  });

  const stranger = { ...confirmedTwo, performance: confirmed.performance };
  const lone = { ...stranger, seats: stranger.seats.slice(0, 1) };
  test.each<[string, BookingRecord, Parameters<typeof seatsOf>[1], string[]]>([
    [
      'a ticket whose seat nobody owns',
      confirmed,
      { sold: soldTo(confirmed, [2]) },
      [`I1 ${id}: has seat 1, which inventory sold to nobody`],
    ],
    [
      'a secured seat that is not sold',
      secured,
      { sold: soldTo(secured, [1]) },
      [`I1 ${id}: has seat 2, which inventory sold to nobody`],
    ],
    [
      'one seat in two bookings',
      confirmed,
      { others: [lone] },
      [
        `I1 ${lone.id}: has seat 1, which inventory sold to ${id}`,
        `I1 ${id}: seat 1 belongs to ${id}, ${lone.id}`,
        `I1 ${lone.id}: seat 1 belongs to ${id}, ${lone.id}`,
      ],
    ],
    [
      'a sold seat without a booking',
      confirmed,
      { sold: [...soldTo(confirmed), { seatNo: 9, bookingId: 'bkg_x', customerId }] },
      [`I1 bkg_x: seat 9 of ${prf} is sold to it, and there is no such booking`],
    ],
    [
      'a sold seat that its booking does not have',
      confirmed,
      { sold: soldTo(confirmed, [1, 2, 3]) },
      [`I1 ${id}: seat 3 of ${prf} is sold to it, and it has no such seat`],
    ],
    [
      'a seat sold to a booking of another performance',
      confirmed,
      {
        sold: [
          ...soldTo(confirmed),
          ...soldTo(confirmedTwo, [2]).map((seat) => ({ ...seat, seatNo: 7 })),
        ],
        others: [confirmedTwo],
      },
      [`I1 ${confirmedTwo.id}: seat 7 of ${prf} is sold to it, and it has no such seat`],
    ],
    [
      'a seat sold for another customer',
      confirmed,
      { sold: [...soldTo(confirmed, [1]), { seatNo: 2, bookingId: id, customerId: 'acc_x' }] },
      [`I1 ${id}: seat 2 of ${prf} is sold to it for acc_x, whose it is not`],
    ],
    [
      'a seat of a booking that gave it back when it ended',
      ended,
      { sold: soldTo(ended, [1]) },
      [`I1 ${ended.id}: seat 1 of ${prf} is sold to it, and it has ended`],
    ],
    [
      'a seat of a cancelled ticket that was given back',
      halfBack,
      { sold: soldTo(halfBack) },
      [`I1 ${id}: seat 1 of ${prf} is sold to it, and its ticket is cancelled`],
    ],
    [
      'a customer above the limit',
      confirmed,
      { limit: 1 },
      [`I9 ${id}: ${customerId} has 2 seats of ${prf}, and 1 are allowed`],
    ],
  ])('%s is found', (_, booking, known, faults) => {
    expect(seatsOf(booking, known)).toEqual(faults);
  });

  test('a limit counts over all bookings of a customer, and names each of them', () => {
    const more = {
      ...stranger,
      customerId,
      seats: stranger.seats.map((seat) => ({ ...seat, seatNo: seat.seatNo + 10 })),
    };
    const sold = [...soldTo(confirmed), ...soldTo(more)];
    expect(seatsOf(confirmed, { others: [more], sold })).toEqual([]);
    expect(seatsOf(confirmed, { others: [more], sold, limit: 3 })).toEqual(
      [id, more.id].map(
        (subject) => `I9 ${subject}: ${customerId} has 4 seats of ${prf}, and 3 are allowed`,
      ),
    );
  });
});

describe('repeats', () => {
  const repeatsOf = (bookings: BookingRecord[]) => findRepeatFaults(bookings).map(faultLine);
  const { id, customerId, idempotencyKey } = confirmed;

  test('bookings and cancellations under keys of their own: nothing is wrong', () => {
    const sameKey = recordOf({ idempotencyKey });
    const sameCustomer = recordOf({ customerId });
    const twice = cancelled(cancelled(confirmed, 1), 1);
    expect(repeatsOf([twice, sameKey, sameCustomer])).toEqual([]);
  });

  test('two bookings under one key are found, both by name', () => {
    const again = recordOf({ customerId, idempotencyKey });
    expect(repeatsOf([confirmed, again])).toEqual(
      [id, again.id].map((one) => `I7 ${one}: one key of its customer made ${id}, ${again.id}`),
    );
  });

  test('two cancellations under one key are found', () => {
    const twice = cancelled(cancelled(confirmed, 1), 1, { idempotencyKey: 'key-0' });
    expect(repeatsOf([twice])).toEqual([`I7 ${id}: was cancelled twice under one key`]);
  });
});
