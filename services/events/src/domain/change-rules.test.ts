import type { PriceLevel } from '@ticketing/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleSeatMap } from '../../test/sample-catalogue.ts';
import { findPriceLevelChanges } from './change-rules.ts';
import { compileSeatPlan } from './seat-plan.ts';

const text = (en: string) => ({ ko: en, en });
const level = (code: string, zones: PriceLevel['zones']): PriceLevel => ({
  code,
  name: text(code),
  priceMinor: 1_000,
  bookingFeeMinor: 100,
  zones,
});
const before = [
  level('R', [{ section: 'floor', rows: ['A', 'B'] }]),
  level('S', [{ section: 'floor', rows: ['C'] }, { section: 'balcony' }]),
  level('ST', [{ section: 'pit' }]),
];
const changesTo = (after: readonly PriceLevel[]) =>
  findPriceLevelChanges(before, after, '#/priceLevels').map(({ pointer }) => pointer);

const { key: _, ...seatMap } = sampleSeatMap();
/** What a booking and inventory know a seat by: the code of its level, and the level's place. */
function placesOf(priceLevels: readonly PriceLevel[]) {
  const { sections } = compileSeatPlan({
    ...{ performanceId: 'prf_1', version: 'v', currency: 'KRW', seatMap, priceLevels },
  });
  return { sections, codes: priceLevels.map(({ code }) => code) };
}

const minor = fc.integer({ min: 0, max: 1_000_000_000 });
/** Other amounts and names of the same levels. */
const repriced = fc
  .tuple(...before.map(() => fc.record({ priceMinor: minor, bookingFeeMinor: minor })))
  .chain((amounts) =>
    fc
      .string({ minLength: 1 })
      .map((name) =>
        before.map((kept, index) => ({ ...kept, ...amounts[index], name: text(name) })),
      ),
  );
const anyZones = fc.array(fc.constantFrom(...before.flatMap(({ zones }) => zones)), {
  ...{ minLength: 1, maxLength: 2 },
});
/** The same levels as a careless hand may leave them: with other zones, renamed, swapped or dropped. */
const mishandled = fc
  .tuple(
    ...before.map((kept) =>
      fc.oneof(
        fc.constant(kept),
        anyZones.map((zones) => ({ ...kept, zones })),
        fc.constantFrom('R', 'S', 'X').map((code) => ({ ...kept, code })),
        minor.map((priceMinor) => ({ ...kept, priceMinor })),
      ),
    ),
  )
  .chain((levels) => fc.oneof(fc.constant(levels), fc.shuffledSubarray(levels, { minLength: 2 })));

describe('price levels of a published event', () => {
  test('may have other amounts and other names, whatever they are', () => {
    fc.assert(
      fc.property(repriced, (after) => {
        expect(changesTo(after)).toEqual([]);
      }),
    );
  });

  test('that the rules let pass leave every seat in its level', () => {
    fc.assert(
      fc.property(fc.oneof(mishandled, repriced), (after) => {
        if (changesTo(after).length > 0) return;
        expect(placesOf(after)).toEqual(placesOf(before));
      }),
    );
  });

  test('keep their number, their order, their codes and their zones, each named by its place', () => {
    const [r, s, st] = before;
    if (!r || !s || !st) throw new Error('there are three');
    expect(changesTo([r, s])).toEqual(['#/priceLevels']);
    expect(changesTo([...before, level('X', [{ section: 'attic' }])])).toEqual(['#/priceLevels']);
    expect(changesTo([r, { ...s, code: 'A' }, st])).toEqual(['#/priceLevels/1/code']);
    expect(changesTo([r, s, { ...st, zones: r.zones }])).toEqual(['#/priceLevels/2/zones']);
    expect(changesTo([r, st, s])).toEqual([
      '#/priceLevels/1/code',
      '#/priceLevels/1/zones',
      '#/priceLevels/2/code',
      '#/priceLevels/2/zones',
    ]);
  });
});
