import { describe, expect, it } from 'vitest';
import { availabilityOf } from './availability.ts';
import { monthGrid, shiftMonth } from './month-grid.ts';
import { nextStep } from './next-step.ts';
import { daysBefore, refundRows } from './refund-rows.ts';

const opensAt = '2026-07-03T11:00:00.000Z';
const before = Date.parse(opensAt) - 1;
const after = Date.parse(opensAt);
const performance = (
  saleState: Parameters<typeof nextStep>[0]['saleState'],
  waitingRoom: 'auto' | 'always' | 'off' = 'auto',
) => ({ saleState, saleOpensAt: opensAt, waitingRoom });

describe('nextStep', () => {
  const onSale = { saleState: 'on_sale' } as const;

  it('waits for the opening, and is open the moment it comes without a new reply', () => {
    const soon = performance('opening_soon');
    const event = { saleState: 'opening_soon' } as const;
    expect(nextStep(event, soon, undefined, before)).toEqual({ kind: 'wait_for_opening', opensAt });
    expect(nextStep(event, soon, undefined, after)).toEqual({ kind: 'choose_seats' });
  });

  it('goes through the waiting room when people wait, or when the sale always has one', () => {
    const line = (state: 'open' | 'queueing') => ({ state });
    const kind = (...args: Parameters<typeof nextStep>) => nextStep(...args).kind;
    expect(kind(onSale, performance('on_sale'), line('queueing'), after)).toBe('join_line');
    expect(kind(onSale, performance('on_sale'), line('open'), after)).toBe('choose_seats');
    expect(kind(onSale, performance('on_sale', 'always'), undefined, after)).toBe('join_line');
    expect(kind(onSale, performance('on_sale', 'always'), line('open'), after)).toBe('walk_in');
    expect(kind(onSale, performance('on_sale', 'off'), line('queueing'), after)).toBe(
      'choose_seats',
    );
  });

  it('says what ended the sale; what befell the event stands above its performances', () => {
    expect(nextStep(onSale, performance('sold_out'), undefined, after).kind).toBe('sold_out');
    expect(
      nextStep({ saleState: 'cancelled' }, performance('on_sale'), undefined, after).kind,
    ).toBe('cancelled');
    expect(nextStep(onSale, undefined, undefined, after).kind).toBe('closed');
  });
});

describe('availabilityOf', () => {
  it('tells the number only when it is small for the house', () => {
    const of = (available: number, capacity: number) =>
      availabilityOf(
        {
          saleState: 'on_sale',
          capacity,
          availability: { available, byLevel: [] },
        },
        after,
      );
    expect(of(12, 500)).toEqual({ kind: 'few', count: 12 });
    expect(of(120, 500)).toEqual({ kind: 'many' });
    expect(of(101, 60_000)).toEqual({ kind: 'many' });
    expect(of(0, 500)).toEqual({ kind: 'sold_out' });
  });

  it('counts kept wheelchair places from their release on, and says when only they are left', () => {
    const of = (available: number, now: number) =>
      availabilityOf(
        {
          saleState: 'on_sale',
          capacity: 500,
          accessibleReleaseAt: opensAt,
          availability: {
            available,
            byLevel: [{ code: 'R', available, kept: 4, capacity: 500 }],
          },
        },
        now,
      );
    expect(of(12, before)).toEqual({ kind: 'few', count: 8 });
    expect(of(12, after)).toEqual({ kind: 'few', count: 12 });
    expect(of(4, before)).toEqual({ kind: 'only_kept' });
  });
});

describe('refundRows', () => {
  it('gives each rung of the Korean ladder both its ends and closes it with the day itself', () => {
    const rows = refundRows({
      freeDaysAfterBooking: 7,
      freeNotWithinDaysBefore: 10,
      tiers: [
        { daysBeforeMin: 1, percent: 30 },
        { daysBeforeMin: 10, flatMinor: 4000, percentMax: 10 },
        { daysBeforeMin: 3, percent: 20 },
        { daysBeforeMin: 7, percent: 10 },
      ],
      cutOffTime: '17:00',
      cutOffTimeSaturday: '11:00',
    });
    expect(rows.map(({ from, to, tier }) => [from, to, tier?.percent ?? tier?.flatMinor])).toEqual([
      [undefined, 10, 4000],
      [9, 7, 10],
      [6, 3, 20],
      [2, 1, 30],
      [0, 0, undefined],
    ]);
  });
  it('counts calendar days back over months', () => {
    expect(daysBefore('2027-01-02', 3)).toBe('2026-12-30');
  });
});

describe('monthGrid', () => {
  it('holds every day of the month once, in weeks from Sunday', () => {
    for (const month of ['2026-02', '2026-08', '2026-11', '2027-01', '2028-02']) {
      const weeks = monthGrid(month);
      const days = weeks.flat().filter((each) => each.inMonth);
      const length = new Date(Number(month.slice(0, 4)), Number(month.slice(5)), 0).getDate();
      expect(days.map((each) => each.dayOfMonth)).toEqual(
        Array.from({ length }, (_, index) => index + 1),
      );
      for (const week of weeks) {
        expect(new Date(`${week[0]?.day}T00:00:00Z`).getUTCDay()).toBe(0);
      }
    }
    expect(shiftMonth('2026-12', 1)).toBe('2027-01');
    expect(shiftMonth('2026-01', -1)).toBe('2025-12');
  });
});
