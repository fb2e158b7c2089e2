import type { CatalogueFile } from '../../packages/contracts/src/index.ts';
import { classical, islandJazz } from './events/classical.ts';
import { arenaConcerts, clubConcerts } from './events/concerts.ts';
import { exhibitions } from './events/exhibitions.ts';
import { dinosaurPostman, familyShows } from './events/family.ts';
import { longRuns, tours } from './events/musicals.ts';
import { islandPlay, plays } from './events/plays.ts';
import { sports } from './events/sports.ts';
import { type EventPlan, makeEvent } from './make-event.ts';
import { hangangVenues, openArtsVenues, stageWorksVenues } from './venues.ts';
import { text } from './words.ts';

/** The demo catalogue: one file for each organizer, by file name. Always the same. */
export function buildDemoCatalogue(): Record<string, CatalogueFile> {
  return {
    'demo-hangang-live.json': catalogue(
      { key: 'hangang-live', name: text('한강라이브', 'Hangang Live') },
      hangangVenues(),
      [...arenaConcerts, ...clubConcerts, ...sports],
    ),
    'demo-stage-works.json': catalogue(
      { key: 'stage-works', name: text('무대공작소', 'Stage Works') },
      stageWorksVenues(),
      [...longRuns, ...tours, ...plays, dinosaurPostman],
    ),
    'demo-open-arts.json': catalogue(
      { key: 'open-arts', name: text('열린예술회관', 'Open Arts') },
      openArtsVenues(),
      [...classical, islandJazz, islandPlay, ...exhibitions, ...familyShows],
    ),
  };
}

function catalogue(
  organizer: CatalogueFile['organizer'],
  venues: CatalogueFile['venues'],
  plans: readonly EventPlan[],
): CatalogueFile {
  return {
    format: 'ticketing-catalogue/1',
    organizer,
    venues,
    events: plans.map((plan) => makeEvent(venues, plan)),
  };
}
