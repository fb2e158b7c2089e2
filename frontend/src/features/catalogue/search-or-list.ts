import type { QueryOf, SearchReply, searchEvents } from '@ticketing/contracts';
import { ApiProblem } from '../../api/problem.ts';

/** What a search asks for, as the contract names it. */
export type SearchQuery = QueryOf<typeof searchEvents>;

/** The list of events, read and sorted here, in place of an answer of the search service. */
export interface ListAnswer extends SearchReply {
  /** Whether the words were found in the events as they are typed; else the list is of all events. */
  readonly wordsFound: boolean;
}

export interface SearchOutage {
  /** After this many milliseconds search is asked again. */
  readonly retryMs: number;
  readonly wordsFound: boolean;
}

/** Events that fit a search; `outage` when they come from the list, since search did not answer. */
export interface Found extends SearchReply {
  readonly outage?: SearchOutage;
}

export interface Sources {
  readonly search: (query: SearchQuery) => Promise<SearchReply>;
  readonly list: (query: SearchQuery) => Promise<ListAnswer>;
  /** 0 to 1; spreads the visitors' next attempts. */
  readonly random: () => number;
}

/** Every visitor asks again, so none does sooner than this, whatever the service allows. */
const retrySecondsMin = 5;
const retrySecondsMax = 60;
/** By how much of itself a wait may grow. */
const spread = 0.25;

/** The service is away or broken. A refusal (4xx) is an answer, and offline the list is away as well. */
const isOutage = (error: unknown): error is ApiProblem =>
  error instanceof ApiProblem &&
  error.code !== 'offline' &&
  (error.status === 0 || error.status >= 500);

/**
 * Asks search, and when that is out, the list of events: what is on sale is found without search.
 * @throws ApiProblem search's own, when it is a refusal or when the list is out as well
 */
export async function searchOrList(sources: Sources, query: SearchQuery): Promise<Found> {
  try {
    return await sources.search(query);
  } catch (error) {
    if (!isOutage(error)) throw error;
    const answer = await sources.list(query).catch(() => undefined);
    if (answer === undefined) throw error;
    const { wordsFound, ...reply } = answer;
    return { ...reply, outage: { wordsFound, retryMs: retryMs(error, sources.random()) } };
  }
}

function retryMs({ retryAfterSeconds = 0 }: ApiProblem, random: number): number {
  const seconds = Math.min(retrySecondsMax, Math.max(retrySecondsMin, retryAfterSeconds));
  return Math.round(seconds * 1000 * (1 + spread * random));
}
