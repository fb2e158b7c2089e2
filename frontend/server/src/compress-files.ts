import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const compressible = /\.(js|css|html|svg|json|txt|webmanifest)$/;
const compressedBytesMin = 1024;

/** Writes `.gz` and `.br` beside every text of the folder, so that serving it costs nothing. */
export async function compressFiles(folder: string): Promise<void> {
  const toBrotli = promisify(brotliCompress);
  const toGzip = promisify(gzip);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      if (!entry.isFile() || !compressible.test(entry.name)) return;
      const file = path.join(entry.parentPath, entry.name);
      const content = await readFile(file);
      if (content.length < compressedBytesMin) return;
      const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
      await writeFile(`${file}.br`, await toBrotli(content, { params: quality }));
      await writeFile(`${file}.gz`, await toGzip(content));
    }),
  );
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error('Usage: node compress-files.ts FOLDER');
  await compressFiles(folder);
}
