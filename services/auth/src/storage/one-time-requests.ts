import type { SqlClient } from '@ticketing/sql-database';

export type OneTimeKind = 'password_reset' | 'email_verification';

export interface OneTimeRequestRow {
  readonly id: string;
  readonly account_id: string;
  readonly kind: OneTimeKind;
  readonly expires_at: Date;
  readonly used_at: Date | null;
}

export async function insertOneTimeRequest(
  client: SqlClient,
  request: { id: string; accountId: string; kind: OneTimeKind; at: Date; expiresAt: Date },
): Promise<void> {
  await client.query(
    `insert into one_time_requests (id, account_id, kind, created_at, expires_at)
     values ($1, $2, $3, $4, $5)`,
    [request.id, request.accountId, request.kind, request.at, request.expiresAt],
  );
}

/** Gives the request its secret; an earlier link of the same request stops working. */
export async function setOneTimeToken(
  client: SqlClient,
  requestId: string,
  tokenHash: Buffer,
): Promise<OneTimeRequestRow | undefined> {
  const [row] = await client.query<OneTimeRequestRow>(
    `update one_time_requests set token_hash = $2 where id = $1
     returning id, account_id, kind, expires_at, used_at`,
    [requestId, tokenHash],
  );
  return row;
}

/** Uses the token up; undefined when it is unknown, used, expired or of another kind. */
export async function takeOneTimeToken(
  client: SqlClient,
  take: { kind: OneTimeKind; tokenHash: Buffer; at: Date },
): Promise<OneTimeRequestRow | undefined> {
  const [row] = await client.query<OneTimeRequestRow>(
    `update one_time_requests set used_at = $3
     where token_hash = $2 and kind = $1 and used_at is null and expires_at > $3
     returning id, account_id, kind, expires_at, used_at`,
    [take.kind, take.tokenHash, take.at],
  );
  return row;
}

/** After a reset no other link of that kind may work. */
export async function useUpOneTimeRequests(
  client: SqlClient,
  accountId: string,
  use: { kind: OneTimeKind; at: Date },
): Promise<void> {
  await client.query(
    `update one_time_requests set used_at = $3
     where account_id = $1 and kind = $2 and used_at is null`,
    [accountId, use.kind, use.at],
  );
}
