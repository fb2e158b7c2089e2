import type { SqlClient } from '@ticketing/sql-database';
import { leaseMs } from './limits.ts';

/** A group's cursor row, seen by one consumer: who may move it, and where it stands. */
export interface LeasedCursor {
  /** The finished position when this consumer owns the lease now; undefined when another does. */
  take(): Promise<number | undefined>;
  /** Saves the position and prolongs the lease; false when the lease went to another. */
  save(position: number): Promise<boolean>;
  /** Gives the lease back, so that a stand-by need not wait for its end. */
  release(): Promise<void>;
  /** Whether the lease is certain to be ours still, by this process's own clock. */
  held(): boolean;
}

const takeCursor = `
  update event_bus.cursors
  set owner = $3, leased_until = clock_timestamp() + $4 * interval '1 millisecond'
  where topic = $1 and consumer_group = $2
    and (owner is null or owner = $3 or leased_until < clock_timestamp())
  returning position`;

const saveCursor = `
  update event_bus.cursors
  set position = greatest(position, $4),
    leased_until = clock_timestamp() + $5 * interval '1 millisecond'
  where topic = $1 and consumer_group = $2 and owner = $3
  returning position`;

const releaseCursor = `
  update event_bus.cursors set owner = null, leased_until = null
  where topic = $1 and consumer_group = $2 and owner = $3`;

const createCursor = `
  insert into event_bus.cursors (topic, consumer_group, position)
  values ($1, $2, case when $3 = 'latest'
    then coalesce((select last_position from event_bus.topics where topic = $1), 0) else 0 end)
  on conflict do nothing`;

/** Gives a group that never read its place; a group that did keeps its own. */
export async function ensureCursor(
  client: SqlClient,
  place: { topic: string; group: string; from: 'earliest' | 'latest' },
): Promise<void> {
  await client.query(createCursor, [place.topic, place.group, place.from]);
}

export function createLeasedCursor(
  client: SqlClient,
  place: { topic: string; group: string; owner: string },
): LeasedCursor {
  const row = [place.topic, place.group, place.owner];
  /** Counted from before the request, so that ours ends before the server's. */
  let heldUntil = 0;

  return {
    async take() {
      const askedAt = performance.now();
      const [cursor] = await client.query<{ position: number }>(takeCursor, [...row, leaseMs]);
      if (cursor === undefined) return undefined;
      heldUntil = askedAt + leaseMs;
      return Number(cursor.position);
    },
    async save(position) {
      const askedAt = performance.now();
      const saved = await client.query(saveCursor, [...row, position, leaseMs]);
      heldUntil = saved.length > 0 ? askedAt + leaseMs : 0;
      return saved.length > 0;
    },
    async release() {
      heldUntil = 0;
      await client.query(releaseCursor, row);
    },
    held: () => performance.now() < heldUntil,
  };
}
