import type { AuthDependencies } from '../dependencies.ts';
import { endSession, lockRefreshToken } from '../storage/sessions.ts';
import { hashSecret } from './hash-secret.ts';

/** Ends the sign-in that the token belongs to; an unknown token is already signed out. */
export async function logOut(
  { database, clock }: Pick<AuthDependencies, 'database' | 'clock'>,
  refreshToken: string | undefined,
): Promise<void> {
  if (refreshToken === undefined) return;
  await database.transaction(async (client) => {
    const token = await lockRefreshToken(client, hashSecret(refreshToken));
    if (token === undefined) return;
    await endSession(client, token.session_id, { at: clock.now(), because: 'logout' });
  });
}
