import { emailVerificationRequested, passwordResetRequested } from '@ticketing/contracts';
import { insertOutbox } from '@ticketing/service-kit';
import type { SqlClient } from '@ticketing/sql-database';
import type { AuthDependencies } from '../dependencies.ts';
import { emailVerificationHours, passwordResetMinutes } from '../domain/limits.ts';
import { insertOneTimeRequest, type OneTimeKind } from '../storage/one-time-requests.ts';

const minute = 60_000;
const validMs: Record<OneTimeKind, number> = {
  password_reset: passwordResetMinutes * minute,
  email_verification: emailVerificationHours * 60 * minute,
};
const eventOf = {
  password_reset: passwordResetRequested,
  email_verification: emailVerificationRequested,
};

/**
 * Notes that the account asked for a link and tells the bus, in the caller's transaction. The link
 * itself is made later, when its e-mail is written.
 */
export async function requestOneTimeLink(
  { newId, newSecret, clock }: Pick<AuthDependencies, 'newId' | 'newSecret' | 'clock'>,
  client: SqlClient,
  request: { accountId: string; kind: OneTimeKind; requestId: string },
): Promise<void> {
  const at = clock.now();
  const expiresAt = new Date(at.getTime() + validMs[request.kind]);
  const id = `otr_${newSecret().slice(0, 26)}`;
  await insertOneTimeRequest(client, { ...request, id, at, expiresAt });
  await insertOutbox(client, {
    id: newId('message'),
    key: request.accountId,
    type: eventOf[request.kind].type,
    time: at.toISOString(),
    requestId: request.requestId,
    data: { accountId: request.accountId, requestId: id, expiresAt: expiresAt.toISOString() },
  });
}
