import type { Session } from '@ticketing/contracts';
import { signAccessToken } from '@ticketing/service-kit';
import type { SqlClient } from '@ticketing/sql-database';
import type { AuthDependencies } from '../dependencies.ts';
import { refreshTokenDays } from '../domain/limits.ts';
import { type AccountRow, toAccount } from '../storage/accounts.ts';
import { insertRefreshToken, insertSession } from '../storage/sessions.ts';
import { hashSecret } from './hash-secret.ts';

/** A session and the secret that goes into the browser's cookie, and nowhere else. */
export interface SignedIn {
  readonly session: Session;
  readonly refreshToken: string;
}

type Dependencies = Pick<AuthDependencies, 'clock' | 'newSecret' | 'settings'>;

/** Begins a new sign-in of the account on a browser. */
export async function startSession(
  dependencies: Dependencies,
  client: SqlClient,
  account: AccountRow,
): Promise<SignedIn> {
  const sessionId = `ses_${dependencies.newSecret().slice(0, 26)}`;
  await insertSession(client, {
    id: sessionId,
    accountId: account.id,
    at: dependencies.clock.now(),
  });
  return issueTokens(dependencies, client, { account, sessionId });
}

/** The next refresh token of a session, with a fresh access token. */
export async function issueTokens(
  { clock, newSecret, settings }: Dependencies,
  client: SqlClient,
  { account, sessionId }: { account: AccountRow; sessionId: string },
): Promise<SignedIn> {
  const now = clock.now();
  const refreshToken = newSecret();
  await insertRefreshToken(client, {
    hash: hashSecret(refreshToken),
    sessionId,
    issuedAt: now,
    expiresAt: new Date(now.getTime() + refreshTokenDays * 86_400_000),
  });
  const accessToken = await signAccessToken(
    {
      accountId: account.id,
      role: account.role,
      sessionId,
      ...(account.organizer_id !== null && { organizerId: account.organizer_id }),
    },
    {
      secret: settings.jwtSecret,
      algorithm: settings.jwtAlgorithm,
      expiresInSeconds: settings.accessTokenSeconds,
      clock,
    },
  );
  return {
    session: {
      account: toAccount(account),
      accessToken,
      expiresInSeconds: settings.accessTokenSeconds,
    },
    refreshToken,
  };
}
