import type { Booking, SeatPlan } from '@ticketing/contracts';
import { encodeSeatStatus } from '@ticketing/contracts/codecs/seat-status';
import { describe, expect, test, vi } from 'vitest';
import { ApiProblem } from '../../api/problem.ts';
import { bookSeats } from './book-seats.ts';
import { findSeat, findSection } from './hit-testing.ts';
import { createLiveSeats } from './seat-feed.ts';
import { buildSeatMapModel } from './seat-map-model.ts';
import { noSelection, type SelectionAction, selectionReducer } from './selection.ts';
import { areReleased } from './use-kept-seats.ts';
import { fitHall, fitView, toMap, toScreen, zoomAt } from './view.ts';
import { wantedSeats } from './wanted.ts';

const text = (both: string) => ({ ko: both, en: both });
const row = (label: string, seatNo: number, y: number) => ({
  label,
  count: 4,
  first: 1,
  numberStep: 1,
  seatNo,
  level: 0,
  geometry: { line: { x: 0, y, dx: 5, dy: 0 } },
});
const plan: SeatPlan = {
  performanceId: 'prf_1',
  version: '1',
  capacity: 18,
  currency: 'KRW',
  stage: {
    outline: [
      [0, -20],
      [15, -20],
      [15, -10],
    ],
    label: text('stage'),
    focus: [8, 0],
  },
  priceLevels: [
    { code: 'R', name: text('R'), priceMinor: 100_000, bookingFeeMinor: 1_000 },
    { code: 'ST', name: text('ST'), priceMinor: 80_000, bookingFeeMinor: 1_000 },
  ],
  sections: [
    {
      id: 'a',
      kind: 'seated',
      name: text('A'),
      seatNo: 0,
      capacity: 8,
      level: -1,
      rows: [row('1', 0, 0), row('2', 4, 9)],
    },
    {
      id: 'st',
      kind: 'standing',
      name: text('ST'),
      seatNo: 8,
      capacity: 10,
      level: 1,
      outline: [
        [0, 30],
        [40, 30],
        [40, 60],
        [0, 60],
      ],
      rows: [],
    },
  ],
};
const model = buildSeatMapModel(plan);
const keptModel = buildSeatMapModel({
  ...plan,
  sections: plan.sections.map((section) => ({
    ...section,
    rows: section.rows.map((each, index) =>
      index === 0 ? { ...each, accessible: [0], companions: [1] } : each,
    ),
  })),
});

test('a point finds the seat it means, and only within reach', () => {
  expect(findSeat(model, [5.8, 8.4], 3)).toBe(5);
  expect(findSeat(model, [5.8, 20], 3)).toBeUndefined();
  expect(findSection(model, [20, 40])?.plan.id).toBe('st');
});

test('wheelchair places and companion seats are told apart until they are released', () => {
  expect([...keptModel.keptOf.slice(0, 5)]).toEqual([1, 2, 0, 0, 0]);
  expect([keptModel.hasKept, model.hasKept]).toEqual([true, false]);
  const at = Date.parse('2026-07-03T00:00:00.000Z');
  expect(areReleased({ accessibleReleaseAt: '2026-07-03T00:00:00.000Z' }, at)).toBe(true);
  expect(areReleased({ accessibleReleaseAt: '2026-07-03T00:00:00.000Z' }, at - 1)).toBe(false);
  expect(areReleased({}, at)).toBe(false);
});

test('zooming keeps the point under the fingers where it is', () => {
  const size = { width: 800, height: 600 };
  const view = fitView(model.bounds, size);
  const anchor = [120, 340] as const;
  const [x, y] = toScreen(zoomAt(view, size, anchor, 9), size, toMap(view, size, anchor));
  expect([x, y]).toEqual([expect.closeTo(120), expect.closeTo(340)]);
});

test('the whole hall stands at the upper edge of a tall screen, in the middle of a wide one', () => {
  const { left, right, top, bottom } = model.bounds;
  const tall = { width: 400, height: 2000 };
  const [, stageY] = toScreen(fitHall(model.bounds, tall), tall, [left, top]);
  expect(stageY).toBeCloseTo(20);
  const wide = { width: 2000, height: 400 };
  const [leftX, topY] = toScreen(fitHall(model.bounds, wide), wide, [left, top]);
  const [rightX, bottomY] = toScreen(fitHall(model.bounds, wide), wide, [right, bottom]);
  expect([leftX, topY]).toEqual([expect.closeTo(2000 - rightX), expect.closeTo(400 - bottomY)]);
});

