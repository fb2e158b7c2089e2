import { createHash } from 'node:crypto';
import type {
  EventDetail,
  EventSummary,
  OrganizerEvent,
  Performance,
  SaleTerms,
  Venue,
} from '@ticketing/contracts';
import { defaultCancellationPolicy } from './cancellation-policy.ts';
import type {
  EventBundle,
  EventInput,
  Localized,
  PerformanceInput,
  PerformanceRecord,
  WaitingRoomMode,
} from './catalogue.ts';
import { eventSaleState, performanceSaleState } from './sale-state.ts';

/** An event as lists and messages tell of it at `now`. It needs at least one performance. */
export function summariseEvent(bundle: EventBundle, now: Date): EventSummary {
  const { event, venue, performances } = bundle;
  const { input } = event;
  const live = performances.filter((performance) => performance.status === 'scheduled');
  const told = live.length > 0 ? live : performances;
  const prices = input.priceLevels.map((level) => level.priceMinor);
  return {
    id: event.id,
    organizerId: event.organizerId,
    title: input.title,
    ...(input.subtitle !== undefined && { subtitle: input.subtitle }),
    category: input.category,
    artists: input.artists,
    tags: input.tags,
    venue: {
      id: venue.id,
      name: fullVenueName(venue),
      region: venue.region,
      city: venue.city,
      timeZone: venue.timeZone,
    },
    startsAt: earliest(told.map((performance) => performance.startsAt)),
    endsAt: latest(told.map((performance) => performance.startsAt)),
    ...findNextPerformance(live, now),
    performanceCount: performances.length,
    priceMinMinor: Math.min(...prices),
    priceMaxMinor: Math.max(...prices),
    currency: input.currency,
    saleState: eventSaleState(event.status, performances, now),
    saleOpensAt: firstOpening(told, now),
    saleClosesAt: latest(told.map((performance) => performance.saleClosesAt)),
    ageMin: input.ageMin,
    runningMinutes: input.runningMinutes,
    waitingRoom: strictestWaitingRoom(told),
    popularity: event.popularity,
    posterSeed: posterSeed(event.id),
    revision: event.revision,
  };
}

const earliest = (instants: readonly Date[]): string =>
  new Date(Math.min(...instants.map(Number))).toISOString();
const latest = (instants: readonly Date[]): string =>
  new Date(Math.max(...instants.map(Number))).toISOString();

/** The next sale to open when none is open yet, else the one that opened first. */
function firstOpening(performances: readonly PerformanceRecord[], now: Date): string {
  const openings = performances.map((performance) => performance.saleOpensAt);
  const isOpen = performances.some(
    (performance) => performance.saleOpensAt <= now && now < performance.saleClosesAt,
  );
  const coming = openings.filter((opening) => opening > now);
  return earliest(isOpen || coming.length === 0 ? openings : coming);
}

/** The first performance on sale, or else the first that will be. */
function findNextPerformance(
  live: readonly PerformanceRecord[],
  now: Date,
): Pick<EventSummary, 'nextPerformance'> {
  const inState = (wanted: string) =>
    live.find((performance) => performanceSaleState(performance, now) === wanted);
  const next = inState('on_sale') ?? inState('opening_soon');
  if (next === undefined) return {};
  return { nextPerformance: { id: next.id, startsAt: next.startsAt.toISOString() } };
}

function strictestWaitingRoom(performances: readonly PerformanceRecord[]): WaitingRoomMode {
  const modes = new Set(performances.map((performance) => performance.waitingRoom));
  if (modes.has('always')) return 'always';
  return modes.has('auto') ? 'auto' : 'off';
}

/** 32 bits that stand for the event in its poster. */
const posterSeed = (eventId: string): number =>
  createHash('sha256').update(eventId).digest().readUInt32BE();

/** Longest text that a venue's name may have where it stands alone. */
const VENUE_NAME_LENGTH_MAX = 80;

/** Venue and hall in one text: '블루스퀘어 신한카드홀'. */
function fullVenueName(venue: Pick<Venue, 'name' | 'hall'>): Localized {
  const { name, hall } = venue;
  if (hall === undefined) return name;
  const join = (locale: 'ko' | 'en') => {
    const joined = `${name[locale]} ${hall[locale]}`;
    return joined.length <= VENUE_NAME_LENGTH_MAX ? joined : name[locale];
  };
  return { ko: join('ko'), en: join('en') };
}

