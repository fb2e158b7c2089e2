/** What went wrong while the bus carries on: a handler that rejected, an engine out of reach. */
export interface BusProblem {
  readonly doing: string;
  readonly error: unknown;
  readonly topic?: string;
  readonly group?: string;
  readonly messageId?: string;
  readonly attempt?: number;
}

export type ReportProblem = (problem: BusProblem) => void;

/** Writes one JSON line to stderr; a message's data is never part of it. */
export const reportProblemToStderr: ReportProblem = ({ error, ...where }) => {
  const text = error instanceof Error ? error.message : String(error);
  console.error(JSON.stringify({ level: 'error', component: 'event-bus', ...where, error: text }));
};
