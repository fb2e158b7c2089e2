import { type Static, Type } from 'typebox';
import {
  Category,
  Currency,
  Id,
  Instant,
  Localized,
  Page,
  PageQuery,
  Region,
  Strict,
  TimeZone,
} from './common.ts';
import { endpoint } from './endpoint.ts';
import {
  Artist,
  CancellationPolicy,
  EventParams,
  PerformanceParams,
  Venue,
  WaitingRoomMode,
} from './events.ts';
import { PriceLevel, SeatMap } from './seat-map.ts';

export const VenueInput = Strict({
  name: Localized(80),
  hall: Type.Optional(Localized(80)),
  region: Region,
  city: Localized(40),
  address: Localized(200),
  timeZone: TimeZone,
  latitude: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
  longitude: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
});
export const EventInput = Strict({
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
export const PerformanceInput = Strict({
  startsAt: Instant,
  doorsAt: Type.Optional(Instant),
  saleOpensAt: Instant,
  saleClosesAt: Instant,
  note: Type.Optional(Localized(200)),
  ticketsPerCustomerMax: Type.Optional(Type.Integer({ minimum: 1, maximum: 20, default: 4 })),
  /** See SaleTerms. */
  preventSingleSeats: Type.Optional(Type.Boolean()),
  accessibleReleaseAt: Type.Optional(Instant),
  depositHours: Type.Optional(Type.Integer({ minimum: 1, maximum: 72 })),
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
  etag: true,
  errors: ['event_not_found', ...organizerErrors],
});
export const updateEvent = endpoint({
  service: 'events',
  method: 'PUT',
  path: '/organizer/events/:eventId',
  access: 'organizer',
  summary:
    'Change an event; once published its seat map, currency and price levels are fixed, but not their prices',
  params: EventParams,
  body: EventInput,
  status: 200,
  reply: OrganizerEvent,
  bodyBytesMax: 512 * 1024,
  etag: true,
  errors: ['event_not_found', 'state_conflict', 'precondition_failed', ...organizerErrors],
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
export const postponePerformance = endpoint({
  service: 'events',
  method: 'POST',
  path: '/organizer/performances/:performanceId/postpone',
  access: 'organizer',
  summary:
    'Postpone a performance: to another date, or until one is found; cancelling is free for a while',
  params: PerformanceParams,
  body: Strict({
    /** Absent: the date is open, and the sale stops. */
    startsAt: Type.Optional(Instant),
    /** Only with startsAt; absent: doors open as long before the start as they did. */
    doorsAt: Type.Optional(Instant),
    /** Only with startsAt; absent: the sale window stays as it is. */
    saleClosesAt: Type.Optional(Instant),
    reason: Type.Optional(Localized(500)),
    /** From now on buyers may cancel without a fee for so many days. */
    fullRefundDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 60, default: 7 })),
  }),
  status: 200,
  reply: OrganizerEvent,
  errors: ['performance_not_found', 'state_conflict', ...organizerErrors],
});

export const organizerEndpoints = [
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
  postponePerformance,
] as const;
