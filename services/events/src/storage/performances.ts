import type { SqlClient } from '@ticketing/sql-database';
import {
  type Localized,
  type PerformanceInput,
  type PerformanceStatus,
  TICKETS_PER_CUSTOMER_DEFAULT,
} from '../domain/catalogue.ts';

export interface NewPerformance {
  readonly id: string;
  readonly organizerId: string;
  readonly eventId: string;
  readonly input: PerformanceInput;
  readonly createdAt: Date;
}

/** Saves a performance; one of this id stays as it is. */
export async function insertPerformance(
  client: SqlClient,
  performance: NewPerformance,
): Promise<void> {
  await client.query(
    `insert into performances (id, organizer_id, event_id, status, starts_at, doors_at,
       sale_opens_at, sale_closes_at, note, tickets_per_customer_max, waiting_room, revision,
       created_at)
     values ($1, $2, $3, 'scheduled', $4, $5, $6, $7, $8, $9, $10, 1, $11)
     on conflict (id) do nothing`,
    [
      performance.id,
      performance.organizerId,
      performance.eventId,
      ...inputColumns(performance.input),
      performance.createdAt,
    ],
  );
}

const inputColumns = (input: PerformanceInput) =>
  [
    input.startsAt,
    input.doorsAt ?? null,
    input.saleOpensAt,
    input.saleClosesAt,
    input.note ?? null,
    input.ticketsPerCustomerMax ?? TICKETS_PER_CUSTOMER_DEFAULT,
    input.waitingRoom ?? 'auto',
  ] as const;

/** Replaces what is stated of a performance; from then on it is no longer as a file left it. */
export async function updatePerformanceInput(
  client: SqlClient,
  performanceId: string,
  change: { input: PerformanceInput; status: PerformanceStatus },
): Promise<void> {
  await client.query(
    `update performances set starts_at = $2, doors_at = $3, sale_opens_at = $4,
       sale_closes_at = $5, note = $6, tickets_per_customer_max = $7, waiting_room = $8,
       status = $9, content_hash = null
     where id = $1`,
    [performanceId, ...inputColumns(change.input), change.status],
  );
}

export async function markPerformanceCancelled(
  client: SqlClient,
  performanceId: string,
  reason: Localized,
): Promise<void> {
  await client.query(
    `update performances set status = 'cancelled', cancel_reason = $2 where id = $1`,
    [performanceId, reason],
  );
}

/** The performances of these events. */
export async function listPerformanceIds(
  client: SqlClient,
  eventIds: readonly string[],
): Promise<string[]> {
  if (eventIds.length === 0) return [];
  const rows = await client.query<{ id: string }>(
    'select id from performances where event_id = any($1) order by id',
    [eventIds],
  );
  return rows.map((row) => row.id);
}
