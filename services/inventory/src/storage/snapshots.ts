import type { SqlClient } from '@ticketing/sql-database';

/** Journal rows kept behind the newest snapshot, for whoever wants to know what happened. */
const journalRowsKept = 20_000;

export interface Snapshot {
  readonly performanceId: string;
  readonly version: number;
  readonly heldCount: number;
  readonly state: Buffer;
}

/** Keeps the newest snapshot of a performance. */
export async function saveSnapshot(client: SqlClient, snapshot: Snapshot): Promise<void> {
  await client.query(
    `insert into snapshots as stored (performance_id, sequence, held_count, state)
     values ($1, $2, $3, $4)
     on conflict (performance_id) do update
       set sequence = excluded.sequence, held_count = excluded.held_count, state = excluded.state
       where stored.sequence < excluded.sequence`,
    [snapshot.performanceId, snapshot.version, snapshot.heldCount, snapshot.state],
  );
}

/**
 * Deletes journal rows far behind the snapshot, in two steps: rows are given up first, and deleted by a
 * later call, when every statement that began before has ended. A writer that was asleep all the while
 * thus meets either its row or the mark, and never a gap where it could write.
 */
export async function pruneJournal(
  client: SqlClient,
  { performanceId, version }: Pick<Snapshot, 'performanceId' | 'version'>,
): Promise<void> {
  if (version <= journalRowsKept) return;
  await client.query(
    `delete from journal using performances
     where journal.performance_id = $1 and performances.performance_id = $1
       and journal.sequence <= performances.pruned_sequence
       and performances.pruned_at < now() - interval '1 minute'`,
    [performanceId],
  );
  await client.query(
    `update performances set pruned_sequence = $2, pruned_at = now()
     where performance_id = $1 and pruned_sequence < $2
       and pruned_at < now() - interval '1 minute'`,
    [performanceId, version - journalRowsKept],
  );
}
