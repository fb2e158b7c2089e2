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
       sale_opens_at, sale_closes_at, note, tickets_per_customer_max, waiting_room,
       prevent_single_seats, accessible_release_at, deposit_hours, revision, created_at)
     values ($1, $2, $3, 'scheduled', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14)
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
    input.preventSingleSeats ?? false,
    input.accessibleReleaseAt ?? null,
    input.depositHours ?? null,
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
       prevent_single_seats = $9, accessible_release_at = $10, deposit_hours = $11,
       postponement_hash =
         case when starts_at = $2 and status = $12 then postponement_hash end,
       status = $12, content_hash = null
     where id = $1`,
    [performanceId, ...inputColumns(change.input), change.status],
  );
}

export interface Postponement {
  /** Its new times; the performance stays scheduled. Undefined: it has no date any more. */
  readonly times: Pick<PerformanceInput, TimeNames> | undefined;
  readonly fullRefundUntil: Date;
  /** Names what was asked for. */
  readonly hash: string;
}
type TimeNames = 'startsAt' | 'doorsAt' | 'saleOpensAt' | 'saleClosesAt' | 'accessibleReleaseAt';

/**
 * Postpones a performance; from then on it is no longer as a file left it. What buyers were promised of
 * an earlier postponement stays promised.
 */
export async function markPerformancePostponed(
  client: SqlClient,
  performanceId: string,
  { times, fullRefundUntil, hash }: Postponement,
): Promise<void> {
  await client.query(
    `update performances set status = $2, full_refund_until = greatest(full_refund_until, $3),
       postponement_hash = $4,
       content_hash = null
     where id = $1`,
    [performanceId, times === undefined ? 'postponed' : 'scheduled', fullRefundUntil, hash],
  );
  if (times === undefined) return;
  const { startsAt, doorsAt = null, saleOpensAt, saleClosesAt } = times;
  const { accessibleReleaseAt = null } = times;
  await client.query(
    `update performances set starts_at = $2, doors_at = $3, sale_opens_at = $4,
       sale_closes_at = $5, accessible_release_at = $6
     where id = $1`,
    [performanceId, startsAt, doorsAt, saleOpensAt, saleClosesAt, accessibleReleaseAt],
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
