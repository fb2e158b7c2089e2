import type { PriceLevel, SeatMap } from '@ticketing/contracts';
import { locateSeat } from '@ticketing/contracts/codecs/seat-plan';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileSeatPlan, seatPlanVersion } from './seat-plan.ts';

const text = { ko: '가', en: 'A' };
const outline: [number, number][] = [
  [0, 0],
  [1, 0],
  [0, 1],
];

const row = (label: number) =>
  fc
    .record({ count: fc.integer({ min: 1, max: 30 }), first: fc.integer({ min: 1, max: 50 }) })
    .map(({ count, first }) => ({
      label: String(label),
      count,
      first,
      numberStep: 1,
      geometry: { line: { x: 0, y: label, dx: 1, dy: 0 } },
    }));
const section = (index: number): fc.Arbitrary<SeatMap['sections'][number]> => {
  const common = { id: `s${index}`, name: text };
  const seated = fc
    .integer({ min: 1, max: 6 })
    .chain((rows) => fc.tuple(...Array.from({ length: rows }, (_, label) => row(label))))
    .map((rows) => ({ ...common, kind: 'seated' as const, rows }));
  const standing = fc
    .integer({ min: 1, max: 200 })
    .map((capacity) => ({ ...common, kind: 'standing' as const, outline, capacity }));
  return fc.oneof({ weight: 3, arbitrary: seated }, { weight: 1, arbitrary: standing });
};
const seatMap: fc.Arbitrary<SeatMap> = fc
  .integer({ min: 1, max: 6 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => section(index))))
  .map((sections) => ({ name: text, stage: { outline, label: text, focus: [0, 0] }, sections }));

const level = (code: string, zones: PriceLevel['zones']): PriceLevel => ({
  code,
  name: text,
  priceMinor: 1_000,
  bookingFeeMinor: 0,
  zones,
});
const compile = (map: SeatMap, priceLevels: PriceLevel[]) =>
  compileSeatPlan({
    performanceId: 'prf_1',
    version: 'v',
    currency: 'KRW',
    seatMap: map,
    priceLevels,
  });

describe('a compiled seat plan', () => {
  test('gives every seat and place exactly one seatNo, 0 to capacity - 1', () => {
    fc.assert(
      fc.property(seatMap, (map) => {
        const plan = compile(map, []);
        const seats = Array.from({ length: plan.capacity }, (_, seatNo) => {
          const seat = locateSeat(plan, seatNo);
          return `${seat?.section.id}/${seat?.row?.label}/${seat?.number}`;
        });
        const expected = map.sections.flatMap((each) =>
          each.kind === 'standing'
            ? Array.from({ length: each.capacity }, (_, i) => `${each.id}/undefined/${i + 1}`)
            : each.rows.flatMap(({ label, count, first }) =>
                Array.from({ length: count }, (_, i) => `${each.id}/${label}/${first + i}`),
              ),
        );
        expect(seats).toEqual(expected);
        expect(locateSeat(plan, plan.capacity)).toBeUndefined();
      }),
    );
  });

  test('gives rows the level of their row, else of their section, else none', () => {
    const map: SeatMap = {
      name: text,
      stage: { outline, label: text, focus: [0, 0] },
      sections: [
        {
          id: 'floor',
          kind: 'seated',
          name: text,
          rows: ['A', 'B', 'C'].map((label, y) => ({
            label,
            count: 2,
            first: 1,
            numberStep: 1,
            geometry: { line: { x: 0, y, dx: 1, dy: 0 } },
          })),
        },
        { id: 'pit', kind: 'standing', name: text, outline, capacity: 5 },
        { id: 'roof', kind: 'standing', name: text, outline, capacity: 5 },
      ],
    };
    const plan = compile(map, [
      level('VIP', [{ section: 'floor', rows: ['A', 'B'] }]),
      level('R', [{ section: 'pit' }]),
    ]);
    expect(plan.sections[0]?.rows.map((each) => each.level)).toEqual([0, 0, -1]);
    expect(plan.sections.map((each) => each.level)).toEqual([-1, 1, -1]);
  });
});

describe('the version of a seat plan', () => {
  const prices = [level('VIP', [{ section: 'floor' }])];
  test('is the same for the same content in another order of members', () => {
    const reordered = prices.map(({ zones, code, ...rest }) => ({ zones, ...rest, code }));
    expect(seatPlanVersion('map', 'KRW', reordered)).toBe(seatPlanVersion('map', 'KRW', prices));
  });
  test('differs with the seat map, the currency and any price', () => {
    const dearer = prices.map((each) => ({ ...each, priceMinor: each.priceMinor + 1 }));
    const versions = [
      seatPlanVersion('map', 'KRW', prices),
      seatPlanVersion('other', 'KRW', prices),
      seatPlanVersion('map', 'USD', prices),
      seatPlanVersion('map', 'KRW', dearer),
    ];
    expect(new Set(versions).size).toBe(4);
  });
});
