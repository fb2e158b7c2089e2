import pg from 'pg';
import * as limits from './limits.ts';

type Statement = string | pg.QueryConfig;
type Answer = pg.QueryResult | pg.QueryResult[];
type Callback = (error: Error | null, answer: Answer) => void;

const send = pg.Client.prototype.query as (
  this: pg.Client,
  statement: unknown,
  values?: unknown,
  callback?: unknown,
) => unknown;

/**
 * The driver's client with promises and a time limit of our own. Of the driver's, everything that a statement
 * made outlives it: functions made within its `query` tie each statement to the next, so that once one has
 * grown old, small collections of garbage free none of those that follow, and copy them all. It takes no cursors.
 */
export class AnsweringClient extends pg.Client {}
AnsweringClient.prototype.query = function query(
  this: pg.Client,
  statement: Statement,
  values?: unknown[] | Callback,
  callback?: Callback,
): unknown {
  const isForCallback = typeof values === 'function' || callback !== undefined;
  if (isForCallback) return send.call(this, statement, values, callback);
  return answerOf(this, statement, values).catch(throwFromCaller);
} as pg.Client['query'];

function answerOf(client: pg.Client, statement: Statement, values?: unknown[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(giveUp, limits.ANSWER_MILLISECONDS_MAX, reject);
    const answer: Callback = (error, result) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve(result);
    };
    send.call(client, statement, values, answer);
  });
}

/** In the driver's words, by which it is told from other errors. */
const giveUp = (reject: (error: Error) => void) => reject(new Error('Query read timeout'));

/** With a stack that leads to who asked; the error's own leads to the socket. */
function throwFromCaller(error: unknown): never {
  if (error instanceof Error) Error.captureStackTrace(error);
  throw error;
}
