import type { TextBytes } from '@ticketing/inventory-client/bytes';

/**
 * Texts in numbered rows, and found again by what they say. They are kept as bytes in columns: hundreds of
 * thousands of texts as objects would be walked over by every collection of garbage.
 */
export interface TextRows {
  /** How many texts there are. */
  size(): number;
  /** Rows that columns beside this one must have room for. */
  capacity(): number;
  /** The row of a text; `noRow` when it is not there. */
  find(text: Text): number;
  /** Puts a text in that is not there yet. Its row may be one that was removed. */
  add(text: Text): number;
  remove(row: number): void;
  has(row: number): boolean;
  /** Of a row that was removed, what it said until it is used again. */
  textAt(row: number): string;
  /** The same as bytes, which are good until a text is added. */
  bytesAt(row: number): TextBytes;
  /** The rows that are in use, in ascending order. */
  rows(): Iterable<number>;
}

/** A text, or its bytes: to make a string of them would cost more than to keep them. */
export type Text = string | TextBytes;

export const noRow = -1;

const capacityMin = 32;
const cellWords = 8;
const cellBytes = cellWords * 4;
/** UTF-8 takes up to three bytes for what JavaScript counts as one. */
const askedBytesOfEach = 3;
/** In place of a length: the text does not fit into its cell. */
const tooLong = 0xff;
/** So that nobody can choose texts that all lead to the same place. */
const seed = Math.floor(Math.random() * 2 ** 32) | 0;

