import type { SeatPlan } from '@ticketing/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildInventoryLayout } from './inventory-layout.ts';

const limit = { ticketsPerCustomerMax: 4 };
const text = { ko: '가', en: 'A' };
type Row = SeatPlan['sections'][number]['rows'][number];

const rowOf = (count: number, change: Partial<Row> = {}): Row => ({
  label: 'A',
  count,
  first: 1,
  numberStep: 1,
  geometry: { line: { x: 0, y: 30, dx: 10, dy: 0 } },
  seatNo: 0,
  level: 0,
  ...change,
});

function planOf(rows: Row[], standing = 0): SeatPlan {
  const seats = rows.reduce((sum, row) => sum + row.count, 0);
  const section = { name: text, level: -1 };
  return {
    performanceId: 'prf_1',
    version: 'v',
    capacity: seats + standing,
    currency: 'KRW',
    stage: { outline: [], label: text, focus: [0, 0] },
    priceLevels: [{ code: 'R', name: text, priceMinor: 1, bookingFeeMinor: 0 }],
    sections: [
      { ...section, id: 'floor', kind: 'seated', seatNo: 0, capacity: seats, rows },
      {
        ...section,
        level: 0,
        id: 'pit',
        kind: 'standing',
        seatNo: seats,
        capacity: standing,
        rows: [],
      },
    ],
  };
}

const bytes = (base64: string) => [...Buffer.from(base64, 'base64')];
const blockedSeats = (blocked: string, capacity: number) => {
  const bits = bytes(blocked);
  return Array.from({ length: capacity }, (_, seatNo) => seatNo).filter(
    (seatNo) => ((bits[seatNo >> 3] ?? 0) >> (seatNo & 7)) & 1,
  );
};

describe('runs of neighbours', () => {
  test('cover each seat of a row once and never cross an aisle', () => {
    const aisles = fc.array(fc.integer({ min: 0, max: 38 }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), aisles, (count, aislesAfter) => {
        const { sections } = buildInventoryLayout(
          planOf([rowOf(count, { aislesAfter })]),
          limit,
          [],
        );
        const runs = sections[0]?.runs ?? [];
        const seats = runs.flatMap((run) =>
          Array.from({ length: run.count }, (_, index) => run.seatNo + index),
        );
        expect(seats).toEqual(Array.from({ length: count }, (_, seatNo) => seatNo));
        for (const run of runs) {
          const crossed = aislesAfter.filter(
            (position) => position >= run.seatNo && position < run.seatNo + run.count - 1,
          );
          expect(crossed).toEqual([]);
        }
      }),
    );
  });

  test.each([
    ['crosses the axis between two seats', { x: -15, y: 30, dx: 10, dy: 0 }, 4, 1.5, 30],
    ['lies left of the axis', { x: -50, y: 40, dx: 10, dy: 0 }, 3, 2, 56.57],
    ['lies right of the axis', { x: 20, y: 0, dx: 10, dy: 0 }, 3, 0, 30],
    ['runs along the axis, away from the stage', { x: 0, y: 80, dx: 0, dy: -10 }, 4, 3, 65],
  ])('a run that %s knows its best seat and its distance', (_, line, count, centre, distance) => {
    const plan = planOf([rowOf(count, { geometry: { line } })]);
    const [run] = buildInventoryLayout(plan, limit, []).sections[0]?.runs ?? [];
    expect(run).toEqual({ seatNo: 0, count, centre, distance });
  });
});

describe('what is not for sale', () => {
  test('a row without a level has byte 255, others the index of theirs', () => {
    const plan = planOf([rowOf(2), rowOf(3, { label: 'B', seatNo: 2, level: -1 })], 2);
    expect(bytes(buildInventoryLayout(plan, limit, []).levels)).toEqual([
      0, 0, 255, 255, 255, 0, 0,
    ]);
  });

  test('allocations block their share of the seats on sale, and no other seat', () => {
    const shares = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(shares, shares, (floor, everywhere) => {
        const plan = planOf([rowOf(50), rowOf(10, { seatNo: 50, level: -1 })], 40);
        const layout = buildInventoryLayout(plan, limit, [
          { sections: ['floor'], share: floor },
          { share: everywhere },
        ]);
        const blocked = blockedSeats(layout.blocked, 100);
        const first = Math.round(50 * floor);
        expect(blocked.length).toBe(first + Math.min(Math.round(90 * everywhere), 90 - first));
        expect(blocked.filter((seatNo) => seatNo >= 50 && seatNo < 60)).toEqual([]);
      }),
    );
  });

  test('the draw is the same every time, and another for another performance', () => {
    const plan = planOf([rowOf(60)]);
    const draw = (performanceId: string) =>
      buildInventoryLayout({ ...plan, performanceId }, limit, [{ share: 0.5 }]).blocked;
    expect(draw('prf_1')).toBe(draw('prf_1'));
    expect(draw('prf_1')).not.toBe(draw('prf_2'));
    // Known from an earlier run: seats blocked by one release must be blocked by the next one too.
    expect(draw('prf_1')).toBe('1cYt7PJqAgw=');
  });
});

test('wheelchair places and companion seats are named, and an allocation leaves them', () => {
  const plan = planOf([rowOf(10, { seatNo: 0, accessible: [0, 9], companions: [1] })]);
  const sale = { ...limit, preventSingleSeats: true, accessibleReleaseAt: new Date(0) };
  const layout = buildInventoryLayout(plan, sale, [{ share: 0.9 }]);
  expect(layout).toMatchObject({
    preventSingleSeats: true,
    accessibleReleaseAt: '1970-01-01T00:00:00.000Z',
  });
  expect(blockedSeats(layout.accessible ?? '', 10)).toEqual([0, 9]);
  expect(blockedSeats(layout.companions ?? '', 10)).toEqual([1]);
  const blocked = blockedSeats(layout.blocked, 10);
  expect(blocked).toHaveLength(6);
  for (const seatNo of [0, 1, 9]) expect(blocked).not.toContain(seatNo);
  const all = buildInventoryLayout(plan, limit, [{ share: 1 }]);
  expect(blockedSeats(all.blocked, 10)).toHaveLength(10);
  expect(buildInventoryLayout(planOf([rowOf(4)]), limit, [])).not.toHaveProperty('accessible');
});
