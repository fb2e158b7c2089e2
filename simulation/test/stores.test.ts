import type { EventBus } from '@ticketing/event-bus';
import { provesBookingStore } from '../../services/booking/test/booking-store-contract.ts';
import { provesSeatStore } from '../../services/inventory/test/seat-store-contract.ts';
import { provesPaymentStore } from '../../services/payment/test/payment-store-contract.ts';
import { bookingStoreOf } from '../src/booking-store.ts';
import { createBookingTable } from '../src/booking-table.ts';
import type { Outbox } from '../src/outbox.ts';
import { paymentStoreOf } from '../src/payment-store.ts';
import { createPaymentTable } from '../src/payment-table.ts';
import { createSeatJournal, type SeatJournal } from '../src/seat-journal.ts';
import { seatStoreOf } from '../src/seat-store.ts';

/** Without a network in between: each step is taken at once. */
const atOnce = async <Answer>(effect: () => Answer): Promise<Answer> => effect();

provesBookingStore('the memory of a simulation', async ({ now }) => {
  const table = createBookingTable({ nowMs: () => now().getTime(), onWrite: () => undefined });
  let publishing = Promise.resolve();
  return {
    store: bookingStoreOf(table, atOnce),
    startRelay(eventBus) {
      const timer = setInterval(() => {
        publishing = publishing.then(() => relay(table.outbox, eventBus));
      }, 5);
      return {
        async close() {
          clearInterval(timer);
          await publishing;
        },
      };
    },
    close: async () => undefined,
  };
});

/** One at a time, as one outbox is read by one relay; what the bus refused stays for the next look. */
async function relay({ waiting }: Outbox, eventBus: Pick<EventBus, 'publish'>): Promise<void> {
  const messages = waiting.slice(0, 20);
  if (messages.length === 0) return;
  const isPublished = await eventBus.publish('booking-events', messages).then(
    () => true,
    () => false,
  );
  if (isPublished) waiting.splice(0, messages.length);
}

provesPaymentStore('the memory of a simulation', async () => {
  const table = createPaymentTable(() => undefined);
  return {
    store: paymentStoreOf(table, atOnce),
    messagesOf: async (bookingId) =>
      table.outbox.saved.filter(({ key }) => key === bookingId).map(({ type }) => type),
    close: async () => undefined,
  };
});

provesSeatStore('the memory of a simulation', async () => {
  const journals = new Map<string, SeatJournal>();
  const of = (performanceId: string): SeatJournal => {
    const journal = journals.get(performanceId) ?? createSeatJournal(Date.now);
    journals.set(performanceId, journal);
    return journal;
  };
  return {
    openStore: () => seatStoreOf({ of, all: () => journals }, atOnce),
    readSoldSeats: async (performanceId) => of(performanceId).soldSeats,
    close: async () => undefined,
  };
});
