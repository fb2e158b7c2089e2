import { describe, expect, it } from 'vitest';
import { datePresets } from './date-presets.ts';
import { parseSearchState } from './search-state.ts';

describe('parseSearchState', () => {
  it('reads an address back as it was written', () => {
    const state = {
      q: '2026',
      category: 'concert',
      region: 'seoul',
      saleState: 'on_sale',
      from: '2026-07-01',
      to: '2026-07-31',
      priceMin: 0,
      priceMax: 70000,
      sort: 'price_low',
      page: 3,
    };
    const written = Object.fromEntries(
      Object.entries(state).map(([key, value]) => [key, `${value}`]),
    );
    expect(parseSearchState(written)).toEqual(state);
  });

  it('leaves out what makes no sense, and the first page', () => {
    expect(
      parseSearchState({
        q: '   ',
        category: 'circus',
        from: '2026-02-30',
        to: 'tomorrow',
        priceMin: '-1',
        priceMax: '12.5',
        sort: '__proto__',
        page: '1',
        other: 'x',
      }),
    ).toEqual({});
  });
});

describe('datePresets', () => {
  const at = (instant: string) => datePresets(Date.parse(instant));
  it('count days by the Korean calendar', () => {
    // Friday 23:30 in Seoul, then Saturday 00:30.
    expect(at('2026-07-03T14:30:00Z').weekend).toEqual({ from: '2026-07-04', to: '2026-07-05' });
    expect(at('2026-07-03T15:30:00Z').weekend).toEqual({ from: '2026-07-04', to: '2026-07-05' });
  });
  it('on a Sunday mean what is left of the weekend', () => {
    expect(at('2026-07-05T03:00:00Z').weekend).toEqual({ from: '2026-07-05', to: '2026-07-05' });
  });
  it('cross the end of a year', () => {
    const presets = at('2026-12-15T03:00:00Z');
    expect(presets.thisMonth).toEqual({ from: '2026-12-15', to: '2026-12-31' });
    expect(presets.nextMonth).toEqual({ from: '2027-01-01', to: '2027-01-31' });
  });
});
