import type { SeatMap } from '@ticketing/contracts';
import { findEventFaults } from './event-faults.ts';
import { addFaults, type Fault, findDuplicates } from './faults.ts';
import type { CataloguePieces, EventPiece, Piece, VenuePiece } from './parse-catalogue-file.ts';
import { findAllocationFaults, findTimeFaults } from './performance-faults.ts';
import { findSeatMapFaults } from './seat-map-faults.ts';
import { findVenueFaults } from './venue-faults.ts';

/** What the organizer has already, by keys. */
export interface KnownCatalogue {
  hasVenue(venueKey: string): boolean;
  /** The newest version of a seat map; undefined when there is none. */
  seatMap(venueKey: string, seatMapKey: string): SeatMap | undefined;
}

/**
 * Everything that is wrong between the things of a file, or in them beyond what a schema can say.
 * Looks at whatever has its content, so that schema faults elsewhere hide nothing.
 */
export function findCatalogueFaults(pieces: CataloguePieces, known: KnownCatalogue): Fault[] {
  const faults = [...findRepeatedKeys(pieces.venues), ...findRepeatedKeys(pieces.events)];
  for (const venue of pieces.venues) addFaults(faults, findVenuePieceFaults(venue));
  for (const event of pieces.events) {
    addFaults(faults, findEventPieceFaults(event, resolveSeatMap(event, pieces, known)));
  }
  return faults;
}

function findRepeatedKeys(pieces: readonly Piece<unknown>[]): Fault[] {
  const keyed = pieces.filter((piece) => piece.key !== undefined);
  return findDuplicates(
    keyed,
    (piece) => piece.key ?? '',
    (index, first) => ({
      pointer: `${keyed[index]?.pointer}/key`,
      detail: `is the key of ${keyed[first]?.pointer} too`,
    }),
  );
}

function findVenuePieceFaults(venue: VenuePiece): Fault[] {
  const faults = findRepeatedKeys(venue.seatMaps);
  if (venue.content !== undefined) faults.push(...findVenueFaults(venue.content, venue.pointer));
  for (const { content, pointer } of venue.seatMaps) {
    if (content !== undefined) addFaults(faults, findSeatMapFaults(content, pointer));
  }
  return faults;
}

/** The seat map that an event names; without a layout when that is faulty itself. */
interface Resolved {
  readonly layout?: SeatMap;
  readonly faults: readonly Fault[];
}

function resolveSeatMap(
  { content: event, pointer }: EventPiece,
  pieces: CataloguePieces,
  known: KnownCatalogue,
): Resolved {
  if (event === undefined) return { faults: [] };
  const venues = pieces.venues.filter((venue) => venue.key === event.venue);
  const seatMaps = venues.flatMap((venue) =>
    venue.seatMaps.filter((seatMap) => seatMap.key === event.seatMap),
  );
  const layout = seatMaps[0]?.content ?? known.seatMap(event.venue, event.seatMap);
  if (layout !== undefined) return { layout, faults: [] };
  if (seatMaps.length > 0) return { faults: [] };
  if (venues.length === 0 && !known.hasVenue(event.venue)) {
    const detail = `'${event.venue}' is the key of no venue, here or imported before`;
    return { faults: [{ pointer: `${pointer}/venue`, detail }] };
  }
  const detail = `'${event.seatMap}' is the key of no seat map of the venue '${event.venue}'`;
  return { faults: [{ pointer: `${pointer}/seatMap`, detail }] };
}

function findEventPieceFaults(event: EventPiece, resolved: Resolved): Fault[] {
  const { pointer } = event;
  const faults = [...resolved.faults, ...findRepeatedKeys(event.performances)];
  if (event.content !== undefined) {
    faults.push(...findEventFaults(event.content, resolved.layout, pointer));
  }
  const sound = event.performances.flatMap(({ content, pointer: at }) =>
    content === undefined ? [] : [{ ...content, at }],
  );
  for (const performance of sound) {
    faults.push(...findTimeFaults(performance, performance.at));
    if (resolved.layout === undefined) continue;
    const at = `${performance.at}/allocations`;
    faults.push(...findAllocationFaults(performance.allocations, resolved.layout, at));
  }
  return [
    ...faults,
    ...findDuplicates(
      sound,
      (performance) => String(Date.parse(performance.startsAt)),
      (index, first) => ({
        pointer: `${sound[index]?.at}/startsAt`,
        detail: `is the start of ${sound[first]?.at} too`,
      }),
    ),
  ];
}
