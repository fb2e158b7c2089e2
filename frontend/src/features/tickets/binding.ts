import type { Ticket } from '@ticketing/contracts';
import { type DeviceKey, keyIdText } from './device-key.ts';

/** Where a ticket's key is, seen from this device. */
export type Binding =
  /** Never shown anywhere: this device may take it. */
  | 'unbound'
  /** This device signs for it. */
  | 'here'
  /** Another device does; moving it here uses up a change. */
  | 'elsewhere';

/** @param key the ticket's key on this device, if there is one */
export function bindingOf(
  ticket: Pick<Ticket, 'device'>,
  key: Pick<DeviceKey, 'keyId'> | undefined,
): Binding {
  if (ticket.device === undefined) return 'unbound';
  return key !== undefined && keyIdText(key) === ticket.device.keyId ? 'here' : 'elsewhere';
}
