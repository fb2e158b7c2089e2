import { type Static, Type } from 'typebox';
import {
  Category,
  Currency,
  Day,
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
import { PriceLevel, SeatMap, SeatPlan } from './seat-map.ts';

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
  waitingRoom: WaitingRoomMode,
  availability: Type.Optional(
    Strict({
      available: Type.Integer(),
      byLevel: Type.Array(
        Strict({ code: Type.String(), available: Type.Integer(), capacity: Type.Integer() }),
      ),
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

const EventParams = Strict({ eventId: Id('event') });
const PerformanceParams = Strict({ performanceId: Id('performance') });

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

// --- Organizer ---

const VenueInput = Strict({
  name: Localized(80),
  hall: Type.Optional(Localized(80)),
  region: Region,
  city: Localized(40),
  address: Localized(200),
  timeZone: TimeZone,
  latitude: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
  longitude: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
});
const EventInput = Strict({
  title: Localized(120),
  subtitle: Type.Optional(Localized(160)),
  category: Category,
  description: Localized(5000),
  notices: Type.Optional(Localized(3000)),
  artists: Type.Array(Artist, { maxItems: 30 }),
  tags: Type.Array(Type.String({ minLength: 1, maxLength: 30 }), { maxItems: 30 }),
  venueId: Id('venue'),
  seatMapId: Id('seatMap'),
  currency: Currency,
  ageMin: Type.Integer({ minimum: 0, maximum: 21 }),
  runningMinutes: Type.Integer({ minimum: 1, maximum: 1440 }),
  priceLevels: Type.Array(PriceLevel, { minItems: 1, maxItems: 12 }),
  cancellationPolicy: Type.Optional(CancellationPolicy),
});
const PerformanceInput = Strict({
  startsAt: Instant,
  doorsAt: Type.Optional(Instant),
  saleOpensAt: Instant,
  saleClosesAt: Instant,
  note: Type.Optional(Localized(200)),
  ticketsPerCustomerMax: Type.Optional(Type.Integer({ minimum: 1, maximum: 20, default: 4 })),
  waitingRoom: Type.Optional(WaitingRoomMode),
});
/** Lifecycle of an event as its organizer sees it. */
export const EventStatus = Type.Enum(['draft', 'published', 'cancelled']);
const OrganizerEvent = Strict({
  id: Id('event'),
  status: EventStatus,
  revision: Type.Integer(),
  input: EventInput,
  performances: Type.Array(
    Strict({
      id: Id('performance'),
      status: Type.Enum(['scheduled', 'cancelled', 'postponed']),
      input: PerformanceInput,
    }),
  ),
});
export type OrganizerEvent = Static<typeof OrganizerEvent>;

const organizerErrors = ['forbidden', 'unauthenticated'] as const;

export const createVenue = endpoint({
  service: 'events',
  method: 'POST',
  path: '/organizer/venues',
  access: 'organizer',
  summary: 'Add a venue',
  body: VenueInput,
  status: 201,
  reply: Venue,
  idempotencyKey: 'required',
  errors: [...organizerErrors],
});
export const updateVenue = endpoint({
  service: 'events',
  method: 'PUT',
  path: '/organizer/venues/:venueId',
  access: 'organizer',
  summary: 'Change a venue',
  params: Strict({ venueId: Id('venue') }),
  body: VenueInput,
  status: 200,
  reply: Venue,
  errors: ['venue_not_found', ...organizerErrors],
});
export const listVenues = endpoint({
  service: 'events',
  method: 'GET',
  path: '/organizer/venues',
  access: 'organizer',
  summary: 'The organizer’s venues with their seat maps',
  query: Strict(PageQuery),
  status: 200,
  reply: Page(
    Strict({
      venue: Venue,
      seatMaps: Type.Array(
        Strict({
          id: Id('seatMap'),
          name: Localized(80),
          version: Type.Integer(),
          capacity: Type.Integer(),
        }),
      ),
    }),
  ),
  errors: [...organizerErrors],
});
export const createSeatMap = endpoint({
  service: 'events',
  method: 'POST',
  path: '/organizer/venues/:venueId/seat-maps',
  access: 'organizer',
  summary: 'Add a seat map, or a new version of one with the same Korean name',
  params: Strict({ venueId: Id('venue') }),
  body: SeatMap,
  status: 201,
  reply: Strict({
    id: Id('seatMap'),
    version: Type.Integer({ minimum: 1 }),
    capacity: Type.Integer({ minimum: 1 }),
  }),
  idempotencyKey: 'required',
  bodyBytesMax: 8 * 1024 * 1024,
  errors: ['venue_not_found', ...organizerErrors],
});
export const createEvent = endpoint({
  service: 'events',
  method: 'POST',
  path: '/organizer/events',
  access: 'organizer',
  summary: 'Draft an event',
  body: EventInput,
  status: 201,
  reply: OrganizerEvent,
  idempotencyKey: 'required',
  bodyBytesMax: 512 * 1024,
  errors: ['venue_not_found', 'seat_map_not_found', ...organizerErrors],
});
export const listOrganizerEvents = endpoint({
  service: 'events',
  method: 'GET',
  path: '/organizer/events',
  access: 'organizer',
  summary: 'The organizer’s events, drafts too',
  query: Strict(PageQuery),
  status: 200,
  reply: Page(OrganizerEvent),
  errors: [...organizerErrors],
});
export const getOrganizerEvent = endpoint({
  service: 'events',
  method: 'GET',
  path: '/organizer/events/:eventId',
  access: 'organizer',
  summary: 'One event of the organizer',
  params: EventParams,
  status: 200,
  reply: OrganizerEvent,
  errors: ['event_not_found', ...organizerErrors],
});
export const updateEvent = endpoint({
  service: 'events',
  method: 'PUT',
  path: '/organizer/events/:eventId',
  access: 'organizer',
  summary: 'Change an event; seat map and prices are fixed once published',
  params: EventParams,
  body: EventInput,
  status: 200,
  reply: OrganizerEvent,
  bodyBytesMax: 512 * 1024,
  errors: ['event_not_found', 'state_conflict', ...organizerErrors],
});
export const createPerformance = endpoint({
  service: 'events',
  method: 'POST',
  path: '/organizer/events/:eventId/performances',
  access: 'organizer',
  summary: 'Add a performance to an event',
  params: EventParams,
  body: PerformanceInput,
  status: 201,
  reply: OrganizerEvent,
  idempotencyKey: 'required',
  errors: ['event_not_found', 'state_conflict', ...organizerErrors],
});
export const updatePerformance = endpoint({
  service: 'events',
  method: 'PUT',
  path: '/organizer/performances/:performanceId',
  access: 'organizer',
  summary: 'Change times, sale window, limit or waiting room',
  params: PerformanceParams,
  body: PerformanceInput,
  status: 200,
  reply: OrganizerEvent,
  errors: ['performance_not_found', 'state_conflict', ...organizerErrors],
});
export const publishEvent = endpoint({
  service: 'events',
  method: 'POST',
  path: '/organizer/events/:eventId/publish',
  access: 'organizer',
  summary: 'Check everything and put the event on the site; every fault is named',
  params: EventParams,
  status: 200,
  reply: OrganizerEvent,
  errors: ['event_not_found', 'event_not_publishable', 'state_conflict', ...organizerErrors],
});
export const cancelEvent = endpoint({
  service: 'events',
  method: 'POST',
  path: '/organizer/events/:eventId/cancel',
  access: 'organizer',
  summary: 'Cancel an event: all its bookings are refunded in full',
  params: EventParams,
  body: Strict({ reason: Localized(500) }),
  status: 200,
  reply: OrganizerEvent,
  errors: ['event_not_found', 'state_conflict', ...organizerErrors],
});
export const cancelPerformance = endpoint({
  service: 'events',
  method: 'POST',
  path: '/organizer/performances/:performanceId/cancel',
  access: 'organizer',
  summary: 'Cancel one performance: all its bookings are refunded in full',
  params: PerformanceParams,
  body: Strict({ reason: Localized(500) }),
  status: 200,
  reply: OrganizerEvent,
  errors: ['performance_not_found', 'state_conflict', ...organizerErrors],
});

// --- Between services ---

/** What booking needs to sell: prices, sale window, policy, texts for tickets and mails. */
export const SaleTerms = Strict({
  performanceId: Id('performance'),
  eventId: Id('event'),
  organizerId: Id('organizer'),
  title: Localized(120),
  category: Category,
  venueName: Localized(80),
  posterSeed: Type.Integer(),
  startsAt: Instant,
  timeZone: TimeZone,
  saleOpensAt: Instant,
  saleClosesAt: Instant,
  status: Type.Enum(['scheduled', 'cancelled', 'postponed']),
  currency: Currency,
  priceLevels: Type.Array(
    Strict({ code: Type.String(), name: Localized(30), priceMinor: Minor, bookingFeeMinor: Minor }),
  ),
  ticketsPerCustomerMax: Type.Integer({ minimum: 1, maximum: 20 }),
  cancellationPolicy: CancellationPolicy,
  waitingRoom: WaitingRoomMode,
  seatPlanVersion: Type.String(),
  revision: Type.Integer({ minimum: 1 }),
});
export type SaleTerms = Static<typeof SaleTerms>;

export const getSaleTerms = endpoint({
  service: 'events',
  method: 'GET',
  path: '/internal/performances/:performanceId/sale-terms',
  access: 'service',
  summary: 'What booking and the gateway need to know to sell a performance',
  params: PerformanceParams,
  status: 200,
  reply: SaleTerms,
  errors: ['performance_not_found'],
});

/** What inventory needs to open a performance. Arrays are base64, little endian, by seatNo. */
export const InventoryLayout = Strict({
  performanceId: Id('performance'),
  seatPlanVersion: Type.String(),
  capacity: Type.Integer({ minimum: 1 }),
  ticketsPerCustomerMax: Type.Integer({ minimum: 1, maximum: 20 }),
  /** Level codes; `levels` indexes them. */
  levelCodes: Type.Array(Type.String()),
  /** One byte a seat: index into levelCodes, 255 = not on sale (blocked). */
  levels: Type.String(),
  /** One bit a seat (bit seatNo & 7 of byte seatNo >> 3): 1 = blocked from the start (sold elsewhere, house seats). */
  blocked: Type.String(),
  sections: Type.Array(
    Strict({
      id: Type.String(),
      kind: Type.Enum(['seated', 'standing']),
      seatNo: Type.Integer(),
      capacity: Type.Integer(),
      /** Runs of neighbouring seats: no aisle inside. Empty for standing sections. */
      runs: Type.Array(
        Strict({
          seatNo: Type.Integer(),
          count: Type.Integer(),
          /** Distance of the run's middle from the stage's focus, in map units; lower is better. */
          distance: Type.Number(),
          /** Position (0-based, may be fractional) of the run's seat nearest to the axis of the hall. */
          centre: Type.Number(),
        }),
      ),
    }),
  ),
});
export type InventoryLayout = Static<typeof InventoryLayout>;

export const getInventoryLayout = endpoint({
  service: 'events',
  method: 'GET',
  path: '/internal/performances/:performanceId/inventory-layout',
  access: 'service',
  summary: 'Seats, levels and neighbours of a performance',
  params: PerformanceParams,
  status: 200,
  reply: InventoryLayout,
  errors: ['performance_not_found'],
});

// --- Catalogue files ---

const Key = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{1,79}$' });

/** Seats not for sale here: sold through other channels or kept by the house. */
const Allocation = Strict({
  /** Section ids; absent = all. */
  sections: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
  /** Share of those seats, 0 to 1, spread by a stable draw; 1 = all. */
  share: Type.Number({ minimum: 0, maximum: 1 }),
});

/**
 * The format of `npm run import -- FILE`: venues with seat maps, events with performances and prices.
 * Things are named by keys that are unique within the organizer; importing a key again updates it.
 * All or nothing.
 */
export const CatalogueFile = Strict({
  format: Type.Literal('ticketing-catalogue/1'),
  organizer: Strict({ key: Key, name: Localized(80) }),
  venues: Type.Array(
    Strict({
      key: Key,
      ...VenueInput.properties,
      seatMaps: Type.Array(Strict({ key: Key, ...SeatMap.properties })),
    }),
    { maxItems: 500 },
  ),
  events: Type.Array(
    Strict({
      key: Key,
      title: EventInput.properties.title,
      subtitle: EventInput.properties.subtitle,
      category: Category,
      description: EventInput.properties.description,
      notices: EventInput.properties.notices,
      artists: EventInput.properties.artists,
      tags: EventInput.properties.tags,
      /** Key of a venue of this file or of one imported before; likewise the seat map. */
      venue: Key,
      seatMap: Key,
      currency: Currency,
      ageMin: EventInput.properties.ageMin,
      runningMinutes: EventInput.properties.runningMinutes,
      priceLevels: EventInput.properties.priceLevels,
      cancellationPolicy: EventInput.properties.cancellationPolicy,
      popularity: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
      status: Type.Optional(Type.Enum(['published', 'draft', 'cancelled'])),
      performances: Type.Array(
        Strict({
          key: Key,
          ...PerformanceInput.properties,
          status: Type.Optional(Type.Enum(['scheduled', 'cancelled', 'postponed'])),
          allocations: Type.Optional(Type.Array(Allocation, { maxItems: 50 })),
        }),
        { minItems: 1, maxItems: 500 },
      ),
    }),
    { maxItems: 2000 },
  ),
});
export type CatalogueFile = Static<typeof CatalogueFile>;

export const importCatalogue = endpoint({
  service: 'events',
  method: 'POST',
  path: '/organizer/catalogue-imports',
  access: 'organizer',
  summary:
    'Import a catalogue file: all or nothing; every mistake is named by its place in the file',
  body: Type.Unknown(),
  status: 200,
  reply: Strict({
    created: Type.Integer(),
    updated: Type.Integer(),
    unchanged: Type.Integer(),
  }),
  bodyBytesMax: 64 * 1024 * 1024,
  errors: ['catalogue_invalid', ...organizerErrors],
});

/** Query of a day range, kept here for both search and organizers. */
export const DayRange = { from: Type.Optional(Day), to: Type.Optional(Day) };

export const eventsEndpoints = [
  listEvents,
  getEvent,
  getPerformance,
  getSeatPlan,
  createVenue,
  updateVenue,
  listVenues,
  createSeatMap,
  createEvent,
  listOrganizerEvents,
  getOrganizerEvent,
  updateEvent,
  createPerformance,
  updatePerformance,
  publishEvent,
  cancelEvent,
  cancelPerformance,
  importCatalogue,
  getSaleTerms,
  getInventoryLayout,
] as const;
