import { expect, test } from 'vitest';
import type { Suite } from './outages.ts';

/** At the very end: whoever saw tickets has them. */
export function expectAcknowledged(
  { shop, acknowledged }: Pick<Suite, 'shop' | 'acknowledged'>,
  moreThan: number,
): void {
  test('every sale that was acknowledged is there', async () => {
    const rows = await shop().database.query<{ n: number }>(
      `select count(*)::int as n from booking.bookings
       where state = 'confirmed' and booking_id = any ($1)`,
      [acknowledged],
    );
    expect(acknowledged.length).toBeGreaterThan(moreThan);
    expect(rows).toEqual([{ n: acknowledged.length }]);
  });
}
