import { setTimeout as delay } from 'node:timers/promises';
import type { ClientConfig } from 'pg';
import * as limits from './limits.ts';
import { type ListeningConnection, openListeningConnection } from './listening-connection.ts';
import { quoteIdentifier } from './quote-identifier.ts';

type Handler = (payload: string) => void;

export interface NotificationListener {
  listen(channel: string, onNotify: Handler): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/**
 * LISTENs on any number of channels over one connection, opened with the first. When it is lost it
 * comes back by itself, and every handler then runs once with '', because notices may be missed.
 * `listen` rejects when the first connection fails; later it waits for the connection's return.
 */
export function createNotificationListener(settings: ClientConfig): NotificationListener {
  const handlers = new Map<string, Set<Handler>>();
  const closing = new AbortController();
  let current: ListeningConnection | undefined;
  let connecting: Promise<ListeningConnection> | undefined;

  const deliver = (channel: string, payload: string) => {
    // In a microtask of its own: a handler that throws must not break the driver's parser.
    for (const handler of handlers.get(channel) ?? []) queueMicrotask(() => handler(payload));
  };

  const connect = async (): Promise<ListeningConnection> => {
    const connection = await openListeningConnection(settings, {
      onNotice: deliver,
      onLost: () => {
        if (current !== connection) return;
        current = undefined;
        if (handlers.size > 0) obtain(reconnect).catch(() => {});
      },
    });
    for (const channel of handlers.keys()) await listenOn(connection, channel);
    if (connection.isLost()) throw new Error('The listening connection was lost at its start.');
    current = connection;
    return connection;
  };

  const reconnect = async (): Promise<ListeningConnection> => {
    for (let wait = limits.RECONNECT_MILLISECONDS_MIN; ; wait *= 2) {
      const waitCapped = Math.min(wait, limits.RECONNECT_MILLISECONDS_MAX);
      await delay(waitCapped, undefined, { signal: closing.signal });
      const connection = await connect().catch(() => undefined);
      if (!connection) continue;
      for (const channel of handlers.keys()) deliver(channel, '');
      return connection;
    }
  };

  const obtain = async (how: () => Promise<ListeningConnection>): Promise<ListeningConnection> => {
    if (closing.signal.aborted) throw new Error('The database is closed.');
    if (current) return current;
    connecting ??= how().finally(() => {
      connecting = undefined;
    });
    return connecting;
  };

  const remove = async (channel: string, handler: Handler) => {
    const others = handlers.get(channel);
    if (!others?.delete(handler) || others.size > 0) return;
    handlers.delete(channel);
    // A lost connection has forgotten the channel anyway.
    await current?.run(`UNLISTEN ${quoteIdentifier(channel)}`).catch(() => {});
  };

  return {
    async listen(channel, onNotify) {
      quoteIdentifier(channel);
      // A wrapper of its own lets the same function listen twice and stop once.
      const handler: Handler = (payload) => onNotify(payload);
      handlers.set(channel, (handlers.get(channel) ?? new Set()).add(handler));
      try {
        for (let connection = await obtain(connect); ; connection = await obtain(connect)) {
          if (await isListening(connection, channel)) return () => remove(channel, handler);
        }
      } catch (error) {
        await remove(channel, handler);
        throw error;
      }
    },
    async close() {
      closing.abort();
      handlers.clear();
      const connection = current ?? (await connecting?.catch(() => undefined));
      current = undefined;
      await connection?.end();
    },
  };
}

async function listenOn(connection: ListeningConnection, channel: string): Promise<void> {
  await connection.run(`LISTEN ${quoteIdentifier(channel)}`);
}

/** False when the connection was lost meanwhile; any other failure is the caller's. */
async function isListening(connection: ListeningConnection, channel: string): Promise<boolean> {
  try {
    await listenOn(connection, channel);
    return true;
  } catch (error) {
    if (connection.isLost()) return false;
    throw error;
  }
}
