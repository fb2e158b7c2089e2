import type { SqlClient } from '@ticketing/sql-database';
import { isDeadLetterTopic } from './dead-letters.ts';
import { retentionDays, retentionDeleteMessagesMax } from './limits.ts';

/** Looks at a topic's oldest messages only: positions and publishing times rise together. */
const deleteOldest = `
  with passed as (
    select coalesce(min(position), case when $4::boolean then 0 else 9223372036854775807 end) as position
    from event_bus.cursors where topic = $1
  ), oldest as (
    select position, published_at from event_bus.messages
    where topic = $1 and position <= (select position from passed)
    order by position limit $2
  )
  delete from event_bus.messages m using oldest
  where m.topic = $1 and m.position = oldest.position
    and oldest.published_at < clock_timestamp() - $3 * interval '1 day'
  returning m.position`;

/**
 * Deletes the messages that are older than `retentionDays` and that every group of their topic has
 * passed, in small statements; dead letters only when somebody has dealt with them. Returns how many. Several processes may do it at once.
 */
export async function deleteExpiredMessages(client: SqlClient): Promise<number> {
  const topics = await client.query<{ topic: string }>('select topic from event_bus.topics');
  let total = 0;
  for (const { topic } of topics) {
    let deleted: number;
    do {
      const rows = await client.query(deleteOldest, [
        topic,
        retentionDeleteMessagesMax,
        retentionDays,
        isDeadLetterTopic(topic),
      ]);
      deleted = rows.length;
      total += deleted;
    } while (deleted === retentionDeleteMessagesMax);
  }
  return total;
}
