import type { Client } from '@opensearch-project/opensearch';
import { notBuiltYet } from '../domain/not-built.ts';
import type { Names } from './opensearch-indexes.ts';

/** A document under our revision. The server keeps the highest; a lower one is old news. */
export interface Write {
  readonly id: string;
  readonly revision: number;
  /** Whether it also replaces a document of the same revision. */
  readonly replacesEqual?: boolean;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface WriterOptions {
  readonly client: Client;
  readonly names: Names;
  /** Whether searches see a write at once, at a price for the server; else within a second. */
  readonly refresh: boolean;
}

export interface Writer {
  /**
   * Writes to the index that serves and to the one that is being filled, whichever there are. Rejects
   * when there is neither, and when one that is there did not take it.
   */
  writeBoth(write: Write): Promise<void>;
  /** Writes to the index that is being filled; rejects when there is none. */
  writeFilling(writes: readonly Write[]): Promise<void>;
}

interface Item {
  readonly status: number;
  readonly error?: { readonly type: string; readonly index?: string; readonly reason?: string };
}

export function createWriter({ client, names, refresh }: WriterOptions): Writer {
  /** One request; every item has its own outcome. */
  async function send(writes: readonly (Write & { readonly to: string })[]) {
    const body = writes.flatMap(({ to, id, revision, replacesEqual, body: document }) => [
      {
        index: {
          _index: to,
          _id: id,
          version: revision,
          version_type: replacesEqual ? ('external_gte' as const) : ('external' as const),
          require_alias: true,
        },
      },
      document,
    ]);
    const answer = await client.bulk({ body, refresh });
    const items = answer.body.items as { index?: Item }[];
    return writes.map(({ to }, at) => outcomeOf(items[at]?.index, to));
  }

  return {
    async writeBoth(write) {
      const outcomes = await send([names.write, names.filling].map((to) => ({ ...write, to })));
      if (outcomes.every((outcome) => outcome === 'no such alias')) throw notBuiltYet();
    },
    async writeFilling(writes) {
      if (writes.length === 0) return;
      const outcomes = await send(writes.map((write) => ({ ...write, to: names.filling })));
      if (outcomes.includes('no such alias')) {
        throw new Error('the index that was being filled is gone');
      }
    },
  };
}

const isConflict = 409;

function outcomeOf(item: Item | undefined, alias: string): 'kept' | 'no such alias' {
  const { status = 0, error } = item ?? {};
  if (error === undefined ? status >= 200 && status < 300 : status === isConflict) return 'kept';
  // With the alias's own name: an index behind it that was just deleted is another matter.
  if (error?.type === 'index_not_found_exception' && error.index === alias) return 'no such alias';
  throw new Error(`OpenSearch did not keep a document: ${error?.reason ?? `status ${status}`}`);
}
