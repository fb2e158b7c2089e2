import { availabilityChanged, LevelAvailability } from '@ticketing/contracts';
import { expect, test } from 'vitest';
import { fitsSchema } from './fits-schema.ts';

const count = {
  performanceId: `prf_${'0'.repeat(26)}`,
  version: 1,
  available: 3,
  held: 0,
  sold: 0,
  byLevel: [{ code: 'R', available: 3, capacity: 10 }],
};

test('a message of the contract fits, one with a fault anywhere does not', () => {
  expect(fitsSchema(availabilityChanged.data, count)).toBe(true);
  expect(fitsSchema(availabilityChanged.data, { ...count, available: -1 })).toBe(false);
  expect(fitsSchema(availabilityChanged.data, { ...count, performanceId: 'prf_1' })).toBe(false);
  expect(fitsSchema(availabilityChanged.data, undefined)).toBe(false);
});

test('a message may say more than its reader knows of, at any depth; a body may not', () => {
  const [level] = count.byLevel;
  const newer = { ...count, kept: 2, byLevel: [{ ...level, kept: 1 }] };
  expect(fitsSchema(availabilityChanged.data, newer)).toBe(true);
  expect(fitsSchema(availabilityChanged.data, { ...newer, byLevel: [{ code: 'R' }] })).toBe(false);
  expect(fitsSchema(LevelAvailability, level)).toBe(true);
  expect(fitsSchema(LevelAvailability, { ...level, extra: 1 })).toBe(false);
});
