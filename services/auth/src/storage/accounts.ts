import type { Account, Locale, Role } from '@ticketing/contracts';
import type { SqlClient } from '@ticketing/sql-database';

export interface AccountRow {
  readonly id: string;
  readonly email: string;
  readonly email_verified_at: Date | null;
  readonly name: string;
  readonly locale: Locale;
  readonly role: Role;
  readonly organizer_id: string | null;
  readonly password_hash: string;
  readonly created_at: Date;
}

/** E-mail addresses differ by more than case for no provider that people use. */
export const emailKey = (email: string): string => email.trim().toLowerCase();

export const toAccount = (row: AccountRow): Account => ({
  id: row.id,
  email: row.email,
  emailVerified: row.email_verified_at !== null,
  name: row.name,
  locale: row.locale,
  role: row.role,
  ...(row.organizer_id !== null && { organizerId: row.organizer_id }),
  createdAt: row.created_at.toISOString(),
});

/** Inserts the account; undefined when the address is taken. */
export async function insertAccount(
  client: SqlClient,
  account: Omit<AccountRow, 'email_verified_at'> & { email_verified_at?: Date },
): Promise<AccountRow | undefined> {
  const [row] = await client.query<AccountRow>(
    `insert into accounts
       (id, email, email_key, email_verified_at, name, locale, role, organizer_id, password_hash, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (email_key) do nothing
     returning *`,
    [
      account.id,
      account.email,
      emailKey(account.email),
      account.email_verified_at ?? null,
      account.name,
      account.locale,
      account.role,
      account.organizer_id,
      account.password_hash,
      account.created_at,
    ],
  );
  return row;
}

export async function findAccountByEmail(
  client: SqlClient,
  email: string,
): Promise<AccountRow | undefined> {
  const [row] = await client.query<AccountRow>('select * from accounts where email_key = $1', [
    emailKey(email),
  ]);
  return row;
}

export async function findAccount(client: SqlClient, id: string): Promise<AccountRow | undefined> {
  const [row] = await client.query<AccountRow>('select * from accounts where id = $1', [id]);
  return row;
}

export async function updateProfile(
  client: SqlClient,
  id: string,
  changes: { name?: string | undefined; locale?: Locale | undefined },
): Promise<AccountRow | undefined> {
  const [row] = await client.query<AccountRow>(
    `update accounts set name = coalesce($2, name), locale = coalesce($3, locale)
     where id = $1 returning *`,
    [id, changes.name ?? null, changes.locale ?? null],
  );
  return row;
}

export async function setPassword(client: SqlClient, id: string, hash: string): Promise<void> {
  await client.query('update accounts set password_hash = $2 where id = $1', [id, hash]);
}

export async function markEmailVerified(client: SqlClient, id: string, at: Date): Promise<void> {
  await client.query(
    'update accounts set email_verified_at = coalesce(email_verified_at, $2) where id = $1',
    [id, at],
  );
}
