import { IDENTIFIER_BYTES_MAX } from './limits.ts';

/**
 * Quotes a schema's, database's or channel's name for use in a statement.
 * Throws a RangeError for a name that PostgreSQL would cut or refuse.
 */
export function quoteIdentifier(name: string): string {
  const bytes = Buffer.byteLength(name);
  if (bytes === 0 || bytes > IDENTIFIER_BYTES_MAX || name.includes('\0')) {
    throw new RangeError(
      `A name must have 1 to ${IDENTIFIER_BYTES_MAX} bytes; ${JSON.stringify(name)} has ${bytes}.`,
    );
  }
  return `"${name.replaceAll('"', '""')}"`;
}
