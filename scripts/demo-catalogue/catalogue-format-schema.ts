import { CatalogueFile } from '../../packages/contracts/src/index.ts';

/** The format of catalogue files as JSON Schema, for editors and other programs. */
export function catalogueFormatSchema(): unknown {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Ticketing Pro catalogue file',
    description:
      'Venues with seat maps, events with performances and prices of one organizer; see docs/how-to/import-a-catalogue.md.',
    ...CatalogueFile,
  };
}
