import type { SqlClient } from '@ticketing/sql-database';
import { type Desk, openDesk } from './desk.ts';
import type { Payment } from './domain/payment.ts';
import { StripeError } from './domain/stripe-error.ts';
import type { Ids } from './ids.ts';
import { loadWorkingSet } from './storage/load-working-set.ts';
import { findRevision } from './storage/read-payments.ts';
import { isWriteConflict, saveChanges } from './storage/save-changes.ts';
import {
  type EventRecord,
  type Outcome,
  restoreOutcome,
  type SavedAnswer,
  saveOutcome,
  type WorkingSet,
} from './storage/working-set.ts';

/** One write: what it has to know, and what it decides. `decide` may run more than once. */
interface Write {
  readonly stem: string | null;
  readonly methodId: string | null;
  readonly requestId: string;
  /** Null when the caller sent no Idempotency-Key. */
  readonly idempotency: {
    /** The caller's own key, as events show it. */
    readonly shownKey: string;
    readonly key: string;
    readonly endpoint: string;
    readonly fingerprint: string;
  } | null;
  decide(desk: Desk): Outcome;
}

interface WriteResult {
  readonly outcome: Outcome;
  /** The request that was answered first, when this repeats its answer. */
  readonly originalRequest: string | null;
}

export interface WriterDependencies {
  readonly database: SqlClient;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  readonly ids: Ids;
  /** Chooses the events that a webhook announces; `payment` is the one that the event is about. */
  readonly isAnnounced: (type: string, payment: Payment | undefined) => boolean;
  /** Called with the announced events of each saved batch, oldest first. */
  readonly onEvents: (events: readonly AnnouncedEvent[]) => void;
}

interface AnnouncedEvent {
  readonly event: EventRecord;
  readonly payment: Payment;
}

export interface Writer {
  write(write: Write): Promise<WriteResult>;
  /** Resolves when everything given so far is saved. */
  drain(): Promise<void>;
}

const BATCH_LENGTH_MAX = 256;
const CONFLICTS_MAX = 5;

interface Waiting {
  readonly write: Write;
  resolve(result: WriteResult): void;
  reject(error: unknown): void;
}

/**
 * Decides and saves writes in the order they came. Those that come while a batch is being saved
 * form the next one, so under load many share one commit. A write is answered after its commit.
 */
export function createWriter(dependencies: WriterDependencies): Writer {
  const queue: Waiting[] = [];
  let running: Promise<void> | null = null;

  const run = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.splice(0, BATCH_LENGTH_MAX);
      try {
        const results = await saveBatch(dependencies, batch);
        for (const [place, waiting] of batch.entries()) {
          const result = results[place];
          if (result instanceof Error || result === undefined) waiting.reject(result);
          else waiting.resolve(result);
        }
      } catch (error) {
        for (const waiting of batch) waiting.reject(error);
      }
    }
    running = null;
  };

  return {
    write: (write) =>
      new Promise((resolve, reject) => {
        queue.push({ write, resolve, reject });
        running ??= Promise.resolve().then(run);
      }),
    drain: async () => {
      while (running) await running;
    },
  };
}

async function saveBatch(
  dependencies: WriterDependencies,
  batch: readonly Waiting[],
): Promise<(WriteResult | Error)[]> {
  const writes = batch.map(({ write }) => write);
  for (let conflicts = 0; ; conflicts += 1) {
    const set = await loadWorkingSet(dependencies.database, {
      stems: unique(writes.map((write) => write.stem)),
      methodIds: unique(writes.map((write) => write.methodId)),
      answerKeys: unique(writes.map((write) => write.idempotency?.key ?? null)),
    });
    const decided = writes.map((write) => decideWrite(dependencies, set, write));
    const { events, revisions } = set.changes;
    const saved = new Map(revisions.map((payment) => [revisionKey(payment), payment]));
    const announced = events.filter((event) =>
      dependencies.isAnnounced(event.type, saved.get(revisionKey(event))),
    );
    try {
      await saveChanges(
        dependencies.database,
        set.changes,
        announced.map(({ id }) => id),
        dependencies.nowMs(),
      );
    } catch (error) {
      if (!isWriteConflict(error) || conflicts === CONFLICTS_MAX) throw error;
      continue;
    }
    dependencies.onEvents(
      announced.flatMap((event) => {
        const payment = saved.get(revisionKey(event));
        return payment ? [{ event, payment }] : [];
      }),
    );
    return Promise.all(decided.map((decision) => finish(dependencies, saved, decision)));
  }
}

type Decision = WriteResult | { readonly replay: SavedAnswer } | Error;

function decideWrite(dependencies: WriterDependencies, set: WorkingSet, write: Write): Decision {
  const { idempotency } = write;
  const earlier = idempotency ? set.answers.get(idempotency.key) : undefined;
  try {
    if (idempotency && earlier) {
      requireSameRequest(idempotency, earlier);
      return { replay: earlier };
    }
    const outcome = decideOutcome(dependencies, set, write);
    if (idempotency) {
      const answer: SavedAnswer = {
        key: idempotency.key,
        endpoint: idempotency.endpoint,
        fingerprint: idempotency.fingerprint,
        requestId: write.requestId,
        outcome: saveOutcome(outcome),
      };
      set.answers.set(answer.key, answer);
      set.changes.answers.push(answer);
    }
    return { outcome, originalRequest: null };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Source: https://docs.stripe.com/api/idempotent_requests */
function requireSameRequest(
  idempotency: NonNullable<Write['idempotency']>,
  earlier: SavedAnswer,
): void {
  const advice =
    `Try using a key other than '${idempotency.shownKey}' if you meant to execute a different ` +
    'request.';
  if (earlier.endpoint !== idempotency.endpoint) {
    throw new StripeError(400, {
      type: 'idempotency_error',
      message:
        'Keys for idempotent requests can only be used for the same endpoint they were first ' +
        `used for ('${earlier.endpoint}', not '${idempotency.endpoint}'). ${advice}`,
    });
  }
  if (earlier.fingerprint !== idempotency.fingerprint) {
    throw new StripeError(400, {
      type: 'idempotency_error',
      message:
        'Keys for idempotent requests can only be used with the same parameters they were first ' +
        `used with. ${advice}`,
    });
  }
}

/** A refusal is an outcome too, saved like any other, but it changes nothing. */
function decideOutcome({ nowMs, ids }: WriterDependencies, set: WorkingSet, write: Write): Outcome {
  const { desk, commit } = openDesk(set, {
    ids,
    now: Math.floor(nowMs() / 1000),
    requestId: write.requestId,
    idempotencyKey: write.idempotency?.shownKey ?? null,
  });
  try {
    const outcome = write.decide(desk);
    commit();
    return outcome;
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    const { status, fields, payment } = error;
    return { kind: 'error', status, error: fields, ...(payment && { payment }) };
  }
}

async function finish(
  { database }: WriterDependencies,
  saved: ReadonlyMap<string, Payment>,
  decision: Decision,
): Promise<WriteResult | Error> {
  if (!('replay' in decision)) return decision;
  const { outcome, requestId } = decision.replay;
  const at = 'at' in outcome ? outcome.at : undefined;
  const payment = at && (saved.get(revisionKey(at)) ?? (await findRevision(database, at)));
  return { outcome: restoreOutcome(outcome, payment ?? null), originalRequest: requestId };
}

function revisionKey({ stem, revision }: { stem: string; revision: number }): string {
  return `${stem}.${revision}`;
}

function unique(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))];
}
