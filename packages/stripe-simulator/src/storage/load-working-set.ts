import type { SqlClient } from '@ticketing/sql-database';
import type { Payment, PaymentMethod } from '../domain/payment.ts';
import type { SavedAnswer, Wanted, WorkingSet } from './working-set.ts';

const LOAD = `
  select 'payment' as kind, newest.record
  from unnest($1::text[]) as wanted(stem)
  cross join lateral (
    select record from payment_revisions where stem = wanted.stem order by revision desc limit 1
  ) as newest
  union all
  select 'method', record from payment_methods where id = any($2::text[])
  union all
  select 'answer', json_build_object('key', key, 'endpoint', endpoint,
    'fingerprint', fingerprint, 'requestId', request_id, 'outcome', outcome)
  from idempotency_keys where key = any($3::text[])`;

type Row =
  | { kind: 'payment'; record: Payment }
  | { kind: 'method'; record: PaymentMethod }
  | { kind: 'answer'; record: SavedAnswer };

/** Reads, in one round trip, the newest state of everything that a batch decides on. */
export async function loadWorkingSet(database: SqlClient, wanted: Wanted): Promise<WorkingSet> {
  const rows = await database.query<Row>(LOAD, [wanted.stems, wanted.methodIds, wanted.answerKeys]);
  const set: WorkingSet = {
    payments: new Map(),
    methods: new Map(),
    answers: new Map(),
    changes: { revisions: [], methods: [], refunds: [], accounts: [], events: [], answers: [] },
  };
  for (const row of rows) {
    if (row.kind === 'payment') set.payments.set(row.record.stem, row.record);
    else if (row.kind === 'method') set.methods.set(row.record.id, row.record);
    else set.answers.set(row.record.key, row.record);
  }
  return set;
}
