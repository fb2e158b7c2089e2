import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type ContentEncoding = 'identity' | 'gzip' | 'br';

/** A reply kept ready to send: its bytes in each encoding, and a tag that names its content. */
export interface EncodedJson {
  /** Of the content, without quotes; the same content has the same tag in every process. */
  readonly tag: string;
  /** Bytes it keeps in memory at most. */
  readonly weight: number;
  bytes(encoding: ContentEncoding): Promise<Buffer>;
}

/** Compressing something smaller costs more than it saves. */
const COMPRESSED_BYTES_MIN = 1_024;
const BROTLI_QUALITY = 5;
const GZIP_LEVEL = 6;

const compressGzip = promisify(gzip);
const compressBrotli = promisify(brotliCompress);

/** Encodes a value once; each compression is made when first asked for, off the main thread. */
export function encodeJson(value: unknown): EncodedJson {
  const identity = Buffer.from(JSON.stringify(value));
  const compressed = new Map<ContentEncoding, Promise<Buffer>>();
  return {
    tag: createHash('sha256').update(identity).digest('base64url').slice(0, 22),
    weight: identity.length * 2,
    bytes(encoding) {
      if (encoding === 'identity') return Promise.resolve(identity);
      const known = compressed.get(encoding);
      if (known !== undefined) return known;
      const made = compress(identity, encoding);
      compressed.set(encoding, made);
      return made;
    },
  };
}

/** Whether a body of this size is worth compressing. */
export const isCompressible = (body: EncodedJson): boolean =>
  body.weight / 2 >= COMPRESSED_BYTES_MIN;

function compress(bytes: Buffer, encoding: 'gzip' | 'br'): Promise<Buffer> {
  if (encoding === 'gzip') return compressGzip(bytes, { level: GZIP_LEVEL });
  return compressBrotli(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}
