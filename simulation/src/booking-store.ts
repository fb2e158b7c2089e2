import type { BookingStore } from '@ticketing/booking-service/simulation';
import { type Asking, unlessEmpty } from './asking.ts';
import type { BookingTable } from './booking-table.ts';

/** The table as a process of the booking service sees it. */
export function bookingStoreOf(table: BookingTable, asking: Asking): BookingStore {
  const step =
    <Given extends unknown[], Answer>(take: (...given: Given) => Answer) =>
    (...given: Given): Promise<Answer> =>
      asking(() => take(...given));
  return {
    create: step(table.create),
    save: step(table.save),
    get: step(table.get),
    findByIdempotencyKey: step(table.findByIdempotencyKey),
    findByTicket: step(table.findByTicket),
    listOfCustomer: step(table.listOfCustomer),
    listOpenOfPerformance: step(table.listOpenOfPerformance),
    listDue: unlessEmpty(table.listDue, asking),
    postpone: step(table.postpone),
    getBulkChange: step(table.getBulkChange),
    saveBulkChange: step(table.saveBulkChange),
    listRunningBulkChanges: unlessEmpty(table.listRunningBulkChanges, asking),
    async *readAll() {
      const ids = await asking(() => table.all().map(({ id }) => id));
      for (const id of ids) {
        const record = await asking(() => table.get(id));
        if (record !== undefined) yield record;
      }
    },
    ping: async () => undefined,
    pingWrites: async () => undefined,
  };
}
