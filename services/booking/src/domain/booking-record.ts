import type { Booking, SaleTerms } from '@ticketing/contracts';
import { unpaidBookingDays } from './limits.ts';

/** The device that shows a ticket. */
export interface TicketDevice {
  /** Hex of the first 4 bytes of the SHA-256 of the raw public key, as the QR carries it. */
  readonly keyId: string;
  readonly algorithm: 'Ed25519' | 'ES256';
  /** Raw public key, base64url. */
  readonly publicKey: string;
  readonly registeredAt: string;
  /** Devices that this ticket had before. */
  readonly changes: number;
}

export interface TicketRecord {
  readonly id: string;
  readonly shortId: string;
  readonly state: 'valid' | 'used' | 'cancelled';
  readonly device?: TicketDevice;
  readonly usedAt?: string;
  /** Key of the scan that let it in: the same scan sent again gets the same answer. */
  readonly usedBy?: string;
}

export type SeatRecord = Omit<Booking['seats'][number], 'ticketId' | 'ticketState'> & {
  readonly ticket?: TicketRecord;
};

/** A cancellation of some tickets; its id is the key of refund and of the seats' return. */
export interface CancellationRecord {
  readonly id: string;
  readonly idempotencyKey: string;
  readonly ticketIds: readonly string[];
  readonly seatNos: readonly number[];
  readonly feeMinor: number;
  readonly refundMinor: number;
  readonly reason: 'customer' | 'organizer';
  readonly at: string;
  readonly seatsReturned: boolean;
}

export type ExpiredReason = NonNullable<Booking['expiredReason']>;

/** A booking as it is kept: everything that was agreed when the seats were held. */
export interface BookingRecord {
  readonly id: string;
  readonly version: number;
  readonly state: Booking['state'];
  readonly customerId: string;
  readonly organizerId: string;
  readonly idempotencyKey: string;
  /** Tells the same request sent twice from another one under the same key. */
  readonly fingerprint: string;
  readonly event: Booking['event'];
  readonly performance: Booking['performance'];
  readonly cancellationPolicy: SaleTerms['cancellationPolicy'];
  readonly seats: readonly SeatRecord[];
  readonly totalMinor: number;
  readonly currency: string;
  readonly hold: { readonly id: string; readonly fence: number };
  readonly createdAt: string;
  readonly expiresAt: string;
  /** Its page was left: unless its owner reads it before, the seats go back then. */
  readonly leaveAt?: string;
  /** Payment has begun, and the hold was extended for it. */
  readonly paymentMethod?: 'card' | 'virtual_account';
  /** The payment whose account was issued: who must transfer asks it where to. */
  readonly depositPaymentId?: string;
  /** Of the terms: hours in which a bank transfer must arrive; absent: it takes none. */
  readonly depositHours?: number;
  /** After a postponement: cancelling until then costs nothing. */
  readonly fullRefundUntil?: string;
  /** Of the terms that its date is of: older ones move it no more. Absent: it was made before these counted. */
  readonly termsRevision?: number;
  readonly paymentId?: string;
  /** The seats are sold to this booking; only capture and tickets are missing. */
  readonly seatsSecuredAt?: string;
  readonly confirmedAt?: string;
  readonly expiredReason?: ExpiredReason;
  /** After expiry: whether inventory has the seats back. */
  readonly seatsReleased?: boolean;
  readonly cancellations: readonly CancellationRecord[];
  /** W3C `traceparent` of the request that made it; what follows later joins that trace. */
  readonly traceparent?: string;
}

/** The booking as its owner sees it. */
export function toBooking(record: BookingRecord): Booking {
  const pending = record.state === 'pending_payment';
  const paymentId = record.paymentId ?? record.depositPaymentId;
  return {
    id: record.id,
    state: record.state,
    customerId: record.customerId,
    organizerId: record.organizerId,
    event: record.event,
    performance: record.performance,
    seats: record.seats.map(({ ticket, ...seat }) => ({
      ...seat,
      ...(ticket && { ticketId: ticket.id, ticketState: ticket.state }),
    })),
    totalMinor: record.totalMinor,
    currency: record.currency,
    createdAt: record.createdAt,
    ...(pending && { expiresAt: record.expiresAt }),
    ...(record.confirmedAt !== undefined && { confirmedAt: record.confirmedAt }),
    ...(record.expiredReason !== undefined && { expiredReason: record.expiredReason }),
    refundedMinor: sum(record.cancellations.map(({ refundMinor }) => refundMinor)),
    cancellationFeeMinor: sum(record.cancellations.map(({ feeMinor }) => feeMinor)),
    ...(paymentId !== undefined && { paymentId }),
    ...(record.paymentMethod !== undefined && { paymentMethod: record.paymentMethod }),
    ...(record.fullRefundUntil !== undefined && { fullRefundUntil: record.fullRefundUntil }),
  };
}

export const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, number) => total + number, 0);

/**
 * When the booking must be looked at again: a pending one when its time is over or its page was left,
 * unless its seats are already sold (then payment drives it); an ended one at once while seats are not
 * back. Undefined: nothing is left to do.
 */
export function workDueAt(record: BookingRecord, graceSeconds: number): Date | undefined {
  if (record.state === 'pending_payment') {
    if (record.seatsSecuredAt !== undefined) return undefined;
    const expiresAtMs = Date.parse(record.expiresAt) + graceSeconds * 1000;
    if (record.leaveAt === undefined) return new Date(expiresAtMs);
    return new Date(Math.min(expiresAtMs, Date.parse(record.leaveAt)));
  }
  if (record.state === 'expired') return record.seatsReleased ? undefined : new Date(0);
  return record.cancellations.some((cancellation) => !cancellation.seatsReturned)
    ? new Date(0)
    : undefined;
}

/**
 * When a booking is forgotten, and its idempotency key with it: one that ended without payment, long
 * after its time to pay was over. Undefined: it is kept, as whatever has tickets or seats to give back.
 */
export function forgetAt(record: BookingRecord): Date | undefined {
  if (record.state !== 'expired' || record.seatsReleased !== true) return undefined;
  return new Date(Date.parse(record.expiresAt) + unpaidBookingDays * 86_400_000);
}
