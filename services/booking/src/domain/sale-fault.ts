import type { AuditFinding } from '@ticketing/contracts';
import type { BookingRecord, CancellationRecord, TicketRecord } from './booking-record.ts';

/** What of a booking is compared with seats and money. */
export interface AuditedBooking
  extends Pick<
    BookingRecord,
    | 'id'
    | 'state'
    | 'customerId'
    | 'idempotencyKey'
    | 'totalMinor'
    | 'paymentId'
    | 'seatsSecuredAt'
    | 'seatsReleased'
  > {
  readonly performance: { readonly id: string };
  readonly seats: readonly {
    readonly seatNo: number;
    readonly ticket?: Pick<TicketRecord, 'state'>;
  }[];
  readonly cancellations: readonly Pick<
    CancellationRecord,
    'idempotencyKey' | 'seatNos' | 'refundMinor' | 'seatsReturned'
  >[];
}

/** That much of a record, so that many can be kept in memory. */
export const toAudited = (record: AuditedBooking): AuditedBooking => ({
  id: record.id,
  state: record.state,
  customerId: record.customerId,
  idempotencyKey: record.idempotencyKey,
  performance: { id: record.performance.id },
  seats: record.seats.map(({ seatNo, ticket }) => ({
    seatNo,
    ...(ticket !== undefined && { ticket: { state: ticket.state } }),
  })),
  totalMinor: record.totalMinor,
  cancellations: record.cancellations.map((cancellation) => ({
    idempotencyKey: cancellation.idempotencyKey,
    seatNos: cancellation.seatNos,
    refundMinor: cancellation.refundMinor,
    seatsReturned: cancellation.seatsReturned,
  })),
  ...(record.paymentId !== undefined && { paymentId: record.paymentId }),
  ...(record.seatsSecuredAt !== undefined && { seatsSecuredAt: record.seatsSecuredAt }),
  ...(record.seatsReleased !== undefined && { seatsReleased: record.seatsReleased }),
});

/** An invariant that does not hold (ARCHITECTURE.md, "What always holds"), and of what. */
export interface SaleFault {
  readonly invariant: AuditFinding['invariant'];
  /** `bkg_...`, `pay_...` or `prf_...`. */
  readonly subject: string;
  readonly detail: string;
}

/** In one line. */
export const faultLine = ({ invariant, subject, detail }: SaleFault): string =>
  `${invariant} ${subject}: ${detail}`;

export const hasTickets = ({ seats }: Pick<AuditedBooking, 'seats'>): boolean =>
  seats.some(({ ticket }) => ticket !== undefined);
