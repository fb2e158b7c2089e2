import { expect, test } from 'vitest';
import { decodeCursor, encodeCursor, pageOf } from './pagination.ts';

test('a page tells of the next one only when there is one', () => {
  const rows = [3, 5, 8].map((n) => ({ n, id: `evt_${n}` }));
  const keyOf = ({ n, id }: { n: number; id: string }) => [n, id];
  expect(pageOf(rows, 3, keyOf)).toEqual({ items: rows });
  const page = pageOf(rows, 2, keyOf);
  expect(page.items).toEqual(rows.slice(0, 2));
  expect(decodeCursor(page.nextCursor ?? '', ['number', 'string'])).toEqual([5, 'evt_5']);
});

test('a cursor that is not ours is an invalid request', () => {
  for (const cursor of ['', 'rubbish', encodeCursor(['a']), encodeCursor(['a', 'b'])]) {
    expect(() => decodeCursor(cursor, ['number', 'string'])).toThrow(/cursor/);
  }
});
