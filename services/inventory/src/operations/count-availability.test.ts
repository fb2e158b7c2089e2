import { seatStatus } from '@ticketing/contracts';
import { newId } from '@ticketing/service-kit';
import { expect, test } from 'vitest';
import { layoutOf } from '../../test/support/layouts.ts';
import { countAvailability } from './count-availability.ts';

test('free wheelchair places and companion seats are counted, and told apart', () => {
  const needs = { accessible: [0, 4], companions: [1] };
  const layout = layoutOf([{ id: 'a', level: 1, rows: [4, 4] }], [], needs);
  const status = new Uint8Array(8);
  status[4] = seatStatus.sold;
  status[2] = seatStatus.held;
  const counted = countAvailability(newId('performance'), 3, layout, status);
  expect(counted).toMatchObject({ available: 6, held: 1, sold: 1 });
  expect(counted.byLevel).toContainEqual({ code: 'R', available: 6, kept: 2, capacity: 8 });
  expect(counted.byLevel).toContainEqual({ code: 'S', available: 0, capacity: 0 });
});
