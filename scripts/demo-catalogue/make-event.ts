import type { CatalogueFile, LocalizedText, SeatMap } from '../../packages/contracts/src/index.ts';
import { drawAllocations, stableDraw } from './allocations.ts';
import { cancellationPolicy } from './cancellation-policy.ts';
import { type LevelPrice, priceLevels, type ZoneRule } from './levels.ts';
import { noticesFor } from './notices.ts';
import { instant, type Moment, momentMs, type Show } from './schedule.ts';
import { hasWheelchairPlaces } from './wheelchair-places.ts';

type Event = CatalogueFile['events'][number];
type Venue = CatalogueFile['venues'][number];

/** What a person decides about an event; the rest follows from it. */
export interface EventPlan
  extends Pick<
    Event,
    | 'key'
    | 'category'
    | 'title'
    | 'subtitle'
    | 'description'
    | 'artists'
    | 'tags'
    | 'ageMin'
    | 'runningMinutes'
    | 'popularity'
    | 'status'
  > {
  /** `venue key/seat map key`. */
  hall: string;
  prices: readonly LevelPrice[];
  zones: readonly ZoneRule[];
  bookingFeeMinor: number;
  opens: Moment;
  shows: readonly Show[];
  /** Minutes from the doors to the start; 0 leaves the doors unsaid. */
  doorsMinutes: number;
  /** The sale ends this many minutes before the start. */
  closesMinutes: number;
  /** How much of the house is sold elsewhere, 0 to 1; varies a little between performances. */
  pressure: number;
  ticketsPerCustomerMax?: number;
  waitingRoom?: 'auto' | 'always' | 'off';
  /** No choice of seats may leave a single one alone. */
  preventSingleSeats?: boolean;
  /** Hours that a customer has for a bank transfer; without, there are none. */
  depositHours?: number;
  /** Lines about this event, before those of its genre. */
  notices?: readonly LocalizedText[];
}

/** Writes out an event of the catalogue. */
export function makeEvent(venues: readonly Venue[], plan: EventPlan): Event {
  const [venue = '', seatMap = ''] = plan.hall.split('/');
  const map = findMap(venues, venue, seatMap);
  const levels = priceLevels(map, plan.prices, plan.zones, plan.bookingFeeMinor);
  return {
    key: plan.key,
    title: plan.title,
    ...(plan.subtitle === undefined ? {} : { subtitle: plan.subtitle }),
    category: plan.category,
    description: plan.description,
    notices: noticesFor(plan.category, plan.notices ?? [], {
      ...plan,
      ticketsPerCustomerMax: plan.ticketsPerCustomerMax ?? 4,
      hasWheelchairPlaces: hasWheelchairPlaces(map),
    }),
    artists: plan.artists,
    tags: plan.tags,
    venue,
    seatMap,
    currency: 'KRW',
    ageMin: plan.ageMin,
    runningMinutes: plan.runningMinutes,
    priceLevels: levels,
    cancellationPolicy: cancellationPolicy(plan.category),
    ...(plan.popularity === undefined ? {} : { popularity: plan.popularity }),
    ...(plan.status === undefined ? {} : { status: plan.status }),
    performances: plan.shows.map((show) => makePerformance(plan, show, map, levels)),
  };
}

function makePerformance(
  plan: EventPlan,
  show: Show,
  map: SeatMap,
  levels: Event['priceLevels'],
): Event['performances'][number] {
  const key = `day-${show.day}-${show.time.replace(':', '')}`;
  const allocations = drawAllocations(
    `${plan.key}/${key}`,
    map,
    levels,
    pressureOf(plan, show, key),
  );
  return {
    key,
    startsAt: instant(show),
    ...(plan.doorsMinutes > 0 ? { doorsAt: instant(show, -plan.doorsMinutes) } : {}),
    saleOpensAt: instant(plan.opens),
    saleClosesAt: instant(show, -plan.closesMinutes),
    ...(show.note === undefined ? {} : { note: show.note }),
    ticketsPerCustomerMax: plan.ticketsPerCustomerMax ?? 4,
    waitingRoom: plan.waitingRoom ?? 'auto',
    ...(plan.preventSingleSeats === undefined
      ? {}
      : { preventSingleSeats: plan.preventSingleSeats }),
    ...(hasWheelchairPlaces(map) ? { accessibleReleaseAt: releaseOf(show) } : {}),
    ...(plan.depositHours === undefined ? {} : { depositHours: plan.depositHours }),
    ...(show.status === undefined ? {} : { status: show.status }),
    ...(allocations.length === 0 ? {} : { allocations }),
  };
}

/** Wheelchair places that nobody asked for are everybody's from noon of the third day before. */
const releaseOf = ({ day }: Show): string => instant({ day: day - 3, time: '12:00' });

/** Weekends and the near future sell better; the key of the performance adds a stable swing. */
function pressureOf(plan: EventPlan, show: Show, key: string): number {
  if (show.pressure !== undefined) return show.pressure;
  if (plan.pressure === 0 || plan.pressure === 1) return plan.pressure;
  const weekend = show.day % 7 >= 5 ? 0.1 : 0;
  const weeksAhead = (momentMs(show) - momentMs({ day: 0, time: '00:00' })) / (7 * 86_400_000);
  const later = Math.min(0.3, 0.03 * weeksAhead);
  const swing = (stableDraw(`${plan.key}/${key}`) - 0.5) * 0.2;
  return Math.min(0.9, Math.max(0.1, plan.pressure + weekend - later + swing));
}

function findMap(venues: readonly Venue[], venueKey: string, mapKey: string): SeatMap {
  const venue = venues.find((candidate) => candidate.key === venueKey);
  const map = venue?.seatMaps.find((candidate) => candidate.key === mapKey);
  if (map === undefined) throw new Error(`there is no seat map ${venueKey}/${mapKey}`);
  return map;
}
