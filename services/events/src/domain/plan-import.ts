import type { CatalogueFile, SeatMap } from '@ticketing/contracts';
import type {
  EventBundle,
  EventInput,
  EventStatus,
  FileEvent,
  FilePerformance,
  FileSeatMap,
  FileVenue,
  PerformanceInput,
  PerformanceRecord,
  PerformanceStatus,
  VenueInput,
} from './catalogue.ts';
import {
  findAllocationChanges,
  findFrozenChanges,
  findPerformanceChangeFaults,
  findPriceLevelChanges,
  fixedDetail,
} from './change-rules.ts';
import { contentHash } from './content-hash.ts';
import type { Fault } from './faults.ts';
import { seatMapCapacity } from './seat-map-faults.ts';
import { seatPlanVersion } from './seat-plan.ts';

/** What of a file's things is kept already. */
export interface ImportState {
  readonly organizerHash: string | undefined;
  /** Content hashes of venues, events and performances by id; null when edited since the import. */
  readonly hashes: ReadonlyMap<string, string | null>;
  /** The newest version of each seat map, by `venueId key`. */
  readonly seatMaps: ReadonlyMap<string, KnownSeatMap>;
  readonly bundles: ReadonlyMap<string, EventBundle>;
}
export interface KnownSeatMap {
  readonly id: string;
  readonly contentHash: string;
  readonly capacity: number;
  /** How many versions there are under this key. */
  readonly versions: number;
}

/** Ids of a file's things; the same keys have the same ids wherever they are imported. */
export interface ImportIds {
  readonly organizer: string;
  venue(venueKey: string): string;
  /** `version` counts from 1. */
  seatMap(venueKey: string, seatMapKey: string, version: number): string;
  event(eventKey: string): string;
  performance(eventKey: string, performanceKey: string): string;
}

interface PlannedVenue {
  readonly id: string;
  readonly key: string;
  readonly input: VenueInput;
  readonly hash: string;
}
interface PlannedSeatMap {
  readonly id: string;
  readonly venueId: string;
  readonly key: string;
  readonly layout: SeatMap;
  readonly capacity: number;
  readonly hash: string;
}
interface PlannedEvent {
  readonly id: string;
  readonly key: string;
  readonly status: EventStatus;
  readonly input: EventInput;
  readonly capacity: number;
  readonly seatPlanVersion: string;
  /** Undefined keeps what it has. */
  readonly popularity: number | undefined;
  readonly hash: string;
}
interface PlannedPerformance {
  readonly id: string;
  readonly key: string;
  readonly eventId: string;
  readonly status: PerformanceStatus;
  readonly input: PerformanceInput;
  readonly allocations: NonNullable<FilePerformance['allocations']>;
  readonly hash: string;
}

/** What an import will write: only what is new or differs. */
export interface ImportPlan {
  readonly organizer: (CatalogueFile['organizer'] & { id: string; hash: string }) | undefined;
  readonly venues: PlannedVenue[];
  readonly seatMaps: PlannedSeatMap[];
  readonly events: PlannedEvent[];
  readonly performances: PlannedPerformance[];
  /** Events that were kept before and are cancelled by this file. */
  readonly cancelledEventIds: string[];
  readonly counts: { created: number; updated: number; unchanged: number };
  /** Changes that the rules forbid; then nothing may be written. */
  readonly faults: Fault[];
}

interface Planning {
  readonly plan: ImportPlan;
  readonly state: ImportState;
  readonly ids: ImportIds;
  readonly now: Date;
  /** What each seat map key of the file came to, by `venueId key`. */
  readonly seatMaps: Map<string, Pick<KnownSeatMap, 'id' | 'contentHash' | 'capacity'>>;
}

/** Compares a file without faults in itself with what is kept. */
export function planImport(
  file: CatalogueFile,
  state: ImportState,
  ids: ImportIds,
  now: Date,
): ImportPlan {
  const hash = contentHash(file.organizer);
  const counts = { created: 0, updated: 0, unchanged: 0 };
  const differs = count(counts, state.organizerHash, hash);
  const plan: ImportPlan = {
    organizer: differs ? { ...file.organizer, id: ids.organizer, hash } : undefined,
    venues: [],
    seatMaps: [],
    events: [],
    performances: [],
    cancelledEventIds: [],
    counts,
    faults: [],
  };
  const planning = { plan, state, ids, now, seatMaps: new Map(state.seatMaps) };
  for (const venue of file.venues) planVenue(planning, venue);
  file.events.forEach((event, index) => {
    planEvent(planning, event, `#/events/${index}`);
  });
  return plan;
}

/** Counts a thing by what is known of it; true when it must be written. */
function count(
  counts: ImportPlan['counts'],
  known: string | null | undefined,
  hash: string,
): boolean {
  if (known === hash) counts.unchanged += 1;
  else if (known === undefined) counts.created += 1;
  else counts.updated += 1;
  return known !== hash;
}

