import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

/**
 * What a page's script may weigh when it is opened first: KB (1,000 bytes) of gzip of all chunks that it waits
 * for. React takes 67 of them, the queries 10, what every page stands in 26.
 */
const pageKbMax: Readonly<Record<string, number>> = {
  HomePage: 118,
  SearchPage: 119,
  EventPage: 116,
  CheckoutPage: 117,
  BookingPage: 117,
};
/** The waiting room, whole: document, styles and every script, as nobody has anything of it yet. */
const waitingRoomKbMax = 14;

const entries = { app: 'index', waitingRoom: 'waiting-room' } as const;
/** Both documents load it before anything else. */
const bootFile = new URL('public/boot.js', import.meta.url);

const gzipBytes = (content: string | Uint8Array): number => gzipSync(content, { level: 9 }).length;

/** What a build has written, by name of the file or of the chunk. */
class Build {
  readonly #files: Rolldown.OutputBundle;

  constructor(files: Rolldown.OutputBundle) {
    this.#files = files;
  }

  #chunk(file: string): Rolldown.OutputChunk | undefined {
    const output = this.#files[file];
    return output?.type === 'chunk' ? output : undefined;
  }

  /** @returns undefined when the build has no such chunk */
  fileOf(name: string): string | undefined {
    return Object.keys(this.#files).find((file) => this.#chunk(file)?.name === name);
  }

  /** Chunks that are loaded before those of `names` can run, themselves among them. */
  #withImports(names: readonly string[]): Set<string> {
    const all = new Set<string>();
    const add = (file: string | undefined): void => {
      if (file === undefined || all.has(file)) return;
      all.add(file);
      this.#chunk(file)?.imports.forEach(add);
    };
    for (const name of names) add(this.fileOf(name));
    return all;
  }

  scriptBytes(names: readonly string[]): number {
    let bytes = 0;
    for (const file of this.#withImports(names)) bytes += gzipBytes(this.#chunk(file)?.code ?? '');
    return bytes;
  }

  styleBytes(names: readonly string[]): number {
    const files = new Set<string>();
    for (const file of this.#withImports(names)) {
      for (const style of this.#chunk(file)?.viteMetadata?.importedCss ?? []) files.add(style);
    }
    return [...files].reduce((bytes, file) => bytes + this.assetBytes(file), 0);
  }

  assetBytes(file: string): number {
    const output = this.#files[file];
    return output?.type === 'asset' ? gzipBytes(output.source) : 0;
  }
}

type Judge = (page: string, bytes: number, kbMax: number) => void;

function judgePages(build: Build, judge: Judge): void {
  for (const [page, kbMax] of Object.entries(pageKbMax)) {
    if (build.fileOf(page) === undefined) {
      throw new Error(`There is no page ${page} any more; take its budget out`);
    }
    judge(page, build.scriptBytes([entries.app, page]), kbMax);
  }
}

function judgeWaitingRoom(build: Build, judge: Judge): void {
  const parts = [
    build.assetBytes('waiting-room.html'),
    build.styleBytes([entries.waitingRoom]),
    build.scriptBytes([entries.waitingRoom]),
    gzipBytes(readFileSync(bootFile)),
  ];
  if (parts.includes(0)) throw new Error(`The waiting room lacks a part: ${parts} bytes`);
  const bytes = parts.reduce((sum, each) => sum + each, 0);
  judge(`The waiting room (document, styles, scripts: ${parts} bytes)`, bytes, waitingRoomKbMax);
}

/** Fails a build in which a page has become heavier than it may be. */
export function pageBudgets(): Plugin {
  return {
    name: 'page-budgets',
    apply: 'build',
    generateBundle: {
      // The documents are written last.
      order: 'post',
      handler(_options, files) {
        const judgeAll = this.environment.name === 'waitingRoom' ? judgeWaitingRoom : judgePages;
        judgeAll(new Build(files), (page, bytes, kbMax) => {
          const kb = (bytes / 1000).toFixed(1);
          if (bytes <= kbMax * 1000) return this.info(`${page}: ${kb} of ${kbMax} KB`);
          this.error(
            `${page} weighs ${kb} KB of ${kbMax}: load later what it does not show at once`,
          );
        });
      },
    },
  };
}
