import { listEvents } from '@ticketing/contracts';
import type { SearchDependencies } from '../dependencies.ts';
import type { RebuildOptions, RebuildOutcome } from '../domain/search-index.ts';

type Dependencies = Pick<SearchDependencies, 'index' | 'events'>;

const pageSize = 100;

/**
 * Builds the index anew from the events service, page by page, where `isDue`. Changes that arrive on the
 * bus meanwhile win by their higher revision. Rejects when either cannot be reached, and when the signal
 * is aborted; the present index then stays as it is.
 */
export async function rebuildIndex(
  { index, events }: Dependencies,
  isDue: RebuildOptions['isDue'],
  signal?: AbortSignal,
): Promise<{ outcome: RebuildOutcome; events: number }> {
  let read = 0;
  const outcome = await index.rebuild({
    isDue,
    async fill(put) {
      read = 0;
      let cursor: string | undefined;
      do {
        signal?.throwIfAborted();
        const page = await events.call(listEvents, {
          query: { limit: pageSize, ...(cursor === undefined ? {} : { cursor }) },
        });
        await put(page.items);
        read += page.items.length;
        cursor = page.nextCursor;
      } while (cursor !== undefined);
    },
  });
  return { outcome, events: read };
}
