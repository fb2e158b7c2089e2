import type {
  CatalogueFile,
  importCatalogue as endpoint,
  ReplyOf,
  SeatMap,
} from '@ticketing/contracts';
import { derivedId, problem } from '@ticketing/service-kit';
import type { SqlClient, SqlDatabase } from '@ticketing/sql-database';
import { findCatalogueFaults, type KnownCatalogue } from '../domain/catalogue-faults.ts';
import { addFaults } from '../domain/faults.ts';
import { type CataloguePieces, parseCatalogueFile } from '../domain/parse-catalogue-file.ts';
import {
  type ImportIds,
  type ImportPlan,
  type ImportState,
  planImport,
} from '../domain/plan-import.ts';
import { findTextFaults } from '../domain/text-faults.ts';
import type { CatalogueCache } from '../storage/catalogue-cache.ts';
import { keysOf, lockImports, readImportState } from '../storage/import-state.ts';
import { loadSeatMapLayouts } from '../storage/seat-maps.ts';
import { findPublishedEventsAt } from '../storage/venues.ts';
import { writeImport } from '../storage/write-import.ts';
import { type AnnounceDependencies, announceEvents } from './announce-events.ts';
import type { CatalogueMetrics } from './catalogue-metrics.ts';
import { faultsProblem, refuseFaults } from './refuse.ts';

export interface ImportDependencies extends AnnounceDependencies {
  readonly database: SqlDatabase;
  readonly cache: Pick<CatalogueCache, 'forget'>;
  readonly metrics: CatalogueMetrics;
}

export interface ImportCommand {
  /** The parsed JSON of the file; nothing about it is believed. */
  readonly file: unknown;
  /** The organizer the caller may import for; undefined: any, and a new one is made. */
  readonly organizerId: string | undefined;
  readonly requestId?: string | undefined;
}

type ImportCounts = ReplyOf<typeof endpoint>;

/**
 * Brings a catalogue file in: all of it or, when anything is wrong, nothing. Importing the same
 * file again changes nothing and tells nobody. Things that are not in the file stay as they are.
 * Throws catalogue_invalid with every fault named by its place in the file; forbidden for the file
 * of another organizer.
 */
export async function importCatalogue(
  dependencies: ImportDependencies,
  command: ImportCommand,
): Promise<ImportCounts> {
  const { imports } = dependencies.metrics;
  try {
    const counts = await importFile(dependencies, command);
    imports.inc({ outcome: counts.created + counts.updated > 0 ? 'changed' : 'unchanged' });
    return counts;
  } catch (error) {
    imports.inc({ outcome: 'refused' });
    throw error;
  }
}

async function importFile(
  dependencies: ImportDependencies,
  command: ImportCommand,
): Promise<ImportCounts> {
  const { pieces, faults } = parseCatalogueFile(command.file);
  addFaults(faults, findTextFaults(command.file, '#'));
  if (pieces.organizer === undefined) throw faultsProblem('catalogue_invalid', faults);
  const ids = idsOf(pieces.organizer.key);
  if (command.organizerId !== undefined && command.organizerId !== ids.organizer) {
    throw problem('forbidden', 'The file belongs to another organizer');
  }
  const { counts, eventIds } = await dependencies.database.transaction(async (client) => {
    await lockImports(client, ids.organizer);
    const state = await readImportState(client, ids, keysOf(pieces));
    const known = await readKnown(client, pieces, ids, state);
    refuseFaults('catalogue_invalid', [...faults, ...findCatalogueFaults(pieces, known)]);
    // Without faults the pieces make up a whole catalogue file.
    const plan = planImport(command.file as CatalogueFile, state, ids, dependencies.clock.now());
    refuseFaults('catalogue_invalid', plan.faults);
    return carryOut(dependencies, client, { plan, state, ids, command });
  });
  dependencies.cache.forget(eventIds);
  return counts;
}

/** Ids by keys: they stay the same when a database begins anew. */
const idsOf = (organizerKey: string): ImportIds => ({
  organizer: derivedId('organizer', organizerKey),
  venue: (key) => derivedId('venue', organizerKey, key),
  seatMap: (venueKey, key, version) =>
    version === 1
      ? derivedId('seatMap', organizerKey, venueKey, key)
      : derivedId('seatMap', organizerKey, venueKey, key, version),
  event: (key) => derivedId('event', organizerKey, key),
  performance: (eventKey, key) => derivedId('performance', organizerKey, eventKey, key),
});

/** Loads those seat maps that events of the file name and the file does not bring. */
async function readKnown(
  client: SqlClient,
  pieces: CataloguePieces,
  ids: ImportIds,
  state: ImportState & { venueIds: ReadonlySet<string> },
): Promise<KnownCatalogue> {
  const wanted = new Map<string, string>();
  for (const { content } of pieces.events) {
    if (content === undefined) continue;
    const name = `${ids.venue(content.venue)} ${content.seatMap}`;
    const known = state.seatMaps.get(name);
    if (known !== undefined) wanted.set(name, known.id);
  }
  const layouts = await loadSeatMapLayouts(client, [...new Set(wanted.values())]);
  return {
    hasVenue: (key) => state.venueIds.has(ids.venue(key)),
    seatMap: (venueKey, key): SeatMap | undefined =>
      layouts.get(wanted.get(`${ids.venue(venueKey)} ${key}`) ?? ''),
  };
}

async function carryOut(
  dependencies: ImportDependencies,
  client: SqlClient,
  {
    plan,
    state,
    ids,
    command,
  }: { plan: ImportPlan; state: ImportState; ids: ImportIds; command: ImportCommand },
): Promise<{ counts: ImportCounts; eventIds: string[] }> {
  const { clock } = dependencies;
  await writeImport(client, plan, { organizerId: ids.organizer, at: clock.now() });
  const changed = await findChanged(client, plan, state);
  await announceEvents(dependencies, client, {
    ...changed,
    cause: 'import',
    requestId: command.requestId,
  });
  return { counts: plan.counts, eventIds: changed.eventIds };
}

/** The events that the site shows and that changed, and the performances whose terms did. */
async function findChanged(
  client: SqlClient,
  plan: ImportPlan,
  state: ImportState,
): Promise<{ eventIds: string[]; performanceIds: string[] }> {
  const venueIds = plan.venues.map((venue) => venue.id).filter((id) => state.hashes.has(id));
  const whole = new Set([
    ...plan.events.map((event) => event.id),
    ...(await findPublishedEventsAt(client, venueIds)),
  ]);
  const touched = new Set([...whole, ...plan.performances.map(({ eventId }) => eventId)]);
  const rows = await client.query<{ id: string; performance_ids: string[] }>(
    `select e.id, array_agg(p.id) as performance_ids
     from events e join performances p on p.event_id = e.id
     where e.id = any($1) and e.status <> 'draft'
     group by e.id`,
    [[...touched]],
  );
  const changed = new Set(plan.performances.map(({ id }) => id));
  return {
    eventIds: rows.map((row) => row.id),
    performanceIds: rows.flatMap((row) =>
      whole.has(row.id) ? row.performance_ids : row.performance_ids.filter((id) => changed.has(id)),
    ),
  };
}
