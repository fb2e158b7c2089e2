import { ApiError } from './errors.ts';

/** A place in a sorted list as an opaque text; `values` are the sort key of the last item shown. */
export const encodeCursor = (values: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(values)).toString('base64url');

/**
 * The sort key of a cursor. `kinds` are the types that the values must have, in their order.
 * Throws ApiError invalid_request for a text that `encodeCursor` did not make.
 */
export function decodeCursor(
  cursor: string,
  kinds: readonly ('string' | 'number')[],
): (string | number)[] {
  const values = parse(cursor);
  if (Array.isArray(values) && values.length === kinds.length) {
    if (values.every((value, index) => typeof value === kinds[index])) return values;
  }
  throw new ApiError('invalid_request', 'The cursor is not one that we gave', {
    errors: [{ in: 'query', pointer: '#/cursor', detail: 'is not one that we gave' }],
  });
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}

/**
 * Makes a page of `limit` items out of at most `limit + 1` that were read: the one too many tells
 * that there are more.
 */
export function pageOf<Item>(
  items: readonly Item[],
  limit: number,
  keyOf: (item: Item) => readonly (string | number)[],
): { items: Item[]; nextCursor?: string } {
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  if (items.length <= limit || last === undefined) return { items: shown };
  return { items: shown, nextCursor: encodeCursor(keyOf(last)) };
}
