import { createHash, webcrypto } from 'node:crypto';
import type { BodyOf, registerDeviceKey as endpoint, Ticket } from '@ticketing/contracts';
import { problem } from '@ticketing/service-kit';
import type { BookingDependencies } from '../dependencies.ts';
import { changeTickets } from '../domain/booking-moves.ts';
import type { TicketDevice, TicketRecord } from '../domain/booking-record.ts';
import { deviceChangesMax } from '../domain/limits.ts';
import { changeBooking } from './change-booking.ts';
import { ticketsOf } from './read-bookings.ts';

export const importAlgorithm = {
  Ed25519: { name: 'Ed25519' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
} as const;

/**
 * Binds a ticket to the device that holds the private half of this key. The same key again changes
 * nothing; another one moves the ticket, which is counted, and the old device's codes stop working.
 * Throws ticket_not_found, device_key_invalid, device_change_limit, state_conflict.
 */
export async function registerDeviceKey(
  dependencies: BookingDependencies,
  command: BodyOf<typeof endpoint> & { ticketId: string; customerId: string },
): Promise<Ticket> {
  const { store, clock, logger } = dependencies;
  const keyId = await checkKey(command);
  const found = await store.findByTicket({ ticketId: command.ticketId });
  if (found === undefined || found.customerId !== command.customerId) {
    throw problem('ticket_not_found');
  }
  const { record, changed } = await changeBooking(dependencies, found.id, (current) => {
    const ticket = current.seats.find((seat) => seat.ticket?.id === command.ticketId)?.ticket;
    if (ticket === undefined) throw problem('ticket_not_found');
    if (ticket.state !== 'valid') throw problem('state_conflict', `The ticket is ${ticket.state}`);
    if (ticket.device?.publicKey === command.publicKey) return undefined;
    const device = nextDevice(ticket, { ...command, keyId, at: clock.now() });
    return {
      record: changeTickets(current, (t) => (t.id === ticket.id ? { ...t, device } : t)),
    };
  });
  const ticket = ticketsOf(record).find(({ id }) => id === command.ticketId);
  if (ticket === undefined) throw problem('ticket_not_found');
  if (changed) {
    logger.info({ ticketId: ticket.id, keyId, device: ticket.device }, 'ticket bound to a device');
  }
  return ticket;
}

function nextDevice(
  ticket: TicketRecord,
  { algorithm, publicKey, keyId, at }: BodyOf<typeof endpoint> & { keyId: string; at: Date },
): TicketDevice {
  const changes = ticket.device === undefined ? 0 : ticket.device.changes + 1;
  if (changes > deviceChangesMax) throw problem('device_change_limit');
  return { keyId, algorithm, publicKey, registeredAt: at.toISOString(), changes };
}

/** The key's id; throws device_key_invalid for bytes that are no point of the curve. */
async function checkKey({ algorithm, publicKey }: BodyOf<typeof endpoint>): Promise<string> {
  const raw = Buffer.from(publicKey, 'base64url');
  try {
    await webcrypto.subtle.importKey('raw', raw, importAlgorithm[algorithm], true, ['verify']);
  } catch {
    throw problem('device_key_invalid');
  }
  return createHash('sha256').update(raw).digest().subarray(0, 4).toString('hex');
}
