import { webcrypto } from 'node:crypto';
import type { ScanResult } from '@ticketing/contracts';
import {
  decodeTicketPayload,
  signedBytes,
  type TicketPayload,
} from '@ticketing/contracts/codecs/ticket-payload';
import { ApiError, problem } from '@ticketing/service-kit';
import type { BookingDependencies } from '../dependencies.ts';
import { changeTickets } from '../domain/booking-moves.ts';
import type { BookingRecord, TicketDevice, TicketRecord } from '../domain/booking-record.ts';
import { isSlotCurrent } from '../domain/ticket-slot.ts';
import { changeBooking } from './change-booking.ts';
import { ticketsOf } from './read-bookings.ts';
import { importAlgorithm } from './register-device-key.ts';

export interface ScanTicket {
  readonly payload: string;
  readonly performanceId: string;
  /** The organizer whose gate this is; undefined for admin. */
  readonly organizerId: string | undefined;
  readonly idempotencyKey: string;
}

/**
 * Lets a ticket in, once. Every refusal has its own code; the same scan sent again (same key) gets the
 * same answer.
 */
export async function scanTicket(
  dependencies: BookingDependencies,
  command: ScanTicket,
): Promise<ScanResult> {
  try {
    const result = await admit(dependencies, command);
    dependencies.metrics.scans.inc({ result: 'admitted' });
    return result;
  } catch (error) {
    if (error instanceof ApiError) dependencies.metrics.scans.inc({ result: error.code });
    throw error;
  }
}

async function admit(dependencies: BookingDependencies, command: ScanTicket): Promise<ScanResult> {
  const { store, clock } = dependencies;
  const payload = decodeTicketPayload(command.payload);
  if (payload === undefined) throw problem('ticket_payload_invalid');
  const shortId = Buffer.from(payload.ticket).toString('base64url');
  const found = await store.findByTicket({ shortId });
  if (found === undefined) throw problem('ticket_not_found');
  if (command.organizerId !== undefined && found.organizerId !== command.organizerId) {
    throw problem('forbidden', 'The ticket is of another organizer');
  }
  const at = clock.now();
  const letIn = async (current: BookingRecord) => {
    const ticket = ticketOf(current, shortId);
    if (ticket.state === 'used' && ticket.usedBy === command.idempotencyKey) return undefined;
    await assertMayEnter(current, { ticket, payload, command, at });
    const used = {
      state: 'used',
      usedAt: at.toISOString(),
      usedBy: command.idempotencyKey,
    } as const;
    return { record: changeTickets(current, (t) => (t.id === ticket.id ? { ...t, ...used } : t)) };
  };
  const { record } = await changeBooking(dependencies, found.id, letIn, found);
  return toResult(record, shortId);
}

function ticketOf(record: BookingRecord, shortId: string): TicketRecord {
  const seat = record.seats.find(({ ticket }) => ticket?.shortId === shortId);
  if (seat?.ticket === undefined) throw problem('ticket_not_found');
  return seat.ticket;
}

/** The checks in the order in which they help the person at the gate most. */
async function assertMayEnter(
  record: BookingRecord,
  {
    ticket,
    payload,
    command,
    at,
  }: { ticket: TicketRecord; payload: TicketPayload; command: ScanTicket; at: Date },
): Promise<void> {
  if (record.performance.id !== command.performanceId) throw problem('ticket_wrong_gate');
  if (ticket.state === 'cancelled') throw problem('ticket_was_cancelled');
  const { device } = ticket;
  if (device === undefined) throw problem('ticket_not_bound');
  if (device.keyId !== Buffer.from(payload.keyId).toString('hex')) {
    throw problem('ticket_device_mismatch');
  }
  if (!(await isSignedBy(device, payload))) throw problem('ticket_signature_invalid');
  if (ticket.state === 'used') {
    throw problem('ticket_already_used', undefined, { usedAt: ticket.usedAt });
  }
  if (!isSlotCurrent(payload.slot, at)) throw problem('ticket_slot_expired');
}

async function isSignedBy(device: TicketDevice, payload: TicketPayload): Promise<boolean> {
  const key = await webcrypto.subtle.importKey(
    'raw',
    Buffer.from(device.publicKey, 'base64url'),
    importAlgorithm[device.algorithm],
    false,
    ['verify'],
  );
  const algorithm =
    device.algorithm === 'ES256' ? { name: 'ECDSA', hash: 'SHA-256' } : { name: 'Ed25519' };
  return webcrypto.subtle.verify(algorithm, key, payload.signature, signedBytes(payload));
}

function toResult(record: BookingRecord, shortId: string): ScanResult {
  const ticket = ticketsOf(record).find((candidate) => candidate.shortId === shortId);
  if (ticket?.usedAt === undefined) throw new Error('an admitted ticket has no time of entry');
  return {
    result: 'admitted',
    ticketId: ticket.id,
    performanceId: record.performance.id,
    title: record.event.title,
    seat: ticket.seat,
    admittedAt: ticket.usedAt,
  };
}
