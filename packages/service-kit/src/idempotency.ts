import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { SqlDatabase } from '@ticketing/sql-database';
import { ApiError } from './errors.ts';

/** For a service's first migration: what was answered to writes that carried an Idempotency-Key. */
export const idempotencyTableSql = `
create table idempotency_keys (
  owner text not null,
  endpoint text not null,
  key text not null,
  -- Of the request, to tell a repetition from another request under the same key.
  fingerprint text not null,
  -- Who carries the operation out now, and until when it is believed to be alive.
  attempt uuid not null,
  leased_until timestamptz not null,
  -- Null while the operation has not ended.
  answer json,
  created_at timestamptz not null default now(),
  primary key (owner, endpoint, key)
);
create index idempotency_keys_created_at on idempotency_keys (created_at);`;

/** A write, as its caller named it. */
export interface IdempotentWrite {
  /** Whose key it is: the account, or the calling service. */
  readonly owner: string;
  /** `POST /payments/intents` */
  readonly endpoint: string;
  readonly key: string;
  /** See `fingerprintOf`. */
  readonly fingerprint: string;
}

export interface IdempotencyStore {
  /**
   * Carries the operation out, or answers what it answered before under this key. A second call that
   * comes while the first still runs waits for it. When the operation rejects nothing is kept, and
   * the next call carries it out again; so does the next call after a crash in between. The operation
   * must therefore be repeatable by itself. Its answer must be JSON.
   * Throws ApiError idempotency_key_reused when the key was used for another request, and
   * service_unavailable when the first call does not end in time.
   */
  run<Answer>(write: IdempotentWrite, operation: () => Promise<Answer>): Promise<Answer>;
}

const keptHours = 24;
const sweepMs = 3_600_000;
const leaseSeconds = 15;
const renewMs = 5_000;
const lookMs = 40;
/** Longer than a lease, so that a caller who waits for a dead process takes over from it. */
const waitMsMax = 20_000;

/** The same text for the same request: parts of it, in any order of their members. */
export function fingerprintOf(...parts: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify(sortMembers(parts)))
    .digest('base64url');
}

function sortMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortMembers);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sortMembers(member)]));
}

/** Keys in the service's own table, see `idempotencyTableSql`. Kept for a day. */
export function createIdempotencyStore(database: SqlDatabase): IdempotencyStore {
  const running = new Map<string, Promise<unknown>>();
  let sweptAt = 0;

  function sweepNowAndThen(): void {
    if (Date.now() - sweptAt < sweepMs) return;
    sweptAt = Date.now();
    // What is not swept now is swept within the hour: a failure here is no caller's business.
    database.query(sweepSql, [keptHours]).catch(() => undefined);
  }

  return {
    run<Answer>(write: IdempotentWrite, operation: () => Promise<Answer>): Promise<Answer> {
      sweepNowAndThen();
      const name = JSON.stringify([write.owner, write.endpoint, write.key, write.fingerprint]);
      const known = running.get(name);
      if (known !== undefined) return known as Promise<Answer>;
      const answered = runOnce(database, write, operation).finally(() => running.delete(name));
      running.set(name, answered);
      return answered;
    },
  };
}

const sweepSql =
  'delete from idempotency_keys where created_at < now() - make_interval(hours => $1)';

/** Begins an attempt: the key is new, or whoever began before is dead. */
const beginSql = `
  insert into idempotency_keys as kept (owner, endpoint, key, fingerprint, attempt, leased_until)
  values ($1, $2, $3, $4, $5, now() + make_interval(secs => ${leaseSeconds}))
  on conflict (owner, endpoint, key) do update
    set attempt = excluded.attempt, leased_until = excluded.leased_until
    where kept.answer is null and kept.fingerprint = excluded.fingerprint
      and kept.leased_until < now()
  returning attempt`;
const lookSql = `
  select fingerprint, answer::text as answer
  from idempotency_keys where owner = $1 and endpoint = $2 and key = $3`;
const renewSql = `
  update idempotency_keys set leased_until = now() + make_interval(secs => ${leaseSeconds})
  where owner = $1 and endpoint = $2 and key = $3 and attempt = $4 and answer is null`;
const finishSql = `
  update idempotency_keys set answer = $5::json
  where owner = $1 and endpoint = $2 and key = $3 and attempt = $4 and answer is null
  returning attempt`;
const forgetSql = `
  delete from idempotency_keys
  where owner = $1 and endpoint = $2 and key = $3 and attempt = $4 and answer is null`;

async function runOnce<Answer>(
  database: SqlDatabase,
  write: IdempotentWrite,
  operation: () => Promise<Answer>,
): Promise<Answer> {
  const place = [write.owner, write.endpoint, write.key];
  const deadline = Date.now() + waitMsMax;
  for (;;) {
    const attempt = randomUUID();
    const begun = await database.query(beginSql, [...place, write.fingerprint, attempt]);
    if (begun.length > 0) return carryOut(database, [...place, attempt], operation);
    const [kept] = await database.query<{ fingerprint: string; answer: string | null }>(
      lookSql,
      place,
    );
    if (kept !== undefined) {
      if (kept.fingerprint !== write.fingerprint) throw new ApiError('idempotency_key_reused');
      if (kept.answer !== null) return readAnswer<Answer>(kept.answer);
    }
    if (Date.now() > deadline) {
      throw new ApiError('service_unavailable', 'The first request under this key still runs');
    }
    await delay(lookMs);
  }
}

/** JSON has no undefined, so an operation without an answer is kept as an empty list. */
const writeAnswer = (answer: unknown): string =>
  JSON.stringify(answer === undefined ? [] : [answer]);
const readAnswer = <Answer>(text: string): Answer => (JSON.parse(text) as Answer[])[0] as Answer;

async function carryOut<Answer>(
  database: SqlDatabase,
  attempt: readonly string[],
  operation: () => Promise<Answer>,
): Promise<Answer> {
  const renewing = setInterval(() => {
    // A renewal that fails only lets the lease run out.
    database.query(renewSql, attempt).catch(() => undefined);
  }, renewMs);
  try {
    const answer = await operation();
    const finished = await database.query(finishSql, [...attempt, writeAnswer(answer)]);
    if (finished.length > 0) return answer;
    return (await answerOfSuccessor<Answer>(database, attempt)) ?? answer;
  } catch (error) {
    await database.query(forgetSql, attempt).catch(() => undefined);
    throw error;
  } finally {
    clearInterval(renewing);
  }
}

/** When this process stood still beyond its lease, the answer of who took over is the answer. */
async function answerOfSuccessor<Answer>(
  database: SqlDatabase,
  attempt: readonly string[],
): Promise<Answer | undefined> {
  const [kept] = await database.query<{ answer: string | null }>(lookSql, attempt.slice(0, 3));
  return kept?.answer == null ? undefined : readAnswer<Answer>(kept.answer);
}
