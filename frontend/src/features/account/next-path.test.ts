import { expect, test } from 'vitest';
import { safeNextPath } from './next-path.ts';

test.each(['/', '/bookings', '/checkout/bkg_1?step=2#card', '/search?q=%EB%B4%84'])(
  'returns to %s',
  (path) => expect(safeNextPath(path)).toBe(path),
);

test.each([
  undefined,
  3,
  '',
  'bookings',
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/.//evil.example',
  '/bookings/..//evil.example',
  'javascript:alert(1)',
  '\u0000/bookings',
])('never follows %j to another place', (value) => expect(safeNextPath(value)).toBeUndefined());

test.each(['/login', '/login/', '/register?next=/bookings', '/x/../password/reset'])(
  'does not turn in a circle through %s',
  (path) => expect(safeNextPath(path)).toBeUndefined(),
);
