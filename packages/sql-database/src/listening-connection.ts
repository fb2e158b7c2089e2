import pg from 'pg';
import { CONNECT_MILLISECONDS_MAX, LISTEN_HEARTBEAT_MILLISECONDS } from './limits.ts';

export interface ListeningConnection {
  /** Runs one statement after those before it. */
  run(text: string): Promise<void>;
  isLost(): boolean;
  end(): Promise<void>;
}

/**
 * Opens the one connection that listens. Once it is open, `onLost` runs when it ends other than by `end`.
 * A heartbeat finds out when the other side has vanished without a word. Rejects when it cannot be opened.
 */
export async function openListeningConnection(
  settings: pg.ClientConfig,
  events: { onNotice(channel: string, payload: string): void; onLost(): void },
): Promise<ListeningConnection> {
  const client = new pg.Client({ ...settings, query_timeout: CONNECT_MILLISECONDS_MAX });
  let state: 'opening' | 'open' | 'lost' | 'ended' = 'opening';
  let last: Promise<unknown> = Promise.resolve();

  const lose = () => {
    clearInterval(heartbeat);
    if (state !== 'open') return;
    state = 'lost';
    events.onLost();
  };
  const run = async (text: string): Promise<void> => {
    const mine = last.then(() => client.query(text));
    last = mine.catch(() => {});
    await mine;
  };
  const heartbeat = setInterval(() => {
    run('SELECT 1').catch(() => {
      lose();
      client.end().catch(() => {});
    });
  }, LISTEN_HEARTBEAT_MILLISECONDS);

  client.on('notification', (notice) => events.onNotice(notice.channel, notice.payload ?? ''));
  client.on('error', () => {});
  client.on('end', lose);
  try {
    await client.connect();
    state = 'open';
  } catch (error) {
    state = 'ended';
    clearInterval(heartbeat);
    throw error;
  }
  return {
    run,
    isLost: () => state !== 'open',
    async end() {
      state = 'ended';
      clearInterval(heartbeat);
      await client.end();
    },
  };
}
