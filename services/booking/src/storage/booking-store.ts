import type { BusMessage } from '@ticketing/event-bus';
import type { BookingRecord } from '../domain/booking-record.ts';

/** Where a list of a customer's bookings goes on. */
export interface BookingPage {
  readonly items: readonly BookingRecord[];
  readonly nextCursor?: string;
}

/**
 * Where bookings are kept: PostgreSQL or DynamoDB. Promises:
 * - A record and the messages that tell of it are saved in one write, or neither.
 * - `save` fails, changing nothing, unless the stored version is the record's; it stores version + 1.
 * - What resolved survives a crash.
 */
export interface BookingStore {
  /** Saves a new booking; 'exists' when the customer has one under the same idempotency key. */
  create(record: BookingRecord, messages: readonly BusMessage[]): Promise<'created' | 'exists'>;
  /** The record with its new version; undefined when somebody else changed it meanwhile. */
  save(record: BookingRecord, messages: readonly BusMessage[]): Promise<BookingRecord | undefined>;
  get(bookingId: string): Promise<BookingRecord | undefined>;
  findByIdempotencyKey(customerId: string, key: string): Promise<BookingRecord | undefined>;
  findByTicket(
    name: { ticketId: string } | { shortId: string },
  ): Promise<BookingRecord | undefined>;
  /** Newest first. */
  listOfCustomer(
    customerId: string,
    page: { cursor?: string; limit: number },
  ): Promise<BookingPage>;
  /** Of the performance, not ended, in the order of their ids, after `afterId`. */
  listOpenOfPerformance(
    performanceId: string,
    page: { afterId: string; limit: number },
  ): Promise<readonly BookingRecord[]>;
  /** Ids of bookings that must be looked at again at `now`, the longest due first. */
  listDue(now: Date, limit: number): Promise<readonly string[]>;
  /** Puts a due booking off, so that one that cannot be driven on does not block the others. */
  postpone(bookingId: string, until: Date): Promise<void>;
  ping(): Promise<void>;
}
