import type { createOneTimeLink as endpoint, Recipient, ReplyOf } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { AuthDependencies } from '../dependencies.ts';
import { type AccountRow, findAccount } from '../storage/accounts.ts';
import { type OneTimeKind, setOneTimeToken } from '../storage/one-time-requests.ts';
import { hashSecret } from './hash-secret.ts';

const pageOf: Record<OneTimeKind, string> = {
  password_reset: '/password/reset',
  email_verification: '/email/verify',
};

export const toRecipient = (account: AccountRow): Recipient => ({
  accountId: account.id,
  email: account.email,
  name: account.name,
  locale: account.locale,
  ...(account.mail_problem !== null && { mailProblem: account.mail_problem }),
});

/**
 * Makes the secret link of a request at the moment its e-mail is written, so that no log or bus ever holds
 * it. The token is in the fragment, which browsers send to no server. Throws not_found,
 * one_time_token_invalid (used or expired).
 */
export async function createOneTimeLink(
  { database, newSecret, settings, clock }: AuthDependencies,
  requestId: string,
): Promise<ReplyOf<typeof endpoint>> {
  const token = newSecret();
  return database.transaction(async (client) => {
    const request = await setOneTimeToken(client, requestId, hashSecret(token));
    if (request === undefined) throw problem('not_found');
    if (request.used_at !== null || request.expires_at <= clock.now()) {
      throw problem('one_time_token_invalid');
    }
    const account = await findAccount(client, request.account_id);
    if (account === undefined) throw problem('not_found');
    return {
      recipient: toRecipient(account),
      gaveMailsBack: account.mail_problem !== null || account.mail_mended_at !== null,
      url: `${settings.frontendUrl}${pageOf[request.kind]}#token=${token}`,
      expiresAt: request.expires_at.toISOString(),
    };
  });
}
