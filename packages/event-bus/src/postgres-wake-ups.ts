import type { SqlClient, SqlDatabase } from '@ticketing/sql-database';
import type { Subscription } from './port.ts';
import type { PostgresConsumer } from './postgres-consumer.ts';
import type { ReportProblem } from './report-problem.ts';

/** The channel on which consumers are woken; the payload is the topic. */
const wakeChannel = 'event_bus';

/**
 * Wakes the topic's consumers in all processes. Not in the transaction that inserts: one that
 * notifies holds a lock of the whole server over its commit.
 */
export async function wakeConsumers(client: SqlClient, topic: string): Promise<void> {
  await client.query('select pg_notify($1, $2)', [wakeChannel, topic]);
}

/** The consumers of this process, woken over one listening connection. */
export interface WakeUps {
  /** Listens from now on. A failed attempt may be made again. */
  start(): Promise<void>;
  add(topic: string, consumer: PostgresConsumer): Subscription;
  /** Closes all consumers and listens no more. */
  close(): Promise<void>;
}

export function createWakeUps(database: SqlDatabase, reportProblem: ReportProblem): WakeUps {
  const topicByConsumer = new Map<PostgresConsumer, string>();
  let listening: Promise<() => Promise<void>> | undefined;

  /** An empty payload comes after a reconnect: anything may have been missed. */
  function wake(payload: string): void {
    for (const [consumer, topic] of topicByConsumer) {
      if (payload === '' || payload === topic) consumer.wake();
    }
  }

  /** A consumer that has gone leaves its lease to those that stand by. */
  async function closeConsumer(consumer: PostgresConsumer, topic: string): Promise<void> {
    await consumer.close();
    if (!topicByConsumer.delete(consumer)) return;
    await wakeConsumers(database, topic).catch((error: unknown) =>
      reportProblem({ doing: 'wake stand-bys', error, topic }),
    );
  }

  return {
    async start() {
      listening ??= database.listen(wakeChannel, wake);
      try {
        await listening;
      } catch (error) {
        listening = undefined;
        throw error;
      }
    },
    add(topic, consumer) {
      topicByConsumer.set(consumer, topic);
      return { close: () => closeConsumer(consumer, topic) };
    },
    async close() {
      const open = [...topicByConsumer];
      await Promise.all(open.map(([consumer, topic]) => closeConsumer(consumer, topic)));
      const stopListening = await listening?.catch(() => undefined);
      await stopListening?.();
    },
  };
}
