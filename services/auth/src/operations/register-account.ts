import type { BodyOf, register } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { AuthDependencies } from '../dependencies.ts';
import { isWeakPassword } from '../domain/password-strength.ts';
import { findAccountByEmail, insertAccount } from '../storage/accounts.ts';
import { requestOneTimeLink } from './request-one-time-link.ts';
import { type SignedIn, startSession } from './start-session.ts';

/**
 * Opens a customer's account, signs it in and asks for its verification e-mail, in one write.
 * Throws email_taken, password_too_weak.
 */
export async function registerAccount(
  dependencies: AuthDependencies,
  command: BodyOf<typeof register> & { requestId: string },
): Promise<SignedIn> {
  const { database, passwords, newId, clock, metrics } = dependencies;
  if (isWeakPassword(command.password, command)) throw problem('password_too_weak');
  if ((await findAccountByEmail(database, command.email)) !== undefined)
    throw problem('email_taken');
  const passwordHash = await passwords.hash(command.password);
  const signedIn = await database.transaction(async (client) => {
    const account = await insertAccount(client, {
      id: newId('account'),
      email: command.email.trim(),
      name: command.name.trim(),
      locale: command.locale ?? 'ko',
      role: 'customer',
      organizer_id: null,
      password_hash: passwordHash,
      created_at: clock.now(),
    });
    if (account === undefined) throw problem('email_taken');
    await requestOneTimeLink(dependencies, client, {
      accountId: account.id,
      kind: 'email_verification',
      requestId: command.requestId,
    });
    return startSession(dependencies, client, account);
  });
  metrics.signIns.inc({ outcome: 'registered' });
  return signedIn;
}
