import {
  CatalogueFile,
  PriceLevel,
  RowGeometry,
  SeatedSection,
  SeatRow,
  StandingSection,
} from '@ticketing/contracts';
import { type TObject, type TProperties, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { FileEvent, FilePerformance, FileSeatMap, FileVenue } from './catalogue.ts';
import { addFaults, FAULTS_FOUND_MAX, type Fault } from './faults.ts';
import { findSchemaFaults, type Shape } from './schema-faults.ts';

/**
 * A thing of a file: where it is, its key when one can be read, its content when it has no fault.
 */
export interface Piece<Content> {
  readonly pointer: string;
  readonly key: string | undefined;
  readonly content: Content | undefined;
}
export interface VenuePiece extends Piece<Omit<FileVenue, 'seatMaps'>> {
  readonly seatMaps: readonly Piece<FileSeatMap>[];
}
export interface EventPiece extends Piece<Omit<FileEvent, 'performances'>> {
  readonly performances: readonly Piece<FilePerformance>[];
}
export interface CataloguePieces {
  readonly organizer: CatalogueFile['organizer'] | undefined;
  readonly venues: readonly VenuePiece[];
  readonly events: readonly EventPiece[];
}

// The longest lists that the format allows; of seat maps a venue's contract names no limit.
const VENUES_MAX = 500;
const SEAT_MAPS_MAX = 100;
const SECTIONS_MAX = 400;
const ROWS_MAX = 200;
const EVENTS_MAX = 2_000;
const PRICE_LEVELS_MAX = 12;
const PERFORMANCES_MAX = 500;

const { properties } = CatalogueFile;
const venueSchema = properties.venues.items;
const seatMapSchema = venueSchema.properties.seatMaps.items;
const eventSchema = properties.events.items;

/** The schema with some of its members left open. */
const withOpen = (schema: TObject, open: TProperties): Shape =>
  Compile(Type.Object({ ...schema.properties, ...open }, { additionalProperties: false }));

// Each level is checked with its inner things left open, and those one by one: so every fault is
// named by its own place, and no alternative of a union that was never meant is complained of.
const some = Type.Array(Type.Unknown(), { minItems: 1 });
const shapes = {
  file: withOpen(CatalogueFile, {
    venues: Type.Array(Type.Unknown(), { maxItems: VENUES_MAX }),
    events: Type.Array(Type.Unknown(), { maxItems: EVENTS_MAX }),
  }),
  venue: withOpen(venueSchema, {
    seatMaps: Type.Array(Type.Unknown(), { maxItems: SEAT_MAPS_MAX }),
  }),
  seatMap: withOpen(seatMapSchema, { sections: { ...some, maxItems: SECTIONS_MAX } }),
  seated: withOpen(SeatedSection, { rows: { ...some, maxItems: ROWS_MAX } }),
  standing: Compile(StandingSection),
  row: withOpen(SeatRow, { geometry: Type.Unknown() }),
  line: Compile(RowGeometry.anyOf[0]),
  arc: Compile(RowGeometry.anyOf[1]),
  points: Compile(RowGeometry.anyOf[2]),
  event: withOpen(eventSchema, {
    priceLevels: { ...some, maxItems: PRICE_LEVELS_MAX },
    performances: { ...some, maxItems: PERFORMANCES_MAX },
  }),
  priceLevel: Compile(PriceLevel),
  performance: Compile(eventSchema.properties.performances.items),
} satisfies Record<string, Shape>;
const organizerShape = Compile(properties.organizer);

/**
 * Takes a catalogue file apart and names what its schema refuses, everywhere at once. Without
 * faults every piece has its content. Fills in the one default of the format, a row's `numberStep`
 * of 1.
 */
export function parseCatalogueFile(file: unknown): { pieces: CataloguePieces; faults: Fault[] } {
  const faults = findSchemaFaults(shapes.file, file, '#');
  const organizer = memberOf(file, 'organizer');
  const venues = membersOf(file, 'venues', { max: VENUES_MAX, faults }).map((venue, index) =>
    parseVenue(venue, `#/venues/${index}`, faults),
  );
  const events = membersOf(file, 'events', { max: EVENTS_MAX, faults }).map((event, index) =>
    parseEvent(event, `#/events/${index}`, faults),
  );
  const known = organizerShape.Check(organizer) ? organizer : undefined;
  return { pieces: { organizer: known, venues, events }, faults };
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

/**
 * The items of a list. Those beyond `max` are not looked at, because the list itself is a fault;
 * nor is anything once enough faults were found.
 */
function membersOf(
  value: unknown,
  name: string,
  { max, faults }: { max: number; faults: readonly Fault[] },
): unknown[] {
  const member = memberOf(value, name);
  if (!Array.isArray(member) || faults.length >= FAULTS_FOUND_MAX) return [];
  return member.slice(0, max);
}

/** Runs the checks of one thing; its content is given on only when they found nothing. */
function pieceOf<Content>(
  value: unknown,
  pointer: string,
  faults: Fault[],
  checks: readonly Fault[],
): Piece<Content> {
  addFaults(faults, checks);
  const key = memberOf(value, 'key');
  return {
    pointer,
    key: typeof key === 'string' ? key : undefined,
    // The checks have just proved that the value has this form.
    content: checks.length === 0 ? (value as Content) : undefined,
  };
}

function parseVenue(venue: unknown, pointer: string, faults: Fault[]): VenuePiece {
  const checks = findSchemaFaults(shapes.venue, venue, pointer);
  const seatMaps = membersOf(venue, 'seatMaps', { max: SEAT_MAPS_MAX, faults }).map(
    (seatMap, index) => {
      const at = `${pointer}/seatMaps/${index}`;
      return pieceOf<FileSeatMap>(
        seatMap,
        at,
        faults,
        findSeatMapSchemaFaults(seatMap, at, faults),
      );
    },
  );
  return { ...pieceOf<FileVenue>(venue, pointer, faults, checks), seatMaps };
}

/** Looks no further than it takes to fill `known` up. */
function findSeatMapSchemaFaults(
  seatMap: unknown,
  pointer: string,
  known: readonly Fault[],
): Fault[] {
  const faults = findSchemaFaults(shapes.seatMap, seatMap, pointer);
  const isEnough = () => known.length + faults.length >= FAULTS_FOUND_MAX;
  const sections = membersOf(seatMap, 'sections', { max: SECTIONS_MAX, faults });
  for (const [index, section] of sections.entries()) {
    if (isEnough()) break;
    const at = `${pointer}/sections/${index}`;
    addFaults(faults, findSectionSchemaFaults(section, at));
    const rows = membersOf(section, 'rows', { max: ROWS_MAX, faults });
    rows.forEach((row, rowIndex) => {
      addFaults(faults, findRowSchemaFaults(row, `${at}/rows/${rowIndex}`));
    });
  }
  return faults;
}

function findSectionSchemaFaults(section: unknown, pointer: string): Fault[] {
  const kind = memberOf(section, 'kind');
  if (kind === 'standing') return findSchemaFaults(shapes.standing, section, pointer);
  if (kind === 'seated') return findSchemaFaults(shapes.seated, section, pointer);
  return [{ pointer: `${pointer}/kind`, detail: 'must be one of seated, standing' }];
}

const geometries = ['line', 'arc', 'points'] as const;

function findRowSchemaFaults(row: unknown, pointer: string): Fault[] {
  if (typeof row === 'object' && row !== null && !('numberStep' in row)) {
    Object.assign(row, { numberStep: 1 });
  }
  const faults = findSchemaFaults(shapes.row, row, pointer);
  const geometry = memberOf(row, 'geometry');
  if (geometry === undefined) return faults;
  const named = geometries.filter((name) => memberOf(geometry, name) !== undefined);
  const [only] = named;
  if (only === undefined || named.length > 1) {
    const detail = `must have one of ${geometries.join(', ')}`;
    return [...faults, { pointer: `${pointer}/geometry`, detail }];
  }
  return [...faults, ...findSchemaFaults(shapes[only], geometry, `${pointer}/geometry`)];
}

function parseEvent(event: unknown, pointer: string, faults: Fault[]): EventPiece {
  const checks = findSchemaFaults(shapes.event, event, pointer);
  membersOf(event, 'priceLevels', { max: PRICE_LEVELS_MAX, faults: checks }).forEach(
    (level, index) => {
      addFaults(
        checks,
        findSchemaFaults(shapes.priceLevel, level, `${pointer}/priceLevels/${index}`),
      );
    },
  );
  const performances = membersOf(event, 'performances', { max: PERFORMANCES_MAX, faults }).map(
    (performance, index) => {
      const at = `${pointer}/performances/${index}`;
      const found = findSchemaFaults(shapes.performance, performance, at);
      return pieceOf<FilePerformance>(performance, at, faults, found);
    },
  );
  return { ...pieceOf<FileEvent>(event, pointer, faults, checks), performances };
}
