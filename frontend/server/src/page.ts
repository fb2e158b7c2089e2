import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';

/** The app's page, ready to send in each encoding. */
export interface Page {
  readonly plain: Buffer;
  readonly br: Buffer;
  readonly gzip: Buffer;
}

/**
 * Reads the built `index.html`. With an `apiUrl` the page tells the app where the API is, so that one
 * build serves every environment; the app reads `meta[name=api-url]` before what was built in.
 */
export async function preparePage(folder: string, apiUrl: string | undefined): Promise<Page> {
  const html = await readFile(path.join(folder, 'index.html'), 'utf8');
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
