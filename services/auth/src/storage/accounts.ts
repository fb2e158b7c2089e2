import type { Account, Locale, MailProblem, Role } from '@ticketing/contracts';
import { gatherCalls, type SqlClient } from '@ticketing/sql-database';

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
  readonly mail_problem: MailProblem | null;
  /** When the reader said that the address works again. */
  readonly mail_mended_at: Date | null;
}

/** E-mail addresses differ by more than case for no provider that people use. */
export const emailKey = (email: string): string => email.trim().toLowerCase();

export const toAccount = (row: AccountRow): Account => ({
  id: row.id,
  email: row.email,
  emailVerified: row.email_verified_at !== null,
  ...(row.mail_problem !== null && { mailProblem: row.mail_problem }),
  name: row.name,
  locale: row.locale,
  role: row.role,
  ...(row.organizer_id !== null && { organizerId: row.organizer_id }),
  createdAt: row.created_at.toISOString(),
});

/** Inserts the account; undefined when the address is taken. */
export async function insertAccount(
  client: SqlClient,
  account: Omit<AccountRow, 'email_verified_at' | 'mail_problem' | 'mail_mended_at'> & {
    email_verified_at?: Date;
  },
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

/** As `findAccount`, one statement for all that ask together. */
export function accountReader(client: SqlClient): (id: string) => Promise<AccountRow | undefined> {
  return gatherCalls({
    run: async (ids) => {
      const rows = await client.query<AccountRow>(
        'select * from accounts where id = any($1::text[])',
        [ids],
      );
      const byId = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id));
    },
  });
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

/** Who opened a mailed link reads the mailbox: the address is theirs, and mails arrive there. */
export async function markEmailVerified(client: SqlClient, id: string, at: Date): Promise<void> {
  await client.query(
    `update accounts
     set email_verified_at = coalesce(email_verified_at, $2), ${mendSql}
     where id = $1`,
    [id, at],
  );
}

/** An address that never had a problem has not been mended either. `$2` is the time. */
const mendSql = `
  mail_mended_at = case when mail_problem is null then mail_mended_at else $2 end,
  mail_problem = null, mail_problem_at = null`;

/** The reader says that the address works again. */
export async function clearMailProblem(client: SqlClient, id: string, at: Date): Promise<void> {
  await client.query(`update accounts set ${mendSql} where id = $1`, [id, at]);
}

/**
 * A complaint outweighs a bounce, whichever comes first. Whether an account was marked anew.
 * Mails sent before the address was mended say nothing about it.
 */
export async function saveMailProblem(
  client: SqlClient,
  report: { email: string; problem: MailProblem; mailSentAt: Date; at: Date },
): Promise<boolean> {
  const rows = await client.query(
    `update accounts set mail_problem = $2, mail_problem_at = $4
     where email_key = $1
       and (mail_mended_at is null or mail_mended_at < $3)
       and (mail_problem is null or (mail_problem = 'bounced' and $2 = 'complained'))
     returning id`,
    [emailKey(report.email), report.problem, report.mailSentAt, report.at],
  );
  return rows.length > 0;
}
