import { gatherCalls, type SqlDatabase } from '@ticketing/sql-database';
import type { BulkChangeRecord } from '../domain/bulk-change.ts';
import type { BulkChangeStore } from '../storage/booking-store.ts';

interface Row {
  readonly version: number;
  readonly document: Omit<BulkChangeRecord, 'version'>;
}

const toRecord = ({ version, document }: Row): BulkChangeRecord => ({ ...document, version });

/** One statement for both: version 0 is one that is not there yet. */
const saveSql = `
  insert into bulk_changes as kept (performance_id, state, version, document)
  select $1, $2, 1, $4::jsonb where $3::int = 0
    or exists (select from bulk_changes where performance_id = $1 and version = $3::int)
  on conflict (performance_id) do update
    set state = excluded.state, version = kept.version + 1, document = excluded.document
    where kept.version = $3::int
  returning version`;

/** Changes in bulk, in the schema of the bookings. */
export function createPostgresBulkChanges(database: SqlDatabase): BulkChangeStore {
  const select = 'select version, document from bulk_changes';
  // Every confirmation asks, and those of one performance ask the same.
  const readById = gatherCalls<string, BulkChangeRecord | undefined>({
    run: async (performanceIds) => {
      const rows = await database.query<Row>(`${select} where performance_id = any($1::text[])`, [
        [...new Set(performanceIds)],
      ]);
      const records = new Map(rows.map((row) => [row.document.performanceId, toRecord(row)]));
      return performanceIds.map((performanceId) => records.get(performanceId));
    },
  });
  return {
    getBulkChange: readById,
    async saveBulkChange({ version, ...document }) {
      const [row] = await database.query<{ version: number }>(saveSql, [
        document.performanceId,
        document.state,
        version,
        JSON.stringify(document),
      ]);
      return row && { ...document, version: row.version };
    },
    async listRunningBulkChanges(limit) {
      const rows = await database.query<Row>(`${select} where state = 'running' limit $1`, [limit]);
      return rows.map(toRecord);
    },
  };
}
