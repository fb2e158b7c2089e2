/** A text as UTF-8, from `start` to `end` of some bytes. */
export interface TextBytes {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Appends numbers and texts to a buffer that grows. */
export interface ByteWriter {
  /** A whole number from 0 to 2^53 - 1, in as many bytes as it needs (LEB128). */
  uint(value: number): void;
  /** The same, below 2^53 - 1, or nothing. */
  optionalUint(value: number | undefined): void;
  /** UTF-8, its length before it. */
  text(value: string): void;
  /** The same of a text whose UTF-8 stands from `start` to `end`. */
  textBytes(text: TextBytes): void;
  /** Ascending or not, as differences: neighbours take a byte each. */
  uints(values: readonly number[]): void;
  /** Bytes as they are, without their length. */
  append(bytes: Uint8Array): void;
  /** Begins a part whose length stands before it; `end` takes what this returns. */
  begin(): number;
  end(begun: number): void;
  /** How many bytes were written. */
  length(): number;
  /** What was written so far; overwritten by further writing after `clear`. */
  bytes(): Buffer;
  clear(): void;
}

const bytesAtFirst = 64 * 1024;
/** The longest form of a number of 53 bits. */
const uintBytesMax = 8;
/** Room for the length of a part, which is known only at its end; up to 28 bits. */
const lengthBytes = 4;

export function createByteWriter(): ByteWriter {
  let buffer = Buffer.allocUnsafe(bytesAtFirst);
  let end = 0;

  function makeRoom(bytes: number): void {
    if (end + bytes <= buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, end + bytes));
    buffer.copy(larger, 0, 0, end);
    buffer = larger;
  }

  function uint(value: number): void {
    makeRoom(uintBytesMax);
    let rest = value;
    while (rest >= 0x80) {
      buffer[end] = (rest % 0x80) | 0x80;
      end += 1;
      rest = Math.floor(rest / 0x80);
    }
    buffer[end] = rest;
    end += 1;
  }

  function text(value: string): void {
    const bytesMax = value.length * 3;
    makeRoom(bytesMax + uintBytesMax);
    // Short texts have a length of one byte, so their bytes can be written before it is known.
    const written = buffer.write(value, end + 1);
    if (written < 0x80) {
      buffer[end] = written;
      end += 1 + written;
      return;
    }
    uint(written);
    end += buffer.write(value, end);
  }

  function textBytes({ bytes, start, end: last }: TextBytes): void {
    uint(last - start);
    makeRoom(last - start);
    // Short as they are, a copy by the runtime would cost more.
    for (let place = start; place < last; place += 1)
      buffer[end + place - start] = bytes[place] as number;
    end += last - start;
  }

  function append(bytes: Uint8Array): void {
    makeRoom(bytes.length);
    buffer.set(bytes, end);
    end += bytes.length;
  }

  function begin(): number {
    makeRoom(lengthBytes);
    end += lengthBytes;
    return end;
  }

  /** The length in its longest form, whose first bytes all say that another one follows. */
  function endPart(begun: number): void {
    const length = end - begun;
    buffer[begun - 4] = length | 0x80;
    buffer[begun - 3] = (length >>> 7) | 0x80;
    buffer[begun - 2] = (length >>> 14) | 0x80;
    buffer[begun - 1] = (length >>> 21) & 0x7f;
  }

  function uints(values: readonly number[]): void {
    uint(values.length);
    let previous = 0;
    for (const value of values) {
      const difference = value - previous;
      // Zigzag: small differences stay small whatever their sign.
      uint(difference >= 0 ? difference * 2 : -difference * 2 - 1);
      previous = value;
    }
  }

  return {
    uint,
    optionalUint: (value) => uint(value === undefined ? 0 : value + 1),
    text,
    textBytes,
    uints,
    append,
    begin,
    end: endPart,
    length: () => end,
    bytes: () => buffer.subarray(0, end),
    clear: () => {
      end = 0;
    },
  };
}
