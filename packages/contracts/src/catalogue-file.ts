import { type Static, Type } from 'typebox';
import { Category, Currency, Localized, Strict } from './common.ts';
import { endpoint } from './endpoint.ts';
import { EventInput, PerformanceInput, VenueInput } from './organizer.ts';
import { SeatMap } from './seat-map.ts';

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
  errors: ['catalogue_invalid', 'forbidden', 'unauthenticated'],
});
