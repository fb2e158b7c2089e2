import type { PlantedBug } from './planted-bug.ts';

const domain = 'services/booking/src/domain';
const operations = 'services/booking/src/operations';

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
        find: `if (terms?.status === 'cancelled') await`,
        replace: `if (terms?.status === 'sold_out') await`,
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
        find: 'messages: [tellConfirmed(dependencies, confirmed)]',
        replace:
          'messages: [tellConfirmed(dependencies, confirmed), tellConfirmed(dependencies, confirmed)]',
      },
    ],
    caughtBy: ['I11'],
  },
];
