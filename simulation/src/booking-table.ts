import {
  type BookingPage,
  type BookingRecord,
  type BookingStore,
  type BulkChangeRecord,
  forgetAt,
  payGraceSeconds,
  workDueAt,
} from '@ticketing/booking-service/simulation';
import type { BusMessage } from '@ticketing/event-bus';
import { createOutbox, type Outbox } from './outbox.ts';

/** Each call is one step: nothing comes between its reading and its writing. */
type Steps<Port> = {
  [Name in keyof Port]: Port[Name] extends (...given: infer Given) => Promise<infer Answer>
    ? (...given: Given) => Answer
    : never;
};

/** What survives the processes of the booking service: its bookings and what is to be told of them. */
export interface BookingTable extends Steps<Omit<BookingStore, UnstoredName>> {
  readonly outbox: Outbox;
  all(): BookingRecord[];
}

export interface BookingTableOptions {
  readonly nowMs: () => number;
  /** Told of every write. */
  readonly onWrite: (record: BookingRecord, messages: readonly BusMessage[]) => void;
}

/** The port's promises in memory: `BookingStore` of the booking service says what they are. */
export function createBookingTable({ nowMs, onWrite }: BookingTableOptions): BookingTable {
  const records = new Map<string, BookingRecord>();
  const bulkChanges = new Map<string, BulkChangeRecord>();
  const dueAt = new Map<string, number>();
  const outbox = createOutbox();
  const keyed = new Map<string, string>();
  const keyOf = (customerId: string, key: string): string => JSON.stringify([customerId, key]);

  function write(record: BookingRecord, messages: readonly BusMessage[]): void {
    records.set(record.id, record);
    const due = workDueAt(record, payGraceSeconds);
    if (due === undefined) dueAt.delete(record.id);
    else dueAt.set(record.id, due.getTime());
    outbox.add(messages);
    onWrite(record, messages);
  }

  /** Undefined also when its time to be forgotten has come. */
  function get(bookingId: string): BookingRecord | undefined {
    const record = records.get(bookingId);
    const forget = record && forgetAt(record);
    if (record === undefined || forget === undefined || forget.getTime() > nowMs()) return record;
    return outbox.waiting.some(({ key }) => key === bookingId) ? record : undefined;
  }

  const all = () => [...records.keys()].flatMap((id) => get(id) ?? []);

  return {
    outbox,
    all,
    get,
    create(record, messages) {
      const key = keyOf(record.customerId, record.idempotencyKey);
      const known = keyed.get(key);
      if (known !== undefined && get(known) !== undefined) return 'exists';
      keyed.set(key, record.id);
      write(record, messages);
      return 'created';
    },
    save(record, messages) {
      if (get(record.id)?.version !== record.version) return undefined;
      const saved = { ...record, version: record.version + 1 };
      write(saved, messages);
      return saved;
    },
    findByIdempotencyKey(customerId, key) {
      const id = keyed.get(keyOf(customerId, key));
      return id === undefined ? undefined : get(id);
    },
    findByTicket: (name) =>
      all().find(({ seats }) =>
        seats.some(({ ticket }) =>
          'ticketId' in name ? ticket?.id === name.ticketId : ticket?.shortId === name.shortId,
        ),
      ),
    listOfCustomer(customerId, { cursor, limit }): BookingPage {
      const own = all().filter((record) => record.customerId === customerId);
      own.sort(byId).reverse();
      const after = cursor === undefined ? own : own.filter(({ id }) => id < cursor);
      const items = after.slice(0, limit);
      const last = items.at(-1);
      return { items, ...(after.length > limit && last && { nextCursor: last.id }) };
    },
    listOpenOfPerformance: (performanceId, { afterId, limit }) =>
      all()
        .filter(({ performance, state }) => performance.id === performanceId && !hasEnded(state))
        .filter(({ id }) => id > afterId)
        .sort(byId)
        .slice(0, limit),
    listDue: (now, limit) =>
      [...dueAt]
        .filter(([, at]) => at <= now.getTime())
        .sort(([, a], [, b]) => a - b)
        .slice(0, limit)
        .map(([id]) => id),
    getBulkChange: (performanceId) => bulkChanges.get(performanceId),
    saveBulkChange(record) {
      if ((bulkChanges.get(record.performanceId)?.version ?? 0) !== record.version)
        return undefined;
      const saved = { ...record, version: record.version + 1 };
      bulkChanges.set(record.performanceId, saved);
      return saved;
    },
    listRunningBulkChanges: (limit) =>
      [...bulkChanges.values()].filter(({ state }) => state === 'running').slice(0, limit),
    postpone(bookingId, until) {
      if (dueAt.has(bookingId)) dueAt.set(bookingId, until.getTime());
    },
  };
}

const byId = (a: BookingRecord, b: BookingRecord): number => (a.id < b.id ? -1 : 1);
const hasEnded = (state: BookingRecord['state']): boolean =>
  state === 'expired' || state === 'cancelled';

type UnstoredName = 'readAll' | 'ping' | 'pingWrites';
