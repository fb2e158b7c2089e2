import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { at } from './repository.ts';

export interface ComposeService {
  readonly image?: string;
  readonly build?: {
    readonly context: string;
    readonly dockerfile?: string;
    readonly args?: Readonly<Record<string, string>>;
  };
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly command?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly stop_grace_period?: string;
}

export interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** The compose file as Docker reads it: anchors merged, `${NAME:-default}` filled with the default. */
export function readCompose(): Compose {
  const text = readFileSync(at('docker-compose.yml'), 'utf8');
  const filled = text.replaceAll(/\$\{\w+:-([^}]*)\}/g, (_, fallback: string) => fallback);
  return parse(filled, { merge: true }) as Compose;
}

/** The compose specification's own schema, as dclint brings it; its dialect is the validator's default. */
export function composeSchema(): object {
  const file = at('node_modules/dclint/schemas/compose.schema.json');
  const { $schema: _, ...schema } = JSON.parse(readFileSync(file, 'utf8')) as Record<
    string,
    unknown
  >;
  return schema;
}
