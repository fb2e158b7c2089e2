import type { Ticket } from '@ticketing/contracts';
import type { DeviceKey } from './device-key.ts';

/** A booking's tickets as they were last seen, for a venue without network. */
export interface StoredTickets {
  readonly bookingId: string;
  readonly accountId: string;
  readonly tickets: readonly Ticket[];
  /** Milliseconds by which the server's clock is ahead of this device's. */
  readonly clockOffsetMs: number;
  readonly savedAtMs: number;
}

const databaseName = 'tickets';
const databaseVersion = 1;

const settled = <Result>(request: IDBRequest<Result>): Promise<Result> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'));
  });

let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(databaseName, databaseVersion);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('keys');
      request.result.createObjectStore('bookings', { keyPath: 'bookingId' });
    };
    request.onsuccess = () => {
      // A newer tab must be able to upgrade; this one opens again when it needs to.
      request.result.onversionchange = () => {
        request.result.close();
        opened = undefined;
      };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error ?? new Error('IndexedDB is not available'));
  }).catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

type StoreName = 'keys' | 'bookings';

async function withStore<Result>(
  name: StoreName,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  const database = await open();
  const transaction = database.transaction(name, mode, { durability: 'strict' });
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB aborted'));
  });
  const result = await settled(work(transaction.objectStore(name)));
  await done;
  return result;
}

/** The ticket's key on this device, undefined before the first view. */
export const readKey = (ticketId: string): Promise<DeviceKey | undefined> =>
  withStore<DeviceKey | undefined>('keys', 'readonly', (store) => store.get(ticketId));

/** Keeps a key; it is a handle that can sign, its private half stays inside the browser. */
export const writeKey = async (ticketId: string, key: DeviceKey): Promise<void> => {
  await withStore('keys', 'readwrite', (store) => store.put(key, ticketId));
};

export const readTickets = (bookingId: string): Promise<StoredTickets | undefined> =>
  withStore<StoredTickets | undefined>('bookings', 'readonly', (store) => store.get(bookingId));

export const writeTickets = async (stored: StoredTickets): Promise<void> => {
  await withStore('bookings', 'readwrite', (store) => store.put(stored));
};

/**
 * Forgets the tickets seen here, for a screen that others use. The keys stay: they show nothing without
 * the list, and without them the next sign-in would use up a move to another device.
 */
export const forgetTickets = async (): Promise<void> => {
  await withStore('bookings', 'readwrite', (store) => store.clear());
};
