import type { InventoryLayout, SaleTerms } from '@ticketing/contracts';
import type { SqlClient } from '@ticketing/sql-database';
import type { SetTerms } from '../domain/commands.ts';
import type { Layout } from '../domain/layout.ts';
import { createSeatState, type SeatState } from '../domain/seat-state.ts';
import { termsCommandOf } from '../domain/terms-command.ts';
import { decodeLayout, encodeLayout } from './layout-codec.ts';
import { decodeSnapshot } from './snapshot-codec.ts';

/** A performance as its row and its snapshot tell; the journal after `state.version` is still to come. */
export interface StoredPerformance {
  readonly layout: Layout;
  readonly state: SeatState;
  readonly publishedVersion: number;
  /** What the catalogue said last, if it ever did. */
  readonly terms: SetTerms | undefined;
}

interface PerformanceRow {
  layout: Buffer;
  tickets_per_customer_max: number;
  terms_revision: number;
  terms_tickets_per_customer_max: number | null;
  terms_closed: boolean;
  terms_prevent_single_seats: boolean;
  terms_accessible_release_at_ms: number | null;
  published_sequence: number;
  /** In base64, because the driver takes bytes in hexadecimal, which is half as long again. */
  state: string | null;
}

/** Undefined when no command ever opened the performance. */
export async function loadPerformance(
  client: SqlClient,
  performanceId: string,
): Promise<StoredPerformance | undefined> {
  const [row] = await client.query<PerformanceRow>(
    `select layout, tickets_per_customer_max, terms_revision, terms_tickets_per_customer_max,
       terms_closed, terms_prevent_single_seats, terms_accessible_release_at_ms,
       published_sequence, encode(state, 'base64') as state
     from performances left join snapshots using (performance_id)
     where performance_id = $1 and layout is not null`,
    [performanceId],
  );
  if (row === undefined) return undefined;
  const layout = decodeLayout(row.layout);
  const ticketsPerCustomerMax = row.terms_tickets_per_customer_max;
  return {
    layout,
    state:
      row.state === null
        ? createSeatState(layout, row.tickets_per_customer_max)
        : decodeSnapshot(layout, Buffer.from(row.state, 'base64')),
    publishedVersion: row.published_sequence,
    terms:
      ticketsPerCustomerMax === null
        ? undefined
        : {
            kind: 'set_terms',
            revision: row.terms_revision,
            ticketsPerCustomerMax,
            closed: row.terms_closed,
            preventSingleSeats: row.terms_prevent_single_seats,
            ...(row.terms_accessible_release_at_ms !== null && {
              accessibleReleaseAtMs: row.terms_accessible_release_at_ms,
            }),
          },
  };
}

/** Keeps the layout of a performance that is opened for the first time; the first one stays. */
export async function saveLayout(client: SqlClient, layout: InventoryLayout): Promise<void> {
  await client.query(
    `insert into performances
       (performance_id, layout, seat_plan_version, tickets_per_customer_max)
     values ($1, $2, $3, $4)
     on conflict (performance_id) do update
       set layout = excluded.layout, seat_plan_version = excluded.seat_plan_version,
         tickets_per_customer_max = excluded.tickets_per_customer_max
       where performances.layout is null`,
    [
      layout.performanceId,
      encodeLayout(layout),
      layout.seatPlanVersion,
      layout.ticketsPerCustomerMax,
    ],
  );
}

/** Keeps the terms unless newer ones are there: see the port. */
export async function saveTerms(client: SqlClient, terms: SaleTerms): Promise<{ opened: boolean }> {
  const command = termsCommandOf(terms);
  const [row] = await client.query<{ opened: boolean }>(
    `insert into performances as stored
       (performance_id, terms_revision, terms_tickets_per_customer_max, terms_closed,
        terms_prevent_single_seats, terms_accessible_release_at_ms,
        terms_tickets_per_customer_highest)
     values ($1, $2, $3, $4, $5, $6, $3)
     on conflict (performance_id) do update
       set terms_revision = excluded.terms_revision,
         terms_tickets_per_customer_max = excluded.terms_tickets_per_customer_max,
         terms_closed = excluded.terms_closed,
         terms_prevent_single_seats = excluded.terms_prevent_single_seats,
         terms_accessible_release_at_ms = excluded.terms_accessible_release_at_ms,
         terms_tickets_per_customer_highest = greatest(
           stored.terms_tickets_per_customer_highest, excluded.terms_tickets_per_customer_max)
       where stored.terms_revision <= excluded.terms_revision
     returning layout is not null as opened`,
    [
      terms.performanceId,
      command.revision,
      command.ticketsPerCustomerMax,
      command.closed,
      command.preventSingleSeats === true,
      command.accessibleReleaseAtMs ?? null,
    ],
  );
  return { opened: row?.opened ?? false };
}

/** Notes up to which version the bus knows how many seats are left. */
export async function savePublished(
  client: SqlClient,
  published: readonly { readonly performanceId: string; readonly version: number }[],
): Promise<void> {
  await client.query(
    `update performances set published_sequence = greatest(published_sequence, done.sequence)
     from unnest($1::text[], $2::bigint[]) as done (performance_id, sequence)
     where performances.performance_id = done.performance_id`,
    [published.map(({ performanceId }) => performanceId), published.map(({ version }) => version)],
  );
}

/**
 * Performances that have something left to do by themselves: holds that may have to expire, changes
 * that the bus was not told of, or a journal that no snapshot covers.
 */
export async function listUnfinishedPerformances(client: SqlClient): Promise<string[]> {
  const rows = await client.query<{ performance_id: string }>(
    `select performance_id
     from performances left join snapshots using (performance_id)
     where layout is not null and (
       coalesce(held_count, 0) > 0
       or exists (
         select from journal
         where journal.performance_id = performances.performance_id
           and journal.sequence > least(published_sequence, coalesce(snapshots.sequence, 0))))`,
  );
  return rows.map((row) => row.performance_id);
}
