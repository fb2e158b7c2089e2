import { createHash, randomFillSync } from 'node:crypto';
import { type IdKind, idPrefixes } from '@ticketing/contracts';
import { type Clock, systemClock } from './clock.ts';

/** Crockford's base32 in lower case: no i, l, o, u, so that ids survive being read aloud. */
const digits = '0123456789abcdefghjkmnpqrstvwxyz';
const timeDigits = 10;
const randomDigits = 16;
const lastPair = randomDigits - 2;
/** The last two digits, by their value. */
const pairs = Array.from(digits, (first) => Array.from(digits, (second) => first + second)).flat();

export type NewId = (kind: IdKind) => string;

export interface IdSource {
  readonly clock: Pick<Clock, 'now'>;
  /** Fills the bytes with randomness. */
  readonly fillRandom: (bytes: Uint8Array) => void;
}

/**
 * Makes a source of ids: `<prefix>_`, 10 digits of the time in milliseconds, 16 of randomness.
 * Within a millisecond, and when the clock steps back, the random part counts up instead, so the ids
 * of one source always sort in the order in which they were made.
 */
export function createIds(source: IdSource): NewId {
  const random = new Uint8Array(randomDigits);
  let lastMs = -1;
  let lastTimeCodes: readonly number[] = [];
  /** All but the last pair of digits: it seldom changes within a millisecond. */
  let head = '';

  function startMillisecond(ms: number): void {
    lastMs = ms;
    lastTimeCodes = encodeTime(ms);
    source.fillRandom(random);
    for (let i = 0; i < randomDigits; i += 1) random[i] = (random[i] ?? 0) & 31;
    writeHead();
  }

  /** Of one piece: put together by additions, every id would be copied digit by digit once it is used. */
  function writeHead(): void {
    const codes = Array.from(random.subarray(0, lastPair), (digit) => digits.charCodeAt(digit));
    head = String.fromCharCode(...lastTimeCodes, ...codes);
  }

  return (kind) => {
    const ms = source.clock.now().getTime();
    if (ms > lastMs) startMillisecond(ms);
    else if (!countUp(random)) startMillisecond(lastMs + 1);
    else if (random[lastPair] === 0 && random[lastPair + 1] === 0) writeHead();
    const pair = pairs[(random[lastPair] ?? 0) * digits.length + (random[lastPair + 1] ?? 0)];
    return `${idPrefixes[kind]}_${head}${pair}`;
  };
}

/** Adds one to the digits; false when they were at their highest and have gone round to zero. */
function countUp(number: Uint8Array): boolean {
  for (let i = number.length - 1; i >= 0; i -= 1) {
    const digit = number[i] ?? 0;
    if (digit < 31) {
      number[i] = digit + 1;
      return true;
    }
    number[i] = 0;
  }
  return false;
}

function encodeTime(ms: number): number[] {
  const codes = new Array<number>(timeDigits);
  let rest = ms;
  for (let i = timeDigits - 1; i >= 0; i -= 1) {
    codes[i] = digits.charCodeAt(rest % 32);
    rest = Math.floor(rest / 32);
  }
  return codes;
}

/** A new id of this kind; ids made later by this process sort later. */
export const newId: NewId = createIds({
  clock: systemClock,
  fillRandom: (bytes) => randomFillSync(bytes),
});

/**
 * The same id for the same kind and parts, in every process and for ever: what a repeated write uses
 * to meet what it made the first time. 128 bits of SHA-256 in the form of `newId`.
 */
export function derivedId(kind: IdKind, ...parts: readonly (string | number)[]): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([kind, ...parts]))
    .digest('hex');
  let rest = BigInt(`0x${hash.slice(0, 32)}`);
  let text = '';
  for (let i = 0; i < timeDigits + randomDigits; i += 1) {
    text = `${digits[Number(rest % 32n)]}${text}`;
    rest /= 32n;
  }
  return `${idPrefixes[kind]}_${text}`;
}
