import { describe, expect, test } from 'vitest';
import { eventSaleState, nextBoundary, performanceSaleState } from './sale-state.ts';

const at = (text: string) => new Date(`2026-07-${text}:00.000Z`);
const sale = {
  status: 'scheduled' as const,
  saleOpensAt: at('10T11:00'),
  saleClosesAt: at('20T09:00'),
  startsAt: at('20T10:00'),
  availability: undefined,
};
const soldOut = { available: 0, byLevel: [] };

describe('the state of a sale', () => {
  test.each([
    ['before it opens', new Date(sale.saleOpensAt.getTime() - 1), 'opening_soon'],
    ['from the very instant it opens', sale.saleOpensAt, 'on_sale'],
    ['until just before it closes', new Date(sale.saleClosesAt.getTime() - 1), 'on_sale'],
    ['from the very instant it closes', sale.saleClosesAt, 'closed'],
    ['once the performance has begun', sale.startsAt, 'closed'],
  ])('%s', (_, now, expected) => {
    expect(performanceSaleState(sale, now)).toBe(expected);
  });

  test.each([
    ['sold out while it is open', at('12T00:00'), 'sold_out'],
    ['not yet open though nothing is left', at('01T00:00'), 'opening_soon'],
    ['closed whatever is left', at('21T00:00'), 'closed'],
  ])('without a free seat: %s', (_, now, expected) => {
    expect(performanceSaleState({ ...sale, availability: soldOut }, now)).toBe(expected);
  });

  test('cancellation and postponement win over times and seats', () => {
    for (const status of ['cancelled', 'postponed'] as const) {
      const state = performanceSaleState(
        { ...sale, status, availability: soldOut },
        at('12T00:00'),
      );
      expect(state).toBe(status);
    }
  });
});

describe('the state of an event', () => {
  const now = at('12T00:00');
  const later = { ...sale, saleOpensAt: at('15T00:00') };
  const cancelled = { ...sale, status: 'cancelled' as const };
  test.each([
    ['on sale while any performance is', [{ ...sale, availability: soldOut }, sale], 'on_sale'],
    ['opening when the rest sold out', [{ ...sale, availability: soldOut }, later], 'opening_soon'],
    [
      'sold out when all that is open is',
      [{ ...sale, availability: soldOut }, cancelled],
      'sold_out',
    ],
    ['cancelled when every performance is', [cancelled, cancelled], 'cancelled'],
  ])('is %s', (_, performances, expected) => {
    expect(eventSaleState('published', performances, now)).toBe(expected);
  });

  test('is cancelled as a whole whatever its performances say', () => {
    expect(eventSaleState('cancelled', [sale], now)).toBe('cancelled');
  });
});

describe('the next boundary', () => {
  test('is the next opening, closing or start after now, never now itself', () => {
    expect(nextBoundary([sale], at('01T00:00'))).toEqual(sale.saleOpensAt);
    expect(nextBoundary([sale], sale.saleOpensAt)).toEqual(sale.saleClosesAt);
    expect(nextBoundary([sale], sale.saleClosesAt)).toEqual(sale.startsAt);
    expect(nextBoundary([sale], sale.startsAt)).toBeUndefined();
  });

  test('is the earliest of all performances, but not of those that will not take place', () => {
    const sooner = { ...sale, saleOpensAt: at('05T00:00') };
    const cancelled = { ...sooner, status: 'cancelled' as const };
    expect(nextBoundary([sale, sooner], at('01T00:00'))).toEqual(sooner.saleOpensAt);
    expect(nextBoundary([sale, cancelled], at('01T00:00'))).toEqual(sale.saleOpensAt);
  });
});
