import type { BodyOf, login } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { AuthDependencies } from '../dependencies.ts';
import { loginAttemptsMax, loginWindowSeconds } from '../domain/limits.ts';
import { emailKey, findAccountByEmail } from '../storage/accounts.ts';
import { type SignedIn, startSession } from './start-session.ts';

/**
 * Signs in. Throws credentials_wrong for a wrong password and for an unknown address alike, after the same
 * time; account_locked after too many wrong passwords, whether the address exists or not.
 */
export async function logIn(
  dependencies: AuthDependencies,
  command: BodyOf<typeof login>,
): Promise<SignedIn> {
  const { database, passwords, rateLimiter, metrics } = dependencies;
  const key = `login:${emailKey(command.email)}`;
  const attempt = await rateLimiter.take(key, loginAttemptsMax, loginWindowSeconds);
  if (!attempt.allowed) {
    metrics.signIns.inc({ outcome: 'locked' });
    throw problem('account_locked', undefined, { retryAfterSeconds: attempt.retryAfterSeconds });
  }
  const account = await findAccountByEmail(database, command.email);
  const fits = await passwords.verify(account?.password_hash, command.password);
  if (account === undefined || !fits) {
    metrics.signIns.inc({ outcome: 'refused' });
    throw problem('credentials_wrong');
  }
  await rateLimiter.giveBack(key, loginAttemptsMax, loginWindowSeconds);
  metrics.signIns.inc({ outcome: 'signed_in' });
  return database.transaction((client) => startSession(dependencies, client, account));
}
