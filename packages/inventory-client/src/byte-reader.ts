import type { TextBytes } from './byte-writer.ts';

/** Reads what a ByteWriter wrote. Throws a RangeError at the end of the bytes. */
export interface ByteReader {
  uint(): number;
  optionalUint(): number | undefined;
  text(): string;
  /** The bytes of a text, where they stand. */
  textBytes(): TextBytes;
  /** A text that is often the same as this method's last one. */
  likelyText(): string;
  uints(): number[];
  /** Numbers as they are, one after the other up to that place. */
  uintsUntil(end: number): number[];
  /** How many bytes were read. */
  place(): number;
  /** Goes on there. */
  goTo(place: number): void;
  isAtEnd(): boolean;
}

export function createByteReader(source: Uint8Array): ByteReader {
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.length);
  let place = 0;

  function uint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = bytes[place];
      if (byte === undefined) throw new RangeError('the bytes end within a number');
      place += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 0x80;
    }
  }

  function optionalUint(): number | undefined {
    const value = uint();
    return value === 0 ? undefined : value - 1;
  }

  function textBytes(): TextBytes {
    const length = uint();
    if (place + length > bytes.length) throw new RangeError('the bytes end within a text');
    place += length;
    return { bytes, start: place - length, end: place };
  }

  function text(): string {
    const { start, end } = textBytes();
    return bytes.toString('utf8', start, end);
  }

  let lastText = '';
  let lastTextPlace = 0;
  let lastTextLength = 0;

  function likelyText(): string {
    const start = place;
    const length = uint();
    const first = place;
    if (length === lastTextLength && first + length <= bytes.length) {
      let same = 0;
      while (same < length && bytes[first + same] === bytes[lastTextPlace + same]) same += 1;
      if (same === length) {
        place = first + length;
        return lastText;
      }
    }
    place = start;
    lastText = text();
    lastTextPlace = first;
    lastTextLength = length;
    return lastText;
  }

  function uints(): number[] {
    const count = uint();
    if (count > bytes.length - place) throw new RangeError('the bytes end within a list');
    // Of just that length: what is pushed into takes room for many more, and holds are kept for long.
    const values = new Array<number>(count);
    let previous = 0;
    for (let i = 0; i < count; i += 1) {
      const zigzag = uint();
      previous += zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
      values[i] = previous;
    }
    return values;
  }

  function uintsUntil(end: number): number[] {
    if (end > bytes.length) throw new RangeError('the bytes end within a list');
    let count = 0;
    for (let i = place; i < end; i += 1) if ((bytes[i] as number) < 0x80) count += 1;
    // Of just that length, as above.
    const values = new Array<number>(count);
    for (let i = 0; i < count; i += 1) values[i] = uint();
    if (place !== end) throw new RangeError('a list ends within a number');
    return values;
  }

  function goTo(next: number): void {
    if (next > bytes.length) throw new RangeError('the bytes end within a part');
    place = next;
  }

  return {
    uint,
    optionalUint,
    text,
    textBytes,
    likelyText,
    uints,
    uintsUntil,
    place: () => place,
    goTo,
    isAtEnd: () => place === bytes.length,
  };
}
