import { type Static, Type } from 'typebox';
import {
  Category,
  Currency,
  Id,
  Instant,
  Localized,
  Minor,
  Page,
  PageQuery,
  Region,
  Strict,
  TimeZone,
} from './common.ts';
import { endpoint } from './endpoint.ts';
import { SeatPlan } from './seat-map.ts';

/** Where a sale stands for a reader; derived from times, inventory and cancellation. */
export const SaleState = Type.Enum([
  'opening_soon',
  'on_sale',
  'sold_out',
  'closed',
  'cancelled',
  'postponed',
]);
export type SaleState = Static<typeof SaleState>;

/** When the waiting room guards a sale: by demand, always (a hot sale), never. */
export const WaitingRoomMode = Type.Enum(['auto', 'always', 'off']);

/**
 * How much of a ticket is kept when it is cancelled. Days are local calendar days of the venue before the
 * performance. The first tier whose `daysBeforeMin` is reached applies; below all tiers nothing can be
 * cancelled. Source of the default: the ladder of the large Korean vendors.
 */
export const CancellationPolicy = Strict({
  /** Free when cancelled within this many days of booking ... */
  freeDaysAfterBooking: Type.Integer({ minimum: 0, maximum: 60 }),
  /** ... unless the performance is this many days away or fewer. */
  freeNotWithinDaysBefore: Type.Integer({ minimum: 0, maximum: 60 }),
  tiers: Type.Array(
    Strict({
      daysBeforeMin: Type.Integer({ minimum: 0, maximum: 365 }),
      /** Fixed fee of a ticket, capped at `percentMax` of its price; or `percent` of the price. */
      flatMinor: Type.Optional(Minor),
      percentMax: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
      percent: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    }),
    { minItems: 1, maxItems: 12 },
  ),
  /** Last moment to cancel, on the day before the performance, local time `HH:MM`. */
  cutOffTime: Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }),
  /** The same when that day is a Saturday. */
  cutOffTimeSaturday: Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }),
});
export type CancellationPolicy = Static<typeof CancellationPolicy>;

export const Artist = Localized(80);

export const Venue = Strict({
  id: Id('venue'),
  organizerId: Id('organizer'),
  name: Localized(80),
  hall: Type.Optional(Localized(80)),
  region: Region,
  city: Localized(40),
  address: Localized(200),
  timeZone: TimeZone,
  latitude: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
  longitude: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
});
export type Venue = Static<typeof Venue>;

const VenueSummary = Strict({
  id: Id('venue'),
  name: Localized(80),
  region: Region,
  city: Localized(40),
  timeZone: TimeZone,
});

/** An event as lists, search results and posters need it. */
export const EventSummary = Strict({
  id: Id('event'),
  organizerId: Id('organizer'),
  title: Localized(120),
  subtitle: Type.Optional(Localized(160)),
  category: Category,
  artists: Type.Array(Artist),
  tags: Type.Array(Type.String()),
  venue: VenueSummary,
  /** First and last performance. */
  startsAt: Instant,
  endsAt: Instant,
  /** The next performance that can still be booked. */
  nextPerformance: Type.Optional(Strict({ id: Id('performance'), startsAt: Instant })),
  performanceCount: Type.Integer(),
  priceMinMinor: Minor,
  priceMaxMinor: Minor,
  currency: Currency,
  saleState: SaleState,
  saleOpensAt: Instant,
  saleClosesAt: Instant,
  ageMin: Type.Integer({ minimum: 0, maximum: 21 }),
  runningMinutes: Type.Integer({ minimum: 1, maximum: 1440 }),
  waitingRoom: WaitingRoomMode,
  /** Relative demand, higher first; ranking only. */
  popularity: Type.Integer({ minimum: 0 }),
  /** Seeds the poster's composition and palette; stable for an event. */
  posterSeed: Type.Integer({ minimum: 0, maximum: 4294967295 }),
  /** Grows with every change; consumers keep the highest they saw. */
  revision: Type.Integer({ minimum: 1 }),
});
export type EventSummary = Static<typeof EventSummary>;

/** Seats of a price level that are free. */
export const LevelAvailability = Strict({
  code: Type.String(),
  available: Type.Integer(),
  /**
   * Of those: wheelchair places and companion seats, for who asks for them until `accessibleReleaseAt`.
   * Absent: none.
   */
  kept: Type.Optional(Type.Integer({ minimum: 1 })),
  capacity: Type.Integer(),
});
export type LevelAvailability = Static<typeof LevelAvailability>;

export const Performance = Strict({
  id: Id('performance'),
  eventId: Id('event'),
  startsAt: Instant,
  doorsAt: Type.Optional(Instant),
  saleOpensAt: Instant,
  saleClosesAt: Instant,
  saleState: SaleState,
  capacity: Type.Integer({ minimum: 1 }),
  seatPlanVersion: Type.String(),
  /** Cast of the day or other short note. */
  note: Type.Optional(Localized(200)),
  ticketsPerCustomerMax: Type.Integer({ minimum: 1, maximum: 20 }),
  /** See SaleTerms. */
  preventSingleSeats: Type.Optional(Type.Boolean()),
  accessibleReleaseAt: Type.Optional(Instant),
  depositHours: Type.Optional(Type.Integer({ minimum: 1, maximum: 72 })),
  waitingRoom: WaitingRoomMode,
  availability: Type.Optional(
    Strict({
      available: Type.Integer(),
      byLevel: Type.Array(LevelAvailability),
    }),
  ),
});
export type Performance = Static<typeof Performance>;

export const EventDetail = Strict({
  summary: EventSummary,
  description: Localized(5000),
  notices: Type.Optional(Localized(3000)),
  venue: Venue,
  organizer: Strict({ id: Id('organizer'), name: Localized(80) }),
  priceLevels: Type.Array(
    Strict({
      code: Type.String(),
      name: Localized(30),
      priceMinor: Minor,
      bookingFeeMinor: Minor,
    }),
  ),
  cancellationPolicy: CancellationPolicy,
  performances: Type.Array(Performance),
});
export type EventDetail = Static<typeof EventDetail>;

export const EventParams = Strict({ eventId: Id('event') });
export const PerformanceParams = Strict({ performanceId: Id('performance') });

export const getEvent = endpoint({
  service: 'events',
  method: 'GET',
  path: '/events/:eventId',
  access: 'public',
  summary: 'An event with its performances, prices and venue',
  params: EventParams,
  status: 200,
  reply: EventDetail,
  errors: ['event_not_found'],
});
export const listEvents = endpoint({
  service: 'events',
  method: 'GET',
  path: '/events',
  access: 'public',
  summary: 'Published events, newest first; search and filters are at /search',
  query: Strict(PageQuery),
  status: 200,
  reply: Page(EventSummary),
  errors: [],
});
export const getPerformance = endpoint({
  service: 'events',
  method: 'GET',
  path: '/performances/:performanceId',
  access: 'public',
  summary: 'One performance with its event',
  params: PerformanceParams,
  status: 200,
  reply: Strict({ performance: Performance, event: EventSummary }),
  errors: ['performance_not_found'],
});
export const getSeatPlan = endpoint({
  service: 'events',
  method: 'GET',
  path: '/performances/:performanceId/seat-plan',
  access: 'public',
  summary: 'Sections, rows, seats and price levels; cacheable by its ETag',
  params: PerformanceParams,
  status: 200,
  reply: SeatPlan,
  errors: ['performance_not_found'],
});

export const eventsEndpoints = [listEvents, getEvent, getPerformance, getSeatPlan] as const;
