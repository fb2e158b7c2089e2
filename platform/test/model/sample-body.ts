import { CatalogueFile, type Endpoint, endpoints, idPrefixes } from '@ticketing/contracts';
import { newId } from '@ticketing/service-kit';

/** JSON Schema as our contracts write it. */
interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema | readonly Schema[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly minItems?: number;
}

/** Ids that exist, by their prefix: `{ prf: 'prf_...' }`. */
export type KnownIds = Readonly<Record<string, string>>;

/** Writes that the world may send through the gateway. */
export const publicWrites: readonly Endpoint[] = (endpoints as readonly Endpoint[]).filter(
  ({ access, gateway, method }) => access !== 'service' && gateway !== false && method !== 'GET',
);

/** What a body must be; a file's format is checked beyond its endpoint's own schema. */
export const bodySchema = ({ path, body }: Endpoint): Schema =>
  (path === '/organizer/catalogue-imports' ? CatalogueFile : (body ?? {})) as Schema;

/** Texts of which one fits each pattern of the contracts. */
const texts = ['KRW', 'R', 'a1', '17:00', 'A'.repeat(43)];

/** The address of an endpoint with ids in it that exist, where such are known. */
export const addressOf = ({ path, params }: Endpoint, known: KnownIds): string =>
  path.replace(/:(\w+)/g, (_, name: string) =>
    String(sampleOf((params as Schema | undefined)?.properties?.[name] ?? {}, known)),
  );

/** A value that fits the schema, with every optional member. */
export function sampleOf(schema: Schema, known: KnownIds): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.anyOf !== undefined) return sampleOf(schema.anyOf[0] ?? {}, known);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, one]) => [name, sampleOf(one, known)]),
      );
    case 'array':
      return sampleArray(schema, known);
    case 'integer':
    case 'number':
      return schema.minimum ?? (schema.exclusiveMinimum ?? 0) + 1;
    case 'boolean':
      return true;
    case 'string':
      return sampleText(schema, known);
    default:
      return {};
  }
}

function sampleArray({ items, minItems = 1 }: Schema, known: KnownIds): unknown[] {
  if (Array.isArray(items)) return items.map((item) => sampleOf(item as Schema, known));
  const item = (items ?? {}) as Schema;
  return Array.from({ length: Math.max(1, minItems) }, () => sampleOf(item, known));
}

function sampleText({ pattern, format, minLength = 1 }: Schema, known: KnownIds): string {
  if (format === 'email') return 'nobody@model.example';
  if (format === 'date-time') return '2030-01-01T00:00:00.000Z';
  if (pattern === undefined) return 'text '.repeat(20).slice(0, Math.max(12, minLength));
  const fits = new RegExp(pattern);
  const kinds = Object.keys(idPrefixes) as (keyof typeof idPrefixes)[];
  const ids = kinds.map((kind) => known[idPrefixes[kind]] ?? newId(kind));
  const found = [...ids, ...texts].find((text) => fits.test(text) && text.length >= minLength);
  if (found === undefined) throw new Error(`no text fits ${pattern}`);
  return found;
}
