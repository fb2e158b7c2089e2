import type { Venue } from '@ticketing/contracts';
import type { SqlClient } from '@ticketing/sql-database';
import type {
  Allocation,
  Availability,
  EventBundle,
  EventInput,
  EventStatus,
  Localized,
  PerformanceRecord,
  PerformanceStatus,
  VenueInput,
  WaitingRoomMode,
} from '../domain/catalogue.ts';

interface EventRow {
  readonly id: string;
  readonly organizer_id: string;
  readonly status: EventStatus;
  readonly input: EventInput;
  readonly capacity: number;
  readonly seat_plan_version: string;
  readonly popularity: number;
  readonly revision: number;
  readonly venue_id: string;
  readonly venue: VenueInput;
  readonly organizer_name: Localized;
}

interface PerformanceRow {
  readonly id: string;
  readonly organizer_id: string;
  readonly event_id: string;
  readonly status: PerformanceStatus;
  readonly starts_at: Date;
  readonly doors_at: Date | null;
  readonly sale_opens_at: Date;
  readonly sale_closes_at: Date;
  readonly note: Localized | null;
  readonly tickets_per_customer_max: number;
  readonly waiting_room: WaitingRoomMode;
  readonly prevent_single_seats: boolean;
  readonly accessible_release_at: Date | null;
  readonly deposit_hours: number | null;
  readonly full_refund_until: Date | null;
  readonly postponement_hash: string | null;
  readonly allocations: Allocation[];
  readonly revision: number;
  readonly available: number | null;
  readonly by_level: Availability['byLevel'] | null;
}

const eventsSql = `
  select e.id, e.organizer_id, e.status, e.input, e.capacity, e.seat_plan_version, e.popularity,
    e.revision, e.venue_id, v.input as venue, o.name as organizer_name
  from events e
  join venues v on v.id = e.venue_id
  join organizers o on o.id = e.organizer_id
  where e.id = any($1)`;
const performanceColumns = `
  select p.id, p.organizer_id, p.event_id, p.status, p.starts_at, p.doors_at, p.sale_opens_at,
    p.sale_closes_at, p.note, p.tickets_per_customer_max, p.waiting_room, p.allocations, p.revision,
    p.prevent_single_seats, p.accessible_release_at, p.deposit_hours, p.full_refund_until,
    p.postponement_hash,    a.available, a.by_level
  from performances p
  left join availability a on a.performance_id = p.id`;
const performancesSql = `${performanceColumns}
  where p.event_id = any($1)
  order by p.starts_at, p.id`;
const performanceSql = `${performanceColumns}
  where p.id = $1`;

/**
 * The events of these ids that exist, in the order of the ids, each with all that belongs to it.
 */
export async function loadBundles(
  client: SqlClient,
  eventIds: readonly string[],
): Promise<EventBundle[]> {
  if (eventIds.length === 0) return [];
  const [events, performances] = await Promise.all([
    client.query<EventRow>(eventsSql, [eventIds]),
    client.query<PerformanceRow>(performancesSql, [eventIds]),
  ]);
  const rowOf = new Map(events.map((row) => [row.id, row]));
  const performancesOf = Map.groupBy(performances, (row) => row.event_id);
  return eventIds.flatMap((id) => {
    const row = rowOf.get(id);
    return row === undefined ? [] : [toBundle(row, performancesOf.get(id) ?? [])];
  });
}

/** One event with all that belongs to it; undefined when there is none of this id. */
export async function loadBundle(
  client: SqlClient,
  eventId: string,
): Promise<EventBundle | undefined> {
  const [bundle] = await loadBundles(client, [eventId]);
  return bundle;
}

/**
 * One performance with its event, whose other performances are left out; undefined: there is none.
 */
export async function loadPerformance(
  client: SqlClient,
  performanceId: string,
): Promise<{ bundle: EventBundle; performance: PerformanceRecord } | undefined> {
  const [row] = await client.query<PerformanceRow>(performanceSql, [performanceId]);
  if (row === undefined) return undefined;
  const [event] = await client.query<EventRow>(eventsSql, [[row.event_id]]);
  if (event === undefined) return undefined;
  return { bundle: toBundle(event, [row]), performance: toPerformance(row) };
}

function toBundle(row: EventRow, performances: readonly PerformanceRow[]): EventBundle {
  return {
    event: {
      id: row.id,
      organizerId: row.organizer_id,
      status: row.status,
      input: row.input,
      capacity: row.capacity,
      seatPlanVersion: row.seat_plan_version,
      popularity: row.popularity,
      revision: row.revision,
    },
    venue: toVenue(row.venue_id, row.organizer_id, row.venue),
    organizer: { id: row.organizer_id, name: row.organizer_name },
    performances: performances.map(toPerformance),
  };
}

/** A venue as contracts have it. */
export const toVenue = (id: string, organizerId: string, input: VenueInput): Venue => ({
  id,
  organizerId,
  ...input,
});

function toPerformance(row: PerformanceRow): PerformanceRecord {
  const counted = row.available !== null && row.by_level !== null;
  return {
    id: row.id,
    eventId: row.event_id,
    organizerId: row.organizer_id,
    status: row.status,
    startsAt: row.starts_at,
    doorsAt: row.doors_at ?? undefined,
    saleOpensAt: row.sale_opens_at,
    saleClosesAt: row.sale_closes_at,
    note: row.note ?? undefined,
    ticketsPerCustomerMax: row.tickets_per_customer_max,
    waitingRoom: row.waiting_room,
    preventSingleSeats: row.prevent_single_seats,
    accessibleReleaseAt: row.accessible_release_at ?? undefined,
    depositHours: row.deposit_hours ?? undefined,
    fullRefundUntil: row.full_refund_until ?? undefined,
    postponementHash: row.postponement_hash ?? undefined,
    allocations: row.allocations,
    revision: row.revision,
    availability: counted
      ? { available: row.available ?? 0, byLevel: row.by_level ?? [] }
      : uncountedAvailability(row.allocations),
  };
}

/**
 * Inventory counts a performance when somebody first asks for its seats. One whose every seat is
 * allocated elsewhere needs no counting: it is sold out from the start.
 */
function uncountedAvailability(allocations: readonly Allocation[]) {
  const takesAll = allocations.some(({ sections, share }) => sections === undefined && share === 1);
  return takesAll ? { available: 0, byLevel: [] } : undefined;
}

/**
 * Which event a performance belongs to; undefined when there is no such performance in the scope.
 */
export async function findEventIdOf(
  client: SqlClient,
  performanceId: string,
  organizerId?: string,
): Promise<string | undefined> {
  const [row] = await client.query<{ event_id: string }>(
    `select event_id from performances
     where id = $1 and ($2::text is null or organizer_id = $2)`,
    [performanceId, organizerId ?? null],
  );
  return row?.event_id;
}
