import { describe, expect, test } from 'vitest';
import { hrefOf, readAddress } from './addresses.ts';

describe('addresses', () => {
  test('what is written is read back the same', () => {
    const params = { eventId: 'evt_1/2?3#4 공연' };
    const search = { tab: 'seats', performance: 'prf_1&2' } as const;
    const href = hrefOf({ to: '/events/$eventId', params, search });
    const { pathname, search: written } = new URL(href, 'http://own.invalid');
    expect(readAddress(pathname, written)).toEqual({ to: '/events/$eventId', params, search });
  });

  test('figures stand plainly, and what is absent or empty does not stand at all', () => {
    expect(hrefOf({ to: '/search', search: { q: '2026', region: 'seoul', page: 3 } })).toBe(
      '/search?q=2026&region=seoul&page=3',
    );
    expect(hrefOf({ to: '/search', search: { q: '' } })).toBe('/search');
    expect(hrefOf({ to: '/events/$eventId', params: { eventId: 'evt_1' }, search: {} })).toBe(
      '/events/evt_1',
    );
  });

  test('a path that begins like another is not taken for it', () => {
    const at = (pathname: string) => readAddress(pathname, '')?.to;
    expect(at('/bookings')).toBe('/bookings');
    expect(at('/bookings/bkg_1')).toBe('/bookings/$bookingId');
    expect(at('/bookings/bkg_1/receipt')).toBe('/bookings/$bookingId/receipt');
    expect(at('/bookings/bkg_1/refunds')).toBeUndefined();
    expect(at('/book')).toBeUndefined();
    expect(at('/events/')).toBeUndefined();
  });

  test('a slash at the end leads to the same page', () => {
    expect(readAddress('/search/', '?category=musical')).toEqual({
      to: '/search',
      params: {},
      search: { category: 'musical' },
    });
    expect(readAddress('/', '')?.to).toBe('/');
  });

  test('search parameters that make no sense are left out', () => {
    const searchAt = (href: string) => {
      const { pathname, search } = new URL(href, 'http://own.invalid');
      return readAddress(pathname, search)?.search;
    };
    expect(searchAt('/events/evt_1?tab=secrets&performance=')).toEqual({});
    expect(searchAt('/login?next=//evil.example')).toEqual({});
    expect(searchAt('/login?next=/bookings')).toEqual({ next: '/bookings' });
    expect(searchAt('/checkout/bkg_1?redirect_status=failed&payment_intent=pi_1')).toEqual({
      redirect_status: 'failed',
    });
    expect(searchAt('/account?tab=info')).toEqual({});
  });

  test('a path that cannot be decoded names no page', () => {
    expect(readAddress('/events/%E0%A4%A', '')).toBeUndefined();
  });
});
