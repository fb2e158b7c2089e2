import type {
  BodyOf,
  CatalogueFile,
  createVenue,
  LevelAvailability,
  OrganizerEvent,
  SaleTerms,
  Venue,
} from '@ticketing/contracts';

/** What an organizer states about a venue, an event, a performance. */
export type VenueInput = BodyOf<typeof createVenue>;
export type EventInput = OrganizerEvent['input'];
export type PerformanceInput = OrganizerEvent['performances'][number]['input'];
export type EventStatus = OrganizerEvent['status'];
export type PerformanceStatus = SaleTerms['status'];
export type WaitingRoomMode = SaleTerms['waitingRoom'];
export type Localized = Venue['name'];

export type FileVenue = CatalogueFile['venues'][number];
export type FileSeatMap = FileVenue['seatMaps'][number];
export type FileEvent = CatalogueFile['events'][number];
export type FilePerformance = FileEvent['performances'][number];
export type Allocation = NonNullable<FilePerformance['allocations']>[number];

/** Tickets one customer may have of a performance when the organizer says nothing. */
export const TICKETS_PER_CUSTOMER_DEFAULT = 4;

interface Organizer {
  readonly id: string;
  readonly name: Localized;
}

/** An event as it is kept. */
interface EventRecord {
  readonly id: string;
  readonly organizerId: string;
  readonly status: EventStatus;
  readonly input: EventInput;
  /** Seats of its seat map. */
  readonly capacity: number;
  readonly seatPlanVersion: string;
  readonly popularity: number;
  readonly revision: number;
}

/** A performance as it is kept. */
export interface PerformanceRecord {
  readonly id: string;
  readonly eventId: string;
  readonly organizerId: string;
  readonly status: PerformanceStatus;
  readonly startsAt: Date;
  readonly doorsAt: Date | undefined;
  readonly saleOpensAt: Date;
  readonly saleClosesAt: Date;
  readonly note: Localized | undefined;
  readonly ticketsPerCustomerMax: number;
  readonly waitingRoom: WaitingRoomMode;
  readonly preventSingleSeats: boolean;
  /** From then on wheelchair places are everybody's; undefined: never. */
  readonly accessibleReleaseAt: Date | undefined;
  /** Hours in which a bank transfer must arrive; undefined: no virtual accounts. */
  readonly depositHours: number | undefined;
  /** After a postponement: until then cancelling costs nothing. */
  readonly fullRefundUntil: Date | undefined;
  /** Of the postponement that stands. */
  readonly postponementHash: string | undefined;
  readonly allocations: readonly Allocation[];
  readonly revision: number;
  /** The newest count that inventory told; undefined before the first. */
  readonly availability: Availability | undefined;
}

export interface Availability {
  readonly available: number;
  readonly byLevel: readonly LevelAvailability[];
}

/** An event with all that its page, its summary and its messages are made of. */
export interface EventBundle {
  readonly event: EventRecord;
  readonly venue: Venue;
  readonly organizer: Organizer;
  /** By start, then id. */
  readonly performances: readonly PerformanceRecord[];
}
