/** Unsigned LEB128 integers up to 2^53 - 1, as protocol buffers write them. */
export function writeVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}

/** Reads one integer at `offset`; throws RangeError when the bytes end inside it or it is too large. */
export function readVarint(bytes: Uint8Array, offset: number): { value: number; offset: number } {
  let value = 0;
  let scale = 1;
  for (let position = offset; position < bytes.length; position += 1) {
    const byte = bytes[position] ?? 0;
    value += (byte & 0x7f) * scale;
    if (value > Number.MAX_SAFE_INTEGER) throw new RangeError('varint too large');
    if (byte < 0x80) return { value, offset: position + 1 };
    scale *= 0x80;
  }
  throw new RangeError('varint cut off');
}
