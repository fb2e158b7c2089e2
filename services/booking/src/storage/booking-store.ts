import type { BusMessage } from '@ticketing/event-bus';
import type { BookingRecord } from '../domain/booking-record.ts';
import type { BulkChangeRecord } from '../domain/bulk-change.ts';

/** Where a list of a customer's bookings goes on. */
export interface BookingPage {
  readonly items: readonly BookingRecord[];
  readonly nextCursor?: string;
}

/** Where changes of all bookings of a performance are kept: one for each performance, the latest. */
export interface BulkChangeStore {
  getBulkChange(performanceId: string): Promise<BulkChangeRecord | undefined>;
  /**
   * Saves a new one of version 0, or the next version of the one that was read; answers it with its new
   * version, or undefined, changing nothing, when somebody else was first.
   */
  saveBulkChange(record: BulkChangeRecord): Promise<BulkChangeRecord | undefined>;
  /** Those in state `running`, in no order. */
  listRunningBulkChanges(limit: number): Promise<readonly BulkChangeRecord[]>;
}

/**
 * Where bookings are kept: PostgreSQL or DynamoDB. Promises:
 * - A record and the messages that tell of it are saved in one write, or neither.
 * - `save` fails, changing nothing, unless the stored version is the record's; it stores version + 1.
 * - What resolved survives a crash.
 * - A booking with a time to be forgotten (`forgetAt`) is gone from then on, for every reading, and its
 *   idempotency key is free again; but not while messages of it wait to be published.
 * - While the engine is away, full or too slow, methods reject within seconds with an error that callers
 *   hear as service_unavailable.
 */
export interface BookingStore extends BulkChangeStore {
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
  /**
   * Every booking, in no order, for checks and exports. Pages, of at most `limit`, are read as they are asked
   * for, however slowly: what stands from the first to the last is told once, as it was when its page was read.
   * What comes meanwhile is left out: a slow walk would never catch up with a sale.
   */
  readAll(page?: { readonly limit: number }): AsyncIterable<BookingRecord>;
  ping(): Promise<void>;
  /** Rejects while bookings can be read and not written: a full disk, no capacity. */
  pingWrites(): Promise<void>;
}
