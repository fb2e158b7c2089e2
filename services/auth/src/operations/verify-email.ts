import { problem } from '@ticketing/service-kit';
import type { AuthDependencies } from '../dependencies.ts';
import { mailRequestsMax, mailWindowSeconds } from '../domain/limits.ts';
import { clearMailProblem, findAccount, markEmailVerified } from '../storage/accounts.ts';
import { takeOneTimeToken } from '../storage/one-time-requests.ts';
import { hashSecret } from './hash-secret.ts';
import { requestOneTimeLink } from './request-one-time-link.ts';

/**
 * Sends the verification e-mail again; does nothing once the address is verified. An address that gave
 * mails back is written to again from now on, whether it was verified before or not: who asks says that
 * it works. Throws rate_limited.
 */
export async function requestEmailVerification(
  dependencies: AuthDependencies,
  command: { accountId: string; requestId: string },
): Promise<void> {
  const { database, rateLimiter, clock } = dependencies;
  const account = await findAccount(database, command.accountId);
  if (account === undefined) throw problem('unauthenticated');
  if (account.email_verified_at !== null && account.mail_problem === null) return;
  const key = `verify:${account.id}`;
  const attempt = await rateLimiter.take(key, mailRequestsMax, mailWindowSeconds);
  if (!attempt.allowed) {
    throw problem('rate_limited', undefined, { retryAfterSeconds: attempt.retryAfterSeconds });
  }
  await database.transaction(async (client) => {
    await clearMailProblem(client, account.id, clock.now());
    await requestOneTimeLink(dependencies, client, { ...command, kind: 'email_verification' });
  });
}

/** Confirms the address by the e-mail's token. Throws one_time_token_invalid. */
export async function verifyEmail(
  { database, clock }: Pick<AuthDependencies, 'database' | 'clock'>,
  token: string,
): Promise<void> {
  const at = clock.now();
  await database.transaction(async (client) => {
    const request = await takeOneTimeToken(client, {
      kind: 'email_verification',
      tokenHash: hashSecret(token),
      at,
    });
    if (request === undefined) throw problem('one_time_token_invalid');
    await markEmailVerified(client, request.account_id, at);
  });
}
