import type { PlantedBug } from './planted-bug.ts';

const domain = 'services/booking/src/domain';
const operations = 'services/booking/src/operations';

/** The total of the booking `record` at the prices of this moment. */
const nowMinor = (record: string) => `(await dependencies.catalogue
    .saleTerms(${record}.performance.id)
    .then(({ priceLevels }) => ${record}.seats
      .map(({ level }) => priceLevels.find(({ code }) => code === level.code).priceMinor)
      .reduce((sum, one) => sum + one, 0)))`;

export const bugsInBooking: readonly PlantedBug[] = [
  {
    name: 'seats go back before the end of their booking is written',
    changes: [
      {
        file: `${operations}/end-booking.ts`,
        find: 'const { record, changed } = await changeBooking(dependencies, bookingId, (current) => {',
        replace: `const early = await dependencies.store.get(bookingId);
  if (early !== undefined) await giveSeatsBack(dependencies, early, [early.hold.id]);
  const { record, changed } = await changeBooking(dependencies, bookingId, (current) => {`,
      },
    ],
    caughtBy: ['I1'],
  },
  {
    name: 'a change is not checked against the version that was read',
    changes: [
      {
        file: `${operations}/change-booking.ts`,
        find: 'if (saved !== undefined) return { record: saved, changed: true };',
        replace: 'return { record: saved ?? change.record, changed: true };',
      },
    ],
    caughtBy: ['I1', 'I2', 'I3', 'I4', 'I10', 'I11'],
  },
  {
    name: 'seats are noted as returned although inventory did not hear of it',
    changes: [
      {
        file: `${operations}/cancel-booking.ts`,
        find: `if (result === 'UNAVAILABLE') {`,
        replace: `if (result === 'COMMAND_INVALID') {`,
      },
    ],
    caughtBy: ['I2'],
  },
  {
    name: 'seats of an ended booking are noted as released although inventory did not hear of it',
    changes: [
      {
        file: `${operations}/end-booking.ts`,
        find: `[...released, returned].every(({ result }) => result !== 'UNAVAILABLE')`,
        replace: '[...released, returned].length > 0',
      },
    ],
    caughtBy: ['I2'],
  },
  {
    name: 'a cancellation that is asked for again is refused',
    changes: [
      {
        file: `${operations}/cancel-booking.ts`,
        find: 'if (earlier !== undefined) return assertSameCancellation(earlier, command);',
        replace: '',
      },
    ],
    caughtBy: ['I7'],
  },
  {
    name: 'a cancelled performance leaves out who is being paid',
    changes: [
      {
        file: `${operations}/bulk-changes.ts`,
        find: 'isBeingPaid: true',
        replace: 'isBeingPaid: false',
      },
      {
        file: `${operations}/confirm-booking.ts`,
        find: `change.kind === 'cancel'`,
        replace: `change.state === 'stopped'`,
      },
    ],
    caughtBy: ['I11'],
  },
  {
    name: 'a bulk change is done although bookings are left',
    changes: [
      {
        file: `${domain}/bulk-change.ts`,
        find: 'if (failed > 0) return',
        replace: 'if (failed > 999) return',
      },
    ],
    caughtBy: ['I11'],
  },
  {
    name: 'the end of a booking is not told',
    changes: [
      {
        file: `${operations}/end-booking.ts`,
        find: 'messages: [tellExpired(dependencies, ended)]',
        replace: 'messages: []',
      },
    ],
    caughtBy: ['I11'],
  },
  {
    name: 'tickets are told of twice',
    changes: [
      {
        file: `${operations}/confirm-booking.ts`,
        find: 'messages: [tellConfirmed(dependencies, confirmed), ',
        replace:
          'messages: [tellConfirmed(dependencies, confirmed), tellConfirmed(dependencies, confirmed), ',
      },
    ],
    caughtBy: ['I11'],
  },
  {
    name: 'the older of two postponements moves a booking after the newer one',
    changes: [
      {
        file: `${domain}/booking-moves.ts`,
        find: 'revision < (record.termsRevision ?? 0)',
        replace: 'revision < 0',
      },
    ],
    caughtBy: ['I11'],
  },
  {
    name: 'a booking that is made by old terms is not moved',
    changes: [
      {
        file: `${operations}/confirm-booking.ts`,
        find: ': decideNewDate(dependencies, confirmed, change)',
        replace: ': undefined',
      },
    ],
    caughtBy: ['I11'],
  },
  {
    name: 'a fee is kept although the performance was postponed',
    changes: [
      {
        file: `${domain}/cancellation-fee.ts`,
        find: 'question.now <= new Date(fullRefundUntil)',
        replace: 'question.now < new Date(0)',
      },
    ],
    caughtBy: ['I3'],
  },
  {
    name: 'nobody is told that a performance was postponed',
    changes: [
      {
        file: `${operations}/reschedule-booking.ts`,
        find: `if (isSame || moved.state === 'pending_payment')`,
        replace: `if (isSame || moved.state !== 'expired')`,
      },
    ],
    caughtBy: ['I11'],
  },
  {
    name: 'a postponement gives a booking its terms of today',
    changes: [
      {
        file: `${domain}/booking-moves.ts`,
        find: '    termsRevision: revision,',
        replace:
          '    termsRevision: revision, cancellationPolicy: { ...rest.cancellationPolicy, tiers: [] },',
      },
    ],
    caughtBy: ['I3'],
  },
  {
    name: 'seats of one booking have the prices of two revisions',
    changes: [
      {
        file: `${operations}/read-offer.ts`,
        find: 'priceMinor: level.priceMinor,',
        replace:
          'priceMinor: (seatNo % 2 === 0 ? level : plan.priceLevels[place.level]).priceMinor,',
      },
    ],
    caughtBy: ['I3'],
  },
  {
    name: 'a total that the customer was shown is ignored',
    changes: [
      {
        file: `${operations}/read-offer.ts`,
        find: 'if (expectedTotalMinor === undefined || expectedTotalMinor === totalMinor) return;',
        replace: 'if (totalMinor >= 0) return;',
      },
    ],
    caughtBy: ['I3'],
  },
  {
    name: 'payment asks for the price of now',
    changes: [
      {
        file: `${operations}/begin-payment.ts`,
        find: 'return toPayable(begun);',
        replace: `return { ...toPayable(begun), amountMinor: ${nowMinor('begun')} };`,
      },
    ],
    caughtBy: ['I3'],
  },
  {
    name: 'a booking takes on the price of now when its payment begins',
    changes: [
      {
        file: `${operations}/begin-payment.ts`,
        find: 'const begin = (current: BookingRecord) => {',
        replace: `const totalMinor = ${nowMinor('record')};
  const begin = (current: BookingRecord) => {`,
      },
      {
        file: `${operations}/begin-payment.ts`,
        find: 'return moved && { record: moved };',
        replace: 'return moved && { record: { ...moved, totalMinor } };',
      },
    ],
    caughtBy: ['I3'],
  },
];
