import { listEvents } from '@ticketing/contracts';
import type { SearchDependencies } from '../dependencies.ts';

const pageSize = 100;
const retryMsFirst = 200;
const retryMsMax = 5_000;

/**
 * Fills the index from the events service, page by page, and goes on until it succeeds: events may start
 * later than search. Changes that arrive on the bus meanwhile win by their higher revision. An index
 * that has events already is read into as well: an earlier filling may have been cut short.
 * Resolves with the number of events read; 0 when it was stopped.
 */
export async function rebuildIndex(
  {
    index,
    events,
    clock,
    logger,
  }: Pick<SearchDependencies, 'index' | 'events' | 'clock' | 'logger'>,
  signal: AbortSignal,
): Promise<number> {
  for (let pause = retryMsFirst; !signal.aborted; pause = Math.min(pause * 2, retryMsMax)) {
    try {
      return await readAllEvents({ index, events });
    } catch (error) {
      logger.warn({ err: error, retryMs: pause }, 'events could not be read; trying again');
      await clock.sleep(pause, signal).catch(() => undefined);
    }
  }
  return 0;
}

async function readAllEvents({
  index,
  events,
}: Pick<SearchDependencies, 'index' | 'events'>): Promise<number> {
  let cursor: string | undefined;
  let read = 0;
  do {
    const page = await events.call(listEvents, {
      query: { limit: pageSize, ...(cursor === undefined ? {} : { cursor }) },
    });
    await Promise.all(page.items.map((event) => index.put(event)));
    read += page.items.length;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return read;
}
