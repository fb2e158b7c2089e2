import type { Locale, Role } from '@ticketing/contracts';
import { derivedId } from '@ticketing/service-kit';
import type { AuthDependencies } from '../dependencies.ts';
import { findAccountByEmail, insertAccount } from '../storage/accounts.ts';

/** An account that exists from the first start on: the demo's people. */
export interface SeedAccount {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly locale: Locale;
  readonly role: Role;
  readonly organizerId?: string;
}

/** Creates the accounts that do not exist yet, verified; changes none that does. Answers how many. */
export async function seedAccounts(
  { database, passwords, clock }: Pick<AuthDependencies, 'database' | 'passwords' | 'clock'>,
  accounts: readonly SeedAccount[],
): Promise<number> {
  let created = 0;
  for (const account of accounts) {
    if ((await findAccountByEmail(database, account.email)) !== undefined) continue;
    const now = clock.now();
    const inserted = await insertAccount(database, {
      id: derivedId('account', 'seed', account.email),
      email: account.email,
      email_verified_at: now,
      name: account.name,
      locale: account.locale,
      role: account.role,
      organizer_id: account.organizerId ?? null,
      password_hash: await passwords.hash(account.password),
      created_at: now,
    });
    if (inserted !== undefined) created += 1;
  }
  return created;
}
