import type { TSchema } from 'typebox';

const truths: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  off: false,
  '0': false,
};

/** The keywords of JSON Schema that a variable's schema may use. */
interface Keywords {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly items?: Keywords;
  readonly description?: string;
}

/** The text of a variable as a value of the schema's type; undefined when it cannot be one. */
export function parseText(schema: TSchema, text: string): unknown {
  const keywords = schema as Keywords;
  const trimmed = text.trim();
  switch (keywords.type) {
    case 'integer':
    case 'number': {
      const value = Number(trimmed);
      return trimmed === '' || !Number.isFinite(value) ? undefined : value;
    }
    case 'boolean':
      return truths[trimmed.toLowerCase()];
    case 'array':
      return trimmed
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '');
    default:
      return text;
  }
}

/** What the variable must be, in words: `an integer from 0 to 65535`. */
export function describeExpected(schema: TSchema): string {
  const keywords = schema as Keywords;
  const expected = describeType(keywords);
  return keywords.description === undefined ? expected : `${expected} (${keywords.description})`;
}

function describeType(keywords: Keywords): string {
  if (keywords.enum !== undefined) return `one of ${keywords.enum.join(', ')}`;
  switch (keywords.type) {
    case 'integer':
      return `an integer${describeRange(keywords)}`;
    case 'number':
      return `a number${describeRange(keywords)}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list separated by commas';
    default:
      return describeString(keywords);
  }
}

function describeRange({ minimum, maximum }: Keywords): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` of at least ${minimum}`;
  return maximum === undefined ? '' : ` of at most ${maximum}`;
}

function describeString({ minLength, pattern, format }: Keywords): string {
  if (format !== undefined) return `a ${format}`;
  if (pattern !== undefined) return `a text that fits ${pattern}`;
  return minLength === undefined ? 'a text' : `a text of at least ${minLength} characters`;
}