/** A performance as its page shows it at `now`. */
export function describePerformance(
  bundle: EventBundle,
  performance: PerformanceRecord,
  now: Date,
): Performance {
  const { availability } = performance;
  return {
    id: performance.id,
    eventId: performance.eventId,
    startsAt: performance.startsAt.toISOString(),
    ...(performance.doorsAt !== undefined && { doorsAt: performance.doorsAt.toISOString() }),
    saleOpensAt: performance.saleOpensAt.toISOString(),
    saleClosesAt: performance.saleClosesAt.toISOString(),
    saleState: performanceSaleState(performance, now),
    capacity: bundle.event.capacity,
    seatPlanVersion: bundle.event.seatPlanVersion,
    ...(performance.note !== undefined && { note: performance.note }),
    ticketsPerCustomerMax: performance.ticketsPerCustomerMax,
    ...rulesOf(performance),
    waitingRoom: performance.waitingRoom,
    ...(availability !== undefined && {
      availability: { available: availability.available, byLevel: [...availability.byLevel] },
    }),
  };
}

/** Rules for seats and payment; those that do not apply are left out. */
const rulesOf = (performance: PerformanceRecord) => ({
  ...(performance.preventSingleSeats && { preventSingleSeats: true }),
  ...(performance.accessibleReleaseAt !== undefined && {
    accessibleReleaseAt: performance.accessibleReleaseAt.toISOString(),
  }),
  ...(performance.depositHours !== undefined && { depositHours: performance.depositHours }),
});

const pricesOf = (input: EventInput): SaleTerms['priceLevels'] =>
  input.priceLevels.map(({ code, name, priceMinor, bookingFeeMinor }) => ({
    code,
    name,
    priceMinor,
    bookingFeeMinor,
  }));

const policyOf = (input: EventInput) =>
  input.cancellationPolicy ?? defaultCancellationPolicy(input.category);

/** The event's page at `now`. */
export function describeEvent(bundle: EventBundle, now: Date): EventDetail {
  const { event, venue, organizer, performances } = bundle;
  const { input } = event;
  return {
    summary: summariseEvent(bundle, now),
    description: input.description,
    ...(input.notices !== undefined && { notices: input.notices }),
    venue,
    organizer,
    priceLevels: pricesOf(input),
    cancellationPolicy: policyOf(input),
    performances: performances.map((performance) => describePerformance(bundle, performance, now)),
  };
}

/** What booking and the gateway need to sell a performance. */
export function describeSaleTerms(bundle: EventBundle, performance: PerformanceRecord): SaleTerms {
  const { event, venue } = bundle;
  return {
    performanceId: performance.id,
    eventId: event.id,
    organizerId: event.organizerId,
    title: event.input.title,
    category: event.input.category,
    venueName: fullVenueName(venue),
    posterSeed: posterSeed(event.id),
    startsAt: performance.startsAt.toISOString(),
    timeZone: venue.timeZone,
    saleOpensAt: performance.saleOpensAt.toISOString(),
    saleClosesAt: performance.saleClosesAt.toISOString(),
    status: performance.status,
    currency: event.input.currency,
    priceLevels: pricesOf(event.input),
    ticketsPerCustomerMax: performance.ticketsPerCustomerMax,
    ...rulesOf(performance),
    ...(performance.fullRefundUntil !== undefined && {
      fullRefundUntil: performance.fullRefundUntil.toISOString(),
    }),
    cancellationPolicy: policyOf(event.input),
    waitingRoom: performance.waitingRoom,
    seatPlanVersion: event.seatPlanVersion,
    revision: performance.revision,
  };
}

/** A performance as its organizer stated it. */
export function performanceInputOf(performance: PerformanceRecord): PerformanceInput {
  return {
    startsAt: performance.startsAt.toISOString(),
    ...(performance.doorsAt !== undefined && { doorsAt: performance.doorsAt.toISOString() }),
    saleOpensAt: performance.saleOpensAt.toISOString(),
    saleClosesAt: performance.saleClosesAt.toISOString(),
    ...(performance.note !== undefined && { note: performance.note }),
    ticketsPerCustomerMax: performance.ticketsPerCustomerMax,
    ...rulesOf(performance),
    waitingRoom: performance.waitingRoom,
  };
}

/** An event as its organizer sees it. */
export function describeForOrganizer(
  bundle: Pick<EventBundle, 'event' | 'performances'>,
): OrganizerEvent {
  const { event, performances } = bundle;
  return {
    id: event.id,
    status: event.status,
    revision: event.revision,
    input: event.input,
    performances: performances.map((performance) => ({
      id: performance.id,
      status: performance.status,
      input: performanceInputOf(performance),
    })),
  };
}
