import type { BookingStore } from '../storage/booking-store.ts';

/** Tells those who wait for a booking that this process has changed it. */
export interface BookingBell {
  /** Listens from now on. Its end must be called, also when nobody waits any more. */
  listen(bookingId: string): {
    /** Resolves when the booking is changed here, after so many milliseconds, or at the end. */
    heard(withinMs: number): Promise<void>;
    end(): void;
  };
  /** Ends all who listen, now and later: the service stops. */
  close(): void;
  isClosed(): boolean;
}

/** The store, ringing for each booking that it saved. */
export function hangBell(store: BookingStore): { store: BookingStore; bell: BookingBell } {
  const listening = new Map<string, Set<() => void>>();
  let closed = false;

  const bell: BookingBell = {
    listen(bookingId) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const ears = listening.get(bookingId) ?? new Set();
      let timer: NodeJS.Timeout | undefined;
      const end = () => {
        clearTimeout(timer);
        ears.delete(end);
        if (ears.size === 0) listening.delete(bookingId);
        resolve();
      };
      listening.set(bookingId, ears.add(end));
      return {
        heard(withinMs) {
          if (closed) end();
          else timer ??= setTimeout(end, withinMs);
          return promise;
        },
        end,
      };
    },
    close() {
      closed = true;
      for (const ears of [...listening.values()]) for (const end of [...ears]) end();
    },
    isClosed: () => closed,
  };

  async function save(...[record, messages]: Parameters<BookingStore['save']>) {
    const saved = await store.save(record, messages);
    if (saved !== undefined) for (const end of [...(listening.get(record.id) ?? [])]) end();
    return saved;
  }
  return { store: { ...store, save }, bell };
}
