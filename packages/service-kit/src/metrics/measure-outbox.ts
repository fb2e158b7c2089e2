import type { SqlDatabase } from '@ticketing/sql-database';
import { Gauge, type Registry } from 'prom-client';
import { type Clock, systemClock } from '../clock.ts';
import { readAtScrape } from './read-at-scrape.ts';

/** What waits to be published. */
export interface OutboxState {
  /** No more than `outboxCountMax` are counted. */
  readonly messages: number;
  /** When the change happened that the oldest tells of, ISO 8601; undefined when nothing waits. */
  readonly oldestAt: string | undefined;
}

/** Counting more costs more than it tells. */
export const outboxCountMax = 10_000;

/** Adds how many messages wait to be published, and since when the oldest does. */
export function measureOutbox(
  registry: Registry,
  read: () => Promise<OutboxState>,
  clock: Pick<Clock, 'now'> = systemClock,
): void {
  const state = readAtScrape(read);
  new Gauge({
    name: 'outbox_messages',
    help: `Messages that wait to be published; no more than ${outboxCountMax} are counted`,
    registers: [registry],
    async collect() {
      const outbox = await state();
      if (outbox === undefined) this.remove();
      else this.set(outbox.messages);
    },
  });
  new Gauge({
    name: 'outbox_oldest_seconds',
    help: 'How long the oldest message has waited to be published; 0 when none waits',
    registers: [registry],
    async collect() {
      const outbox = await state();
      if (outbox === undefined) this.remove();
      else this.set(secondsSince(outbox.oldestAt, clock));
    },
  });
}

function secondsSince(time: string | undefined, clock: Pick<Clock, 'now'>): number {
  if (time === undefined) return 0;
  return Math.max(0, (clock.now().getTime() - Date.parse(time)) / 1000);
}

const stateSql = `
  select (select count(*) from (select from outbox limit ${outboxCountMax}) as waiting) as messages,
    (select time from outbox order by id limit 1) as oldest_at`;

/** The outbox table in the service's schema. */
export async function readSqlOutbox(database: Pick<SqlDatabase, 'query'>): Promise<OutboxState> {
  const [row] = await database.query<{ messages: number; oldest_at: string | null }>(stateSql);
  return { messages: Number(row?.messages ?? 0), oldestAt: row?.oldest_at ?? undefined };
}
