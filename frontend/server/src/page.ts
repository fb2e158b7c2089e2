import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';

/** A document, ready to send in each encoding. */
export interface Page {
  readonly plain: Buffer;
  readonly br: Buffer;
  readonly gzip: Buffer;
}

/**
 * Reads a built document. With an `apiUrl` it tells its script where the API is, so that one build serves every
 * environment; the script reads `meta[name=api-url]` before what was built in.
 */
export async function preparePage(file: string, apiUrl: string | undefined): Promise<Page> {
  const html = await readFile(file, 'utf8');
  const tag =
    apiUrl === undefined ? '' : `<meta name="api-url" content="${escapeAttribute(apiUrl)}" />`;
  const plain = Buffer.from(html.replace('<head>', `<head>${tag}`));
  const [br, gz] = await Promise.all([promisify(brotliCompress)(plain), promisify(gzip)(plain)]);
  return { plain, br, gzip: gz };
}

const escapeAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** The best encoding of the page that a browser takes. */
export function encodingFor(accepted: string | undefined): 'br' | 'gzip' | undefined {
  const names = (accepted ?? '').split(',').map((part) => part.split(';')[0]?.trim());
  return (['br', 'gzip'] as const).find((name) => names.includes(name));
}
