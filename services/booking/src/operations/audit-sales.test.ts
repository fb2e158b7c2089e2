import { type PaymentFacts, readPaymentFacts } from '@ticketing/contracts';
import type { ServiceCaller } from '@ticketing/service-kit';
import { expect, test } from 'vitest';
import { recordOf, withTickets } from '../../test/booking-records.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { type AuditDependencies, auditSales } from './audit-sales.ts';

const record: BookingRecord = { ...withTickets(recordOf()), paymentId: 'pay_1' };
const payment: PaymentFacts = {
  bookingId: record.id,
  paymentId: 'pay_1',
  state: 'captured',
  amountMinor: record.totalMinor,
  refundAskedMinor: 0,
  refundedMinor: 0,
  updatedAt: record.createdAt,
};

/** A shop of one booking, whose payment and whose seats may change while the audit goes on. */
function openShop(booking: BookingRecord = record) {
  const shop = { booking, payments: [payment], seatNos: [1, 2], faults: [] as string[] };
  const payments: ServiceCaller = {
    async call(endpoint, input) {
      const { bookingIds = [] } = (input.body ?? {}) as { bookingIds?: string[] };
      const isAsked = ({ bookingId, state }: PaymentFacts) =>
        endpoint.path === readPaymentFacts.path
          ? bookingIds.includes(bookingId)
          : state === 'captured';
      return { payments: shop.payments.filter(isAsked) } as never;
    },
  };
  const dependencies: AuditDependencies = {
    payments,
    clock: { now: () => new Date() },
    store: {
      async *readAll() {
        yield shop.booking;
      },
      get: async (id) => (id === shop.booking.id ? shop.booking : undefined),
      listOpenOfPerformance: async () => [shop.booking],
    },
    inventory: {
      auditPerformance: async () => ({
        result: 'OK',
        version: 1,
        faults: shop.faults,
        differences: [],
        customerSeatsMax: 4,
        seats: shop.seatNos.map((seatNo) => ({
          seatNo,
          holdId: 'hld_1',
          bookingId: shop.booking.id,
          customerId: shop.booking.customerId,
        })),
      }),
    },
  };
  /** Goes round once; between the two looks `meanwhile` happens. Answers how often it waited for that. */
  async function audit(meanwhile: () => void = () => undefined) {
    let waits = 0;
    const round = await auditSales(dependencies, {
      rest: async () => undefined,
      async grace() {
        waits += 1;
        meanwhile();
      },
    });
    return { waits, faults: [...round.faults.values()].map(({ invariant }) => invariant) };
  }
  return { shop, audit };
}

test('where all is well nothing is looked at again', async () => {
  expect(await openShop().audit()).toEqual({ waits: 0, faults: [] });
});

test('tickets whose payment is noted as captured a moment later are no finding', async () => {
  const { shop, audit } = openShop();
  shop.payments = [{ ...payment, state: 'authorised' }];
  const noted = () => {
    shop.payments = [payment];
  };
  expect(await audit(noted)).toEqual({ waits: 1, faults: [] });
});

test('a refund that is asked for a moment later is no finding', async () => {
  const { shop, audit } = openShop({
    ...record,
    state: 'partially_cancelled',
    cancellations: [
      {
        id: 'cxl_1',
        idempotencyKey: 'key-1',
        ticketIds: [],
        seatNos: [],
        feeMinor: 0,
        refundMinor: 5,
        reason: 'customer',
        at: record.createdAt,
        seatsReturned: false,
      },
    ],
  });
  const asked = () => {
    shop.payments = [{ ...payment, refundAskedMinor: 5 }];
  };
  expect(await audit(asked)).toEqual({ waits: 1, faults: [] });
});

test('a booking that was changed between the looks at it and at its seats is no finding', async () => {
  const { shop, audit } = openShop();
  shop.seatNos = [1];
  const sold = () => {
    shop.seatNos = [1, 2];
  };
  expect(await audit(sold)).toEqual({ waits: 1, faults: [] });
});

test('what is wrong in another way at the second look is a suspicion again, not a finding', async () => {
  const { shop, audit } = openShop();
  shop.seatNos = [1];
  const moved = () => {
    shop.seatNos = [2];
  };
  expect(await audit(moved)).toEqual({ waits: 1, faults: [] });
});

test('what still stands at the second look is a finding', async () => {
  const { shop, audit } = openShop();
  shop.payments = [{ ...payment, state: 'authorised' }];
  shop.seatNos = [1];
  expect(await audit()).toEqual({ waits: 1, faults: ['I4', 'I1'] });
});

test('what inventory counts wrongly is a finding, though its numbers go on changing', async () => {
  const { shop, audit } = openShop();
  shop.faults = ['I2 level R has 11 seats, but counts 12'];
  const sold = () => {
    shop.faults = ['I2 level R has 9 seats, but counts 10'];
  };
  expect(await audit(sold)).toEqual({ waits: 1, faults: ['I2'] });
});

test('captured money whose booking is not known is looked at by itself', async () => {
  const { shop, audit } = openShop();
  shop.payments = [payment, { ...payment, paymentId: 'pay_2', bookingId: 'bkg_unknown' }];
  expect(await audit()).toEqual({ waits: 1, faults: ['I3'] });
});
