/** How numbers and texts become bytes, on the wire and in the journal alike. */
export { type ByteReader, createByteReader } from './byte-reader.ts';
export { type ByteWriter, createByteWriter, type TextBytes } from './byte-writer.ts';
