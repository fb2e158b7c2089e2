import type { Entry, WaitingRoomStatus } from '@ticketing/contracts';
import { newId } from '@ticketing/service-kit';
import { type ApiClient, accessTokenFor, apiClient } from '@ticketing/testing';
import type { RunningGateway } from './start-gateway.ts';

/** Somebody who comes to a sale. */
export interface Visitor {
  readonly accountId: string;
  readonly api: ApiClient;
  enter(positionToken?: string): Promise<Entry>;
  book(admissionToken?: string): Promise<{ status: number; code: unknown }>;
}

export async function visitor(
  running: RunningGateway,
  performanceId: string,
  who: { accountId?: string; sessionId?: string } = {},
): Promise<Visitor> {
  const accountId = who.accountId ?? newId('account');
  const { sessionId = 'session-1' } = who;
  const token = await accessTokenFor({
    accountId,
    sessionId,
    clock: running.clock,
    expiresInSeconds: 86_400,
  });
  const api = apiClient(`${running.url}/api`, token);
  return {
    accountId,
    api,
    async enter(positionToken) {
      const body = positionToken === undefined ? {} : { positionToken };
      const reply = await api.post<Entry>(`/waiting-room/${performanceId}/entries`, body);
      if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
      return reply.body;
    },
    async book(admissionToken) {
      const reply = await api.post<{ code?: string }>(
        '/bookings',
        { performanceId, seatNos: [1] },
        {
          idempotencyKey: newId('message'),
          ...(admissionToken !== undefined && { headers: { 'x-admission-token': admissionToken } }),
        },
      );
      return { status: reply.status, code: reply.body.code };
    },
  };
}

export const placeOf = (entry: Entry) => {
  if (entry.state !== 'waiting') throw new Error(`expected to wait: ${JSON.stringify(entry)}`);
  return entry;
};
export const admissionOf = (entry: Entry) => {
  if (entry.state !== 'admitted') throw new Error(`expected to be in: ${JSON.stringify(entry)}`);
  return entry;
};
export const statusOf = async ({ url }: RunningGateway, performanceId: string) =>
  (await (
    await fetch(`${url}/api/waiting-room/${performanceId}/status`)
  ).json()) as WaitingRoomStatus;