describe('seats as they stand', () => {
  const snapshot = (version: number, taken: readonly number[]) => {
    const status = Uint8Array.from({ length: 18 }, (_, seatNo) => (taken.includes(seatNo) ? 2 : 0));
    return encodeSeatStatus({ version, status });
  };
  test('a change is applied once, a gap is noticed, an old snapshot takes nothing back', () => {
    const live = createLiveSeats(model);
    live.replace(snapshot(5, [0]));
    expect([...live.freeByLevel]).toEqual([7, 10]);
    const change = { fromVersion: 5, toVersion: 7, seatNos: [1, 8], status: [1, 2] };
    expect(live.apply(change)).toBe('applied');
    expect(live.apply(change)).toBe('stale');
    expect([...live.freeBySection]).toEqual([6, 9]);
    expect(live.apply({ ...change, fromVersion: 8, toVersion: 9 })).toBe('gap');
    live.replace(snapshot(6, []));
    expect(live.isFree(1)).toBe(false);
  });
  test('kept seats are counted for those alone who may choose them', () => {
    const [seated, standing] = plan.sections;
    const [first, second] = seated?.rows ?? [];
    if (!seated || !standing || !first || !second) throw new Error('The plan has lost its rows');
    const rows = [{ ...first, accessible: [0], companions: [1] }, second];
    const withKept = { ...plan, sections: [{ ...seated, rows }, standing] };
    const live = createLiveSeats(buildSeatMapModel(withKept));
    live.replace(snapshot(5, [4]));
    expect([...live.freeByLevel]).toEqual([5, 10]);
    live.countKept(true);
    expect([...live.freeBySection]).toEqual([7, 10]);
    live.apply({ fromVersion: 5, toVersion: 6, seatNos: [0], status: [1] });
    expect([...live.freeBySection]).toEqual([6, 10]);
    live.countKept(false);
    live.apply({ fromVersion: 6, toVersion: 7, seatNos: [0, 2], status: [0, 1] });
    expect([...live.freeBySection]).toEqual([4, 10]);
    expect(live.isFree(0)).toBe(true);
  });
});

describe('the selection', () => {
  const reduce = selectionReducer(4);
  const run = (...actions: SelectionAction[]) => actions.reduce(reduce, noSelection);
  const pick = (seatNo: number): SelectionAction => ({ type: 'toggle', seatNo, free: true });
  test('refuses the fifth seat and says why', () => {
    const { chosen, notice } = run(pick(0), pick(1), pick(2), pick(3), pick(4));
    expect(chosen).toEqual([0, 1, 2, 3]);
    expect(notice).toEqual({ kind: 'limit' });
  });
  test('keeps the other seats when one is lost', () => {
    const state = run(pick(0), pick(1), { type: 'lose', seatNos: [1, 7] });
    expect(state).toMatchObject({ chosen: [0], lost: [1], notice: { kind: 'lost', seatNos: [1] } });
  });
  test('adds the seats that would be left alone together, or none of them', () => {
    expect(run(pick(0), { type: 'add', seatNos: [1, 0] })).toMatchObject({ chosen: [0, 1] });
    const full = run(pick(0), pick(1), pick(2), { type: 'add', seatNos: [3, 4] });
    expect(full).toMatchObject({ chosen: [0, 1, 2], notice: { kind: 'limit' } });
  });
  test('keeps wheelchair places from those who did not ask for them, and says so', () => {
    const kept = run({ type: 'toggle', seatNo: 0, free: true, kept: true });
    expect(kept).toMatchObject({ chosen: [], notice: { kind: 'kept', seatNos: [0] } });
    expect(run(pick(0), pick(1), { type: 'remove', seatNos: [0] })).toMatchObject({ chosen: [1] });
  });
  test('counts standing places against the same limit', () => {
    const pool = { type: 'set_pool', from: 8, to: 18, seatNos: [8, 9, 10] } as const;
    expect(run(pick(0), pick(1), pool)).toMatchObject({
      chosen: [0, 1, 8, 9],
      notice: { kind: 'limit' },
    });
  });
  test('asks for places of one standing area by number, for seats by name', () => {
    const best = { levelCode: 'ST', quantity: 2, sectionId: 'st' };
    expect(wantedSeats(model, [8, 9])).toEqual({ best });
    expect(wantedSeats(model, [0, 9])).toEqual({ seatNos: [0, 9] });
  });
});

describe('one press of the button', () => {
  const performance = { id: 'prf_1', waitingRoom: 'auto' } as const;
  const dependencies = {
    isSignedIn: () => true,
    admissionToken: () => undefined as string | undefined,
    forgetAdmission: vi.fn(),
    enter: async () => ({ state: 'waiting', position: 3, positionToken: 'p' }) as const,
    book: vi.fn(async (): Promise<Booking> => {
      throw new ApiProblem({ code: 'admission_invalid', status: 403 });
    }),
  };
  const press = (others: object) =>
    bookSeats({ ...dependencies, ...others }, performance, { seatNos: [1] }, 'key-00000001');
  test('asks for no seats before the visitor is signed in and admitted', async () => {
    expect(await press({ isSignedIn: () => false })).toEqual({ kind: 'sign_in' });
    expect(await press({})).toEqual({ kind: 'line' });
    expect(dependencies.book).not.toHaveBeenCalled();
  });
  test('goes back to the line when the admission has ended', async () => {
    expect(await press({ admissionToken: () => 'old' })).toEqual({ kind: 'line' });
    expect(dependencies.forgetAdmission).toHaveBeenCalledOnce();
  });
});
