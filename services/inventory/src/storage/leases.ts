import type { SqlClient } from '@ticketing/sql-database';
import type { GivenUpLease, Instance, Lease, RenewedLease } from './seat-store.ts';

/**
 * The lease goes to who has it already, to a new process at its address (the old one must have ended), or
 * to whoever comes first after it lapsed. The row's lock decides among several.
 */
const takeStatement = `
  with taken as (
    insert into leases as stored
      (performance_id, holder, address, term, after_crash, wanted, expires_at)
    select performance_id, $2, $3, 1, false, true, clock_timestamp() + $4 * interval '1 ms'
    from performances where performance_id = $1 and layout is not null
    on conflict (performance_id) do update
      set holder = excluded.holder, address = excluded.address, wanted = true,
        term = stored.term + (stored.holder <> excluded.holder)::int,
        after_crash = case when stored.holder = excluded.holder then stored.after_crash
          else stored.holder <> '' end,
        expires_at = excluded.expires_at
      where stored.holder = excluded.holder
        or stored.expires_at <= clock_timestamp()
        or (stored.address = excluded.address and stored.address <> '')
    returning address, term, after_crash
  )
  select true as mine, address, term, after_crash, 0 as left_ms from taken
  union all
  select false, address, term, false,
    ceil(extract(epoch from expires_at - clock_timestamp()) * 1000)::int
  from leases where performance_id = $1 and not exists (select from taken)`;

interface LeaseRow {
  mine: boolean;
  address: string;
  term: number;
  after_crash: boolean;
  left_ms: number;
}

/** @param leaseMs how long it lasts from now on. Undefined when the performance was never opened. */
export async function takeLease(
  client: SqlClient,
  performanceId: string,
  { id, address, leaseMs }: Instance & { readonly leaseMs: number },
): Promise<Lease | undefined> {
  const [row] = await client.query<LeaseRow>(takeStatement, [performanceId, id, address, leaseMs]);
  if (row === undefined) return undefined;
  return row.mine
    ? { mine: true, term: row.term, afterCrash: row.after_crash }
    : { mine: false, leader: row.address, leftMs: Math.max(0, row.left_ms) };
}

/** Returns those that are the instance's still, each with the newest revision of its terms. */
export async function renewLeases(
  client: SqlClient,
  { id, address, leaseMs }: Instance & { readonly leaseMs: number },
  performanceIds: readonly string[],
): Promise<RenewedLease[]> {
  const rows = await client.query<{ performance_id: string; terms_revision: number }>(
    `with renewed as (
       update leases set expires_at = clock_timestamp() + $3 * interval '1 ms', address = $2
       where holder = $1 and performance_id = any($4::text[])
       returning performance_id
     )
     select performance_id, terms_revision from renewed join performances using (performance_id)`,
    [id, address, leaseMs, performanceIds],
  );
  return rows.map((row) => ({
    performanceId: row.performance_id,
    termsRevision: row.terms_revision,
  }));
}

export async function giveUpLeases(
  client: SqlClient,
  { id }: Pick<Instance, 'id'>,
  leases: readonly GivenUpLease[],
): Promise<void> {
  await client.query(
    `update leases set holder = '', address = '', expires_at = '-infinity', wanted = given.wanted
     from unnest($2::text[], $3::bool[]) as given (performance_id, wanted)
     where leases.performance_id = given.performance_id and holder = $1`,
    [id, leases.map(({ performanceId }) => performanceId), leases.map(({ wanted }) => wanted)],
  );
}

/** Performances that somebody must lead and nobody does. */
export async function listLeaderless(client: SqlClient, countMax: number): Promise<string[]> {
  const rows = await client.query<{ performance_id: string }>(
    `select performance_id from leases
     where wanted and expires_at <= clock_timestamp() order by expires_at limit $1`,
    [countMax],
  );
  return rows.map((row) => row.performance_id);
}
