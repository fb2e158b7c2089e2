import { problem } from '@ticketing/service-kit';
import type { AuthDependencies } from '../dependencies.ts';
import { refreshGraceSeconds } from '../domain/limits.ts';
import { findAccount } from '../storage/accounts.ts';
import { endSession, lockRefreshToken, markRefreshTokenUsed } from '../storage/sessions.ts';
import { hashSecret } from './hash-secret.ts';
import { issueTokens, type SignedIn } from './start-session.ts';

/**
 * Exchanges a refresh token for the next one. A token that comes back long after its use was stolen (or
 * its thief's was): the whole sign-in ends. Throws refresh_token_invalid, refresh_token_reused.
 * Source: OAuth 2.0 Security Best Current Practice (RFC 9700), 4.14.2.
 */
export async function refreshSession(
  dependencies: AuthDependencies,
  refreshToken: string | undefined,
): Promise<SignedIn> {
  if (refreshToken === undefined) throw problem('refresh_token_invalid');
  const { database, clock, logger } = dependencies;
  const hash = hashSecret(refreshToken);
  const now = clock.now();
  const outcome = await database.transaction(async (client) => {
    const token = await lockRefreshToken(client, hash);
    if (token === undefined || token.ended_at !== null || token.expires_at <= now) return 'invalid';
    if (token.used_at !== null && now.getTime() - token.used_at.getTime() > graceMs) {
      await endSession(client, token.session_id, { at: now, because: 'token_reused' });
      logger.warn({ accountId: token.account_id }, 'a used refresh token came back; session ended');
      return 'reused';
    }
    const account = await findAccount(client, token.account_id);
    if (account === undefined) return 'invalid';
    await markRefreshTokenUsed(client, hash, now);
    return issueTokens(dependencies, client, { account, sessionId: token.session_id });
  });
  if (outcome === 'invalid') throw problem('refresh_token_invalid');
  if (outcome === 'reused') {
    dependencies.metrics.signIns.inc({ outcome: 'token_reused' });
    throw problem('refresh_token_reused');
  }
  return outcome;
}

const graceMs = refreshGraceSeconds * 1000;