/** @param expected how many texts it shall take without having to grow. */
export function createTextRows(expected: number): TextRows {
  let capacity = capacityMin;
  while (capacity < expected) capacity *= 2;
  /** A cell for each row: a byte for the length, then the text in UTF-8, then zeros. */
  let cells = new Int32Array(capacity * cellWords);
  let bytes = bytesOf(cells);
  let hashes = new Int32Array(capacity);
  let used = new Uint8Array(capacity);
  /** Where a hash leads, or one of the next places: the row and one more; 0 for nobody. */
  let places = new Int32Array(capacity * 2);
  /** Texts that do not fit into a cell. */
  const longTexts = new Map<number, string>();
  /** Rows that were removed. */
  const removed: number[] = [];
  let end = 0;
  // What was asked last, as its cell would be: it is looked for, and then put in.
  const asked = new Int32Array(cellWords * askedBytesOfEach);
  const askedBytes = bytesOf(asked);
  /** Undefined when it was asked by its bytes. */
  let askedText: string | undefined = '';
  let askedHash = hash(asked);

  function ask(text: Text): void {
    if (typeof text === 'string') askText(text);
    else if (text.end - text.start < cellBytes) askBytes(text);
    else askText(toText(text));
  }

  function askBytes({ bytes: from, start, end: last }: TextBytes): void {
    askedText = undefined;
    clearAsked();
    askedBytes[0] = last - start;
    for (let place = start; place < last; place += 1) {
      askedBytes[place - start + 1] = from[place] as number;
    }
    askedHash = hash(asked);
  }

  function askText(text: string): void {
    if (text === askedText) return;
    askedText = text;
    clearAsked();
    const length = text.length < cellBytes ? askedBytes.write(text, 1) : tooLong;
    if (length < cellBytes) {
      askedBytes[0] = length;
      askedHash = hash(asked);
      return;
    }
    clearAsked();
    askedBytes[0] = tooLong;
    askedHash = hashOfLong(text);
  }

  function clearAsked(): void {
    for (let word = 0; word < cellWords; word += 1) asked[word] = 0;
  }

  function isAsked(row: number): boolean {
    const start = row * cellWords;
    for (let word = 0; word < cellWords; word += 1) {
      if (cells[start + word] !== asked[word]) return false;
    }
    return askedBytes[0] !== tooLong || longTexts.get(row) === askedText;
  }

  /** The place of what was asked, or the free one where it would stand. */
  function placeOfAsked(): number {
    const last = places.length - 1;
    let place = askedHash & last;
    for (let entry = places[place] as number; entry !== 0; entry = places[place] as number) {
      if (hashes[entry - 1] === askedHash && isAsked(entry - 1)) return place;
      place = (place + 1) & last;
    }
    return place;
  }

  function grow(): void {
    capacity *= 2;
    cells = widen(cells, new Int32Array(capacity * cellWords));
    bytes = bytesOf(cells);
    hashes = widen(hashes, new Int32Array(capacity));
    used = widen(used, new Uint8Array(capacity));
    places = new Int32Array(capacity * 2);
    const last = places.length - 1;
    for (let row = 0; row < end; row += 1) {
      if (used[row] === 0) continue;
      let place = (hashes[row] as number) & last;
      while (places[place] !== 0) place = (place + 1) & last;
      places[place] = row + 1;
    }
  }

  /** Whoever stands behind a place that became free moves up, unless that is before its own place. */
  function closeGap(from: number): void {
    const last = places.length - 1;
    let gap = from;
    for (let place = (gap + 1) & last; places[place] !== 0; place = (place + 1) & last) {
      const wanted = (hashes[(places[place] as number) - 1] as number) & last;
      if (((place - wanted) & last) < ((place - gap) & last)) continue;
      places[gap] = places[place] as number;
      gap = place;
    }
    places[gap] = 0;
  }

  function textAt(row: number): string {
    const start = row * cellBytes;
    const length = bytes[start] as number;
    if (length === tooLong) return longTexts.get(row) ?? '';
    return bytes.toString('utf8', start + 1, start + 1 + length);
  }

  return {
    size: () => end - removed.length,
    capacity: () => capacity,
    find(text) {
      ask(text);
      return (places[placeOfAsked()] as number) - 1;
    },
    add(text) {
      const row = removed.pop() ?? end;
      if (row === end) {
        if (end === capacity) grow();
        end += 1;
      }
      ask(text);
      const start = row * cellWords;
      for (let word = 0; word < cellWords; word += 1) cells[start + word] = asked[word] as number;
      if (askedBytes[0] === tooLong) longTexts.set(row, toText(text));
      else longTexts.delete(row);
      hashes[row] = askedHash;
      used[row] = 1;
      places[placeOfAsked()] = row + 1;
      return row;
    },
    remove(row) {
      const last = places.length - 1;
      let place = (hashes[row] as number) & last;
      while (places[place] !== row + 1) place = (place + 1) & last;
      closeGap(place);
      used[row] = 0;
      removed.push(row);
    },
    has: (row) => used[row] === 1,
    textAt,
    bytesAt(row) {
      const start = row * cellBytes;
      const length = bytes[start] as number;
      if (length !== tooLong) return { bytes, start: start + 1, end: start + 1 + length };
      const long = Buffer.from(textAt(row));
      return { bytes: long, start: 0, end: long.length };
    },
    *rows() {
      for (let row = 0; row < end; row += 1) if (used[row] === 1) yield row;
    },
  };
}

export const toText = (text: Text): string =>
  typeof text === 'string'
    ? text
    : Buffer.from(text.bytes.buffer, text.bytes.byteOffset).toString('utf8', text.start, text.end);

const bytesOf = ({ buffer }: Int32Array): Buffer => Buffer.from(buffer);

/** The values of a column in a wider one. */
export function widen<Column extends Int32Array | Float64Array | Uint8Array>(
  column: Column,
  wider: Column,
): Column {
  wider.set(column);
  return wider;
}

function hash(cell: Int32Array): number {
  let value = seed;
  for (let word = 0; word < cellWords; word += 1) value = mix(value, cell[word] as number);
  return finish(value);
}

function hashOfLong(text: string): number {
  let value = seed;
  for (let place = 0; place < text.length; place += 1) value = mix(value, text.charCodeAt(place));
  return finish(value);
}

/** Of MurmurHash3 by Austin Appleby, public domain. */
function mix(value: number, word: number): number {
  const scattered = Math.imul(word, 0xcc9e2d51);
  const mixed = value ^ Math.imul((scattered << 15) | (scattered >>> 17), 0x1b873593);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(value: number): number {
  const first = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return second ^ (second >>> 16);
}
