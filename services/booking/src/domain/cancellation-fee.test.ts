import type { CancellationPolicy } from '@ticketing/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cancellableUntil, feeOfTicket } from './cancellation-fee.ts';

/** The ladder of the large Korean vendors. */
const policy: CancellationPolicy = {
  freeDaysAfterBooking: 7,
  freeNotWithinDaysBefore: 10,
  tiers: [
    { daysBeforeMin: 10, flatMinor: 4000, percentMax: 10 },
    { daysBeforeMin: 7, percent: 10 },
    { daysBeforeMin: 3, percent: 20 },
    { daysBeforeMin: 1, percent: 30 },
  ],
  cutOffTime: '17:00',
  cutOffTimeSaturday: '11:00',
};
/** Friday 3 July 2026, 20:00 in Seoul. */
const performanceStartsAt = '2026-07-03T11:00:00Z';
const ticket = { priceMinor: 99_000, bookingFeeMinor: 2000 };
const fee = (now: string, bookedAt: string, price = ticket) =>
  feeOfTicket(
    { policy, performanceStartsAt, timeZone: 'Asia/Seoul', bookedAt, now: new Date(now) },
    price,
  );

describe('the fee of a ticket, in the venue’s calendar days', () => {
  test('the booking day gives everything back, the booking fee too', () => {
    expect(fee('2026-05-01T14:59:00Z', '2026-05-01T00:00:00Z')).toEqual({
      feeMinor: 0,
      refundMinor: 99_000,
      rule: 'free',
    });
  });
  test('from local midnight on the booking fee is kept', () => {
    expect(fee('2026-05-01T15:00:00Z', '2026-05-01T00:00:00Z')).toEqual({
      feeMinor: 2000,
      refundMinor: 97_000,
      rule: 'free',
    });
  });
  test('seven days after booking is free, eight is not', () => {
    expect(fee('2026-05-08T03:00:00Z', '2026-05-01T03:00:00Z')?.rule).toBe('free');
    expect(fee('2026-05-09T03:00:00Z', '2026-05-01T03:00:00Z')).toEqual({
      feeMinor: 6000,
      refundMinor: 93_000,
      rule: 'tier',
    });
  });
  test.each([
    ['2026-06-23T03:00:00Z', 4000],
    ['2026-06-24T03:00:00Z', 9900],
    ['2026-06-26T03:00:00Z', 9900],
    ['2026-06-27T03:00:00Z', 19_800],
    ['2026-06-30T03:00:00Z', 19_800],
    ['2026-07-01T03:00:00Z', 29_700],
    ['2026-07-02T07:59:00Z', 29_700],
  ])('on %s the tier keeps %d', (now, kept) => {
    expect(fee(now, '2026-05-01T03:00:00Z')?.feeMinor).toBe(kept + 2000);
  });
  test('a booking made ten days before or later is never free', () => {
    expect(fee('2026-06-23T03:30:00Z', '2026-06-23T03:00:00Z')).toEqual({
      feeMinor: 4000,
      refundMinor: 95_000,
      rule: 'tier',
    });
  });
  test('the fixed fee is capped at a tenth of the price', () => {
    const cheap = { priceMinor: 15_000, bookingFeeMinor: 1000 };
    expect(fee('2026-06-20T03:00:00Z', '2026-05-01T03:00:00Z', cheap)?.feeMinor).toBe(2500);
  });
  test('after the cut-off, and on the day itself, nothing can be cancelled', () => {
    expect(fee('2026-07-02T08:00:01Z', '2026-05-01T03:00:00Z')).toBeUndefined();
    expect(fee('2026-07-03T01:00:00Z', '2026-07-03T00:30:00Z')).toBeUndefined();
  });
});

test('the cut-off is 17:00 the day before, 11:00 when that is a Saturday', () => {
  const until = (startsAt: string) =>
    cancellableUntil({
      policy,
      performanceStartsAt: startsAt,
      timeZone: 'Asia/Seoul',
    }).toISOString();
  expect(until(performanceStartsAt)).toBe('2026-07-02T08:00:00.000Z');
  expect(until('2026-07-05T06:00:00Z')).toBe('2026-07-04T02:00:00.000Z');
});

describe('whatever the time and the price', () => {
  const startMs = Date.parse(performanceStartsAt);
  const minutesBefore = fc.integer({ min: -2000, max: 90 * 1440 });
  const instant = (minutes: number) => new Date(startMs - minutes * 60_000).toISOString();
  const prices = fc.record({
    priceMinor: fc.integer({ min: 0, max: 1_000_000_000 }),
    bookingFeeMinor: fc.integer({ min: 0, max: 10_000 }),
  });

  test('fee and refund are the price, and neither is negative', () => {
    fc.assert(
      fc.property(minutesBefore, minutesBefore, prices, (booked, now, price) => {
        const found = fee(instant(Math.min(booked, now)), instant(Math.max(booked, now)), price);
        if (found === undefined) return;
        expect(found.feeMinor + found.refundMinor).toBe(price.priceMinor);
        expect(Math.min(found.feeMinor, found.refundMinor)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
  test('waiting never brings more back, and what is over stays over', () => {
    const refundOf = (at: number, booked: number, price: typeof ticket) =>
      fee(instant(at), instant(booked), price)?.refundMinor ?? -1;
    fc.assert(
      fc.property(fc.tuple(minutesBefore, minutesBefore, minutesBefore), prices, (times, price) => {
        const [booked = 0, first = 0, second = 0] = times.toSorted((a, b) => b - a);
        // The flat fee has a cap of a tenth, and the next step is that tenth: no step goes down.
        expect(refundOf(first, booked, price)).toBeGreaterThanOrEqual(
          refundOf(second, booked, price),
        );
      }),
    );
  });
  test('after a postponement everything comes back until its day, the cut-off or not', () => {
    fc.assert(
      fc.property(minutesBefore, prices, (now, price) => {
        const fullRefundUntil = instant(-1000);
        const found = feeOfTicket(
          {
            policy,
            performanceStartsAt,
            timeZone: 'Asia/Seoul',
            bookedAt: instant(90 * 1440),
            fullRefundUntil,
            now: new Date(instant(now)),
          },
          price,
        );
        const isFull = instant(now) <= fullRefundUntil;
        expect(found?.rule === 'postponed').toBe(isFull);
        if (isFull) expect(found?.refundMinor).toBe(price.priceMinor);
      }),
    );
  });
});