function planVenue({ plan, state, ids, seatMaps }: Planning, venue: FileVenue): void {
  const { key, seatMaps: fileSeatMaps, ...input } = venue;
  const id = ids.venue(key);
  const hash = contentHash(input);
  if (count(plan.counts, state.hashes.get(id), hash)) plan.venues.push({ id, key, input, hash });
  for (const fileSeatMap of fileSeatMaps) {
    const known = state.seatMaps.get(`${id} ${fileSeatMap.key}`);
    const planned = planSeatMap(fileSeatMap, id, (version) =>
      ids.seatMap(key, fileSeatMap.key, known === undefined ? 1 : known.versions + version),
    );
    if (!count(plan.counts, known?.contentHash, planned.hash)) continue;
    plan.seatMaps.push(planned);
    const { capacity } = planned;
    const resolved = { id: planned.id, contentHash: planned.hash, capacity };
    seatMaps.set(`${id} ${fileSeatMap.key}`, resolved);
  }
}

function planSeatMap(
  { key, ...layout }: FileSeatMap,
  venueId: string,
  idOfNext: (version: number) => string,
): PlannedSeatMap {
  const capacity = seatMapCapacity(layout);
  return { id: idOfNext(1), venueId, key, layout, capacity, hash: contentHash(layout) };
}

function planEvent(planning: Planning, fileEvent: FileEvent, pointer: string): void {
  const { plan, state, ids, now } = planning;
  const { performances, ...stated } = fileEvent;
  const id = ids.event(fileEvent.key);
  const before = state.bundles.get(id);
  const event = eventOf(planning, stated, id);
  if (count(plan.counts, state.hashes.get(id), event.hash)) {
    plan.events.push(event);
    if (before !== undefined) plan.faults.push(...findEventRuleFaults(before, event, pointer));
    const wasCancelled = before === undefined || before.event.status === 'cancelled';
    if (event.status === 'cancelled' && !wasCancelled) plan.cancelledEventIds.push(id);
  }
  const known = new Map(before?.performances.map((performance) => [performance.id, performance]));
  performances.forEach((filePerformance, index) => {
    const performance = performanceOf(planning, filePerformance, event);
    if (!count(plan.counts, state.hashes.get(performance.id), performance.hash)) return;
    plan.performances.push(performance);
    if (before === undefined || before.event.status === 'draft') return;
    const at = `${pointer}/performances/${index}`;
    const kept = known.get(performance.id);
    if (kept !== undefined)
      plan.faults.push(...findPerformanceRuleFaults(kept, performance, now, at));
    else if (before.event.status === 'cancelled') {
      plan.faults.push({ pointer: at, detail: 'is new, but the event was cancelled' });
    }
  });
}

function eventOf(
  { ids, seatMaps }: Planning,
  stated: Omit<FileEvent, 'performances'>,
  id: string,
): PlannedEvent {
  const { key, venue, seatMap, status = 'published', popularity, ...texts } = stated;
  const venueId = ids.venue(venue);
  const resolved = seatMaps.get(`${venueId} ${seatMap}`);
  if (resolved === undefined) throw new Error(`the seat map ${venue}/${seatMap} was not resolved`);
  const input = { ...texts, venueId, seatMapId: resolved.id };
  return {
    id,
    key,
    status,
    input,
    capacity: resolved.capacity,
    seatPlanVersion: seatPlanVersion(resolved.contentHash, input.currency, input.priceLevels),
    popularity,
    hash: contentHash([input, status, popularity ?? null]),
  };
}

function performanceOf(
  { ids }: Planning,
  filePerformance: FilePerformance,
  event: PlannedEvent,
): PlannedPerformance {
  const { key, allocations = [], status: stated = 'scheduled', ...input } = filePerformance;
  const status = event.status === 'cancelled' ? 'cancelled' : stated;
  return {
    id: ids.performance(event.key, key),
    key,
    eventId: event.id,
    status,
    input,
    allocations,
    hash: contentHash([input, allocations, status]),
  };
}

/** The rules of the organizer's endpoints, told by places in the file. */
function findEventRuleFaults(before: EventBundle, event: PlannedEvent, pointer: string): Fault[] {
  const { status, input } = before.event;
  if (status === 'draft') return [];
  if (status === 'cancelled') {
    return [{ pointer, detail: 'was cancelled; nothing about it can change' }];
  }
  const fixed = findFrozenChanges(input, event.input).map((member) => ({
    pointer: `${pointer}/${memberOfFile[member] ?? member}`,
    detail:
      member === 'seatMapId' ? `${fixedDetail}; give a changed seat map a new key` : fixedDetail,
  }));
  const levels = `${pointer}/priceLevels`;
  const faults = [
    ...fixed,
    ...findPriceLevelChanges(input.priceLevels, event.input.priceLevels, levels),
  ];
  if (event.status !== 'draft') return faults;
  return [...faults, { pointer: `${pointer}/status`, detail: 'cannot go back from published' }];
}

/** What a catalogue file calls those members. */
const memberOfFile: Partial<Record<keyof EventInput, string>> = {
  venueId: 'venue',
  seatMapId: 'seatMap',
};

function findPerformanceRuleFaults(
  before: PerformanceRecord,
  after: PlannedPerformance,
  now: Date,
  pointer: string,
): Fault[] {
  if (before.status === 'cancelled') {
    if (after.status === 'cancelled') return [];
    return [{ pointer, detail: 'was cancelled; nothing about it can change' }];
  }
  return [
    ...findPerformanceChangeFaults(before, after.input, now, pointer),
    ...findAllocationChanges(before.allocations, after.allocations, pointer),
  ];
}
