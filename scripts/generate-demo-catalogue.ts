/**
 * Writes the demo catalogue (platform/catalogue/demo-*.json) and the JSON Schema of its format
 * (docs/catalogue-format.schema.json). Deterministic; run it after changing scripts/demo-catalogue or the
 * contract: `node scripts/generate-demo-catalogue.ts`.
 */
import { writeFileSync } from 'node:fs';
import { buildDemoCatalogue } from './demo-catalogue/build-catalogue.ts';
import { catalogueFormatSchema } from './demo-catalogue/catalogue-format-schema.ts';
import { formatJson } from './demo-catalogue/format-json.ts';

const root = new URL('../', import.meta.url);

for (const [name, file] of Object.entries(buildDemoCatalogue())) {
  const path = new URL(`platform/catalogue/${name}`, root);
  writeFileSync(path, formatJson(file));
  console.log(`${name}: ${file.venues.length} venues, ${file.events.length} events`);
}
writeFileSync(
  new URL('docs/catalogue-format.schema.json', root),
  formatJson(catalogueFormatSchema()),
);
