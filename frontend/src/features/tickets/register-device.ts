import type { Ticket } from '@ticketing/contracts';
import { api } from '../../api/api.ts';
import { toBase64url } from './base64url.ts';
import { createDeviceKey, type DeviceKey } from './device-key.ts';
import { readKey, writeKey } from './ticket-store.ts';

/** Two tabs must not make two keys: the later one would throw the earlier one out. */
const alone = async <Result>(ticketId: string, work: () => Promise<Result>): Promise<Result> =>
  navigator.locks === undefined
    ? work()
    : await navigator.locks.request(`ticket-key-${ticketId}`, work);

/**
 * Binds a ticket to this device. The key is kept before it is registered, so that a lost reply or a closed
 * page ends in the same key being registered again, which changes nothing.
 *
 * @throws ApiProblem device_change_limit, state_conflict, ticket_not_found, offline, ...
 */
export function registerDevice(ticketId: string): Promise<{ ticket: Ticket; key: DeviceKey }> {
  return alone(ticketId, async () => {
    let key = await readKey(ticketId);
    if (key === undefined) {
      key = await createDeviceKey();
      await writeKey(ticketId, key);
    }
    const ticket = await api.registerDeviceKey({
      params: { ticketId },
      body: { algorithm: key.algorithm, publicKey: toBase64url(key.publicKey) },
    });
    return { ticket, key };
  });
}
