import type { SqlClient } from '@ticketing/sql-database';

export type SessionEnd = 'logout' | 'password_changed' | 'token_reused';

export interface RefreshTokenRow {
  readonly session_id: string;
  readonly account_id: string;
  readonly expires_at: Date;
  readonly used_at: Date | null;
  readonly ended_at: Date | null;
}

export async function insertSession(
  client: SqlClient,
  session: { id: string; accountId: string; at: Date },
): Promise<void> {
  await client.query('insert into sessions (id, account_id, created_at) values ($1, $2, $3)', [
    session.id,
    session.accountId,
    session.at,
  ]);
}

export async function insertRefreshToken(
  client: SqlClient,
  token: { hash: Buffer; sessionId: string; issuedAt: Date; expiresAt: Date },
): Promise<void> {
  await client.query(
    `insert into refresh_tokens (token_hash, session_id, issued_at, expires_at)
     values ($1, $2, $3, $4)`,
    [token.hash, token.sessionId, token.issuedAt, token.expiresAt],
  );
}

/** Locks the token's row, so that two tabs that refresh at once are one after the other. */
export async function lockRefreshToken(
  client: SqlClient,
  hash: Buffer,
): Promise<RefreshTokenRow | undefined> {
  const [row] = await client.query<RefreshTokenRow>(
    `select t.session_id, s.account_id, t.expires_at, t.used_at, s.ended_at
     from refresh_tokens t join sessions s on s.id = t.session_id
     where t.token_hash = $1 for update of t`,
    [hash],
  );
  return row;
}

export async function markRefreshTokenUsed(
  client: SqlClient,
  hash: Buffer,
  at: Date,
): Promise<void> {
  await client.query(
    'update refresh_tokens set used_at = coalesce(used_at, $2) where token_hash = $1',
    [hash, at],
  );
}

export async function endSession(
  client: SqlClient,
  sessionId: string,
  end: { at: Date; because: SessionEnd },
): Promise<void> {
  await client.query(
    `update sessions set ended_at = $2, ended_because = $3 where id = $1 and ended_at is null`,
    [sessionId, end.at, end.because],
  );
}

/** Ends the account's sessions, all or all but one. */
export async function endSessionsOf(
  client: SqlClient,
  accountId: string,
  end: { at: Date; because: SessionEnd; except?: string },
): Promise<void> {
  await client.query(
    `update sessions set ended_at = $2, ended_because = $3
     where account_id = $1 and ended_at is null and id <> $4`,
    [accountId, end.at, end.because, end.except ?? ''],
  );
}

/** Forgets tokens that nobody can use any more, and sessions without tokens. */
export async function deleteExpiredSessions(client: SqlClient, now: Date): Promise<void> {
  await client.query('delete from refresh_tokens where expires_at < $1', [now]);
  await client.query(
    `delete from sessions s where not exists
       (select from refresh_tokens t where t.session_id = s.id)`,
  );
  await client.query('delete from one_time_requests where expires_at < $1', [now]);
}
