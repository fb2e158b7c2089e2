import { problem } from '@ticketing/service-kit';
import type { AuthDependencies } from '../dependencies.ts';
import { daySeconds, mailRequestsMax, mailWindowSeconds } from '../domain/limits.ts';
import { isWeakPassword } from '../domain/password-strength.ts';
import {
  emailKey,
  findAccount,
  findAccountByEmail,
  markEmailVerified,
  setPassword,
} from '../storage/accounts.ts';
import { takeOneTimeToken, useUpOneTimeRequests } from '../storage/one-time-requests.ts';
import { endSessionsOf } from '../storage/sessions.ts';
import { hashSecret } from './hash-secret.ts';
import { requestOneTimeLink } from './request-one-time-link.ts';

/**
 * Asks for a reset link. Says nothing about whether the address has an account. It also goes to an
 * address that gave mails back, else nobody could come in again who mended theirs; but once a day.
 */
export async function forgotPassword(
  dependencies: AuthDependencies,
  command: { email: string; requestId: string },
): Promise<void> {
  const { database, rateLimiter } = dependencies;
  const key = `reset:${emailKey(command.email)}`;
  if (!(await rateLimiter.take(key, mailRequestsMax, mailWindowSeconds)).allowed) return;
  const account = await findAccountByEmail(database, command.email);
  if (account === undefined) return;
  if (account.mail_problem !== null) {
    const attempt = await rateLimiter.take(`reset-back:${account.id}`, 1, daySeconds);
    if (!attempt.allowed) return;
  }
  await database.transaction((client) =>
    requestOneTimeLink(dependencies, client, {
      accountId: account.id,
      kind: 'password_reset',
      requestId: command.requestId,
    }),
  );
}

/**
 * Sets a new password by the e-mail's token; every sign-in ends, other reset links too. Who reads the
 * mailbox owns the address, so it counts as verified. Throws one_time_token_invalid, password_too_weak
 * (which leaves the token usable).
 */
export async function resetPassword(
  { database, passwords, clock, metrics }: AuthDependencies,
  command: { token: string; newPassword: string },
): Promise<void> {
  const at = clock.now();
  await database.transaction(async (client) => {
    const request = await takeOneTimeToken(client, {
      kind: 'password_reset',
      tokenHash: hashSecret(command.token),
      at,
    });
    if (request === undefined) throw problem('one_time_token_invalid');
    const account = await findAccount(client, request.account_id);
    if (account === undefined) throw problem('one_time_token_invalid');
    if (isWeakPassword(command.newPassword, account)) throw problem('password_too_weak');
    await setPassword(client, account.id, await passwords.hash(command.newPassword));
    await markEmailVerified(client, account.id, at);
    await useUpOneTimeRequests(client, account.id, { kind: 'password_reset', at });
    await endSessionsOf(client, account.id, { at, because: 'password_changed' });
  });
  metrics.signIns.inc({ outcome: 'password_reset' });
}
