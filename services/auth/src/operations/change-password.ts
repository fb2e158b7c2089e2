import { problem } from '@ticketing/service-kit';
import type { AuthDependencies } from '../dependencies.ts';
import { loginAttemptsMax, loginWindowSeconds } from '../domain/limits.ts';
import { isWeakPassword } from '../domain/password-strength.ts';
import { findAccount, setPassword } from '../storage/accounts.ts';
import { endSessionsOf } from '../storage/sessions.ts';

/**
 * Changes the caller's password and ends every other sign-in of the account. Throws credentials_wrong,
 * password_too_weak, account_locked.
 */
export async function changePassword(
  { database, passwords, clock, rateLimiter }: AuthDependencies,
  command: { accountId: string; sessionId: string; currentPassword: string; newPassword: string },
): Promise<void> {
  const key = `password-change:${command.accountId}`;
  const attempt = await rateLimiter.take(key, loginAttemptsMax, loginWindowSeconds);
  if (!attempt.allowed) throw problem('account_locked');
  const account = await findAccount(database, command.accountId);
  if (account === undefined) throw problem('unauthenticated');
  if (!(await passwords.verify(account.password_hash, command.currentPassword))) {
    throw problem('credentials_wrong');
  }
  await rateLimiter.giveBack(key, loginAttemptsMax, loginWindowSeconds);
  if (isWeakPassword(command.newPassword, account)) throw problem('password_too_weak');
  const passwordHash = await passwords.hash(command.newPassword);
  await database.transaction(async (client) => {
    await setPassword(client, account.id, passwordHash);
    await endSessionsOf(client, account.id, {
      at: clock.now(),
      because: 'password_changed',
      except: command.sessionId,
    });
  });
}
