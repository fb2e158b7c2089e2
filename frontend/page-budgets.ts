import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/**
 * What a page's script may weigh when it is opened first: KB (1,000 bytes) of gzip of all chunks that it waits
 * for. React takes 67 of them, the queries 10, what every page stands in 26.
 */
const pageKbMax: Readonly<Record<string, number>> = {
  HomePage: 120,
  SearchPage: 121,
  EventPage: 120,
  WaitingRoomPage: 112,
  CheckoutPage: 120,
  BookingPage: 119,
};

interface Chunk {
  readonly name: string;
  readonly isEntry: boolean;
  readonly code: string;
  readonly imports: readonly string[];
}

/** Files that are loaded before `files` can run, themselves among them. */
function withImports(chunks: ReadonlyMap<string, Chunk>, files: readonly string[]): Set<string> {
  const all = new Set<string>();
  const add = (file: string): void => {
    if (all.has(file)) return;
    all.add(file);
    for (const other of chunks.get(file)?.imports ?? []) add(other);
  };
  files.forEach(add);
  return all;
}

/** Fails a build in which a page has become heavier than it may be. */
export function pageBudgets(): Plugin {
  return {
    name: 'page-budgets',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = new Map<string, Chunk>();
      for (const [file, output] of Object.entries(bundle)) {
        if (output.type === 'chunk') chunks.set(file, output);
      }
      const bytesOf = new Map<string, number>();
      for (const [file, { code }] of chunks) bytesOf.set(file, gzipSync(code, { level: 9 }).length);
      const entries = [...chunks].filter(([, { isEntry }]) => isEntry).map(([file]) => file);
      for (const [page, kbMax] of Object.entries(pageKbMax)) {
        const own = [...chunks].find(([, { name }]) => name === page)?.[0];
        if (own === undefined) this.error(`There is no page ${page} any more; take its budget out`);
        let bytes = 0;
        for (const file of withImports(chunks, [...entries, own])) bytes += bytesOf.get(file) ?? 0;
        const kb = (bytes / 1000).toFixed(1);
        if (bytes <= kbMax * 1000) this.info(`${page}: ${kb} of ${kbMax} KB`);
        else
          this.error(
            `${page} weighs ${kb} KB of ${kbMax}: load later what it does not show at once`,
          );
      }
    },
  };
}
