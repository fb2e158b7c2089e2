import pg from 'pg';

const BIGINT = 20;
const DATE = 1082;
const BIGINT_ARRAY = 1016;
const DATE_ARRAY = 1182;
const TEXT_ARRAY = 1009;

type Nested = string | null | Nested[];

/**
 * How values become JavaScript: bigint a number, date the text 'YYYY-MM-DD' (the driver's own
 * Date at local midnight moves by the machine's time zone), everything else as the driver has it.
 */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format === 'binary') return pg.types.getTypeParser(oid, 'binary');
    if (oid === BIGINT) return parseBigint;
    if (oid === DATE) return (text: string) => text;
    if (oid === BIGINT_ARRAY) return (text: string) => toNumbers(parseTextArray(text));
    if (oid === DATE_ARRAY) return parseTextArray;
    return pg.types.getTypeParser(oid, 'text');
  }) as pg.CustomTypesConfig['getTypeParser'],
};

/** A bigint beyond 2^53 would lose digits in silence, so it fails its statement instead. */
function parseBigint(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`The bigint ${text} does not fit a JavaScript number; cast it to text.`);
  }
  return value;
}

function parseTextArray(text: string): Nested[] {
  return pg.types.getTypeParser(TEXT_ARRAY as number, 'text')(text) as Nested[];
}

function toNumbers(values: Nested[]): unknown[] {
  return values.map((value) => {
    if (value === null) return null;
    return Array.isArray(value) ? toNumbers(value) : parseBigint(value);
  });
}
