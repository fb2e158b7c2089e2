import type { EventDetail, getPerformance, ReplyOf } from '@ticketing/contracts';
import { lineApi } from '../api/line-api.ts';
import { isPassing } from '../api/problem.ts';

export type Subject = ReplyOf<typeof getPerformance>;

const againMs = 3_000;

/** Asks until there is an answer, or a refusal that stands. @throws ApiProblem */
async function untilAnswered<Reply>(ask: () => Promise<Reply>): Promise<Reply> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isPassing(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, againMs * (0.75 + Math.random() / 2)));
    }
  }
}

/** What people line up for. @throws ApiProblem performance_not_found, ... */
export const readSubject = (performanceId: string): Promise<Subject> =>
  untilAnswered(() => lineApi.getPerformance({ params: { performanceId } }));

/** Has the names of the price levels. @throws ApiProblem event_not_found, ... */
export const readEvent = (eventId: string): Promise<EventDetail> =>
  untilAnswered(() => lineApi.getEvent({ params: { eventId } }));
