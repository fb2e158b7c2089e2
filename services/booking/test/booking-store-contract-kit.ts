import type { BusMessage, EventBus } from '@ticketing/event-bus';
import type { BookingRecord } from '../src/domain/booking-record.ts';
import type { BookingStore } from '../src/storage/booking-store.ts';

export interface StoreUnderTest {
  readonly store: BookingStore;
  startRelay(eventBus: Pick<EventBus, 'publish'>): { close(): Promise<void> };
  close(): Promise<void>;
}

/** Throws when somebody else was first. */
export async function mustSave(
  store: Pick<BookingStore, 'save'>,
  record: BookingRecord,
  messages: readonly BusMessage[] = [],
): Promise<BookingRecord> {
  const saved = await store.save(record, messages);
  if (saved === undefined) throw new Error('not saved');
  return saved;
}

export async function readAll(store: Pick<BookingStore, 'readAll'>): Promise<BookingRecord[]> {
  const all: BookingRecord[] = [];
  for await (const record of store.readAll()) all.push(record);
  return all;
}
