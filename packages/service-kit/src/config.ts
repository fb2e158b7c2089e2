import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Static, TObject, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { describeExpected, parseText } from './config/parse-variable.ts';
import { findUnknownNames } from './config/unknown-names.ts';

export * from './config/common-config.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that is wrong with the environment, in one error made to be printed as it is. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];

  constructor(heading: string, faults: readonly string[]) {
    super([heading, ...faults.map((fault) => `  - ${fault}`)].join('\n'));
    this.faults = faults;
  }
}

export interface LoadConfigOptions {
  /** An .env file; variables of the real environment win over its lines. It need not exist. */
  readonly envFile?: string;
  /** Names that may stand in the file though the schema does not know them. */
  readonly alsoKnown?: readonly string[];
}

/**
 * Reads a service's settings. Each property of the schema is a variable of that name: a string, a
 * number or integer, a boolean (true/false/1/0/yes/no/on/off), an enum, or a list of strings
 * separated by commas. An empty value counts as unset, defaults come from the schema.
 * Throws a ConfigError that names every fault at once and never shows a value.
 */
export function loadConfig<Schema extends TObject>(
  schema: Schema,
  env: Environment,
  options: LoadConfigOptions = {},
): Static<Schema> {
  const file = options.envFile === undefined ? {} : readEnvFile(options.envFile);
  const properties: Record<string, TSchema> = schema.properties;
  const required = new Set<string>(schema.required ?? []);
  const known = [...Object.keys(properties), ...(options.alsoKnown ?? [])];
  const faults = findUnknownNames(Object.keys(file).sort(), known).map(
    (fault) => `${fault} (in ${options.envFile})`,
  );

  const values: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(properties)) {
    const text = env[name] || file[name];
    if (text === undefined || text === '') {
      const fallback: unknown = 'default' in property ? property.default : undefined;
      if (fallback !== undefined) values[name] = structuredClone(fallback);
      else if (required.has(name))
        faults.push(`${name} is missing: set it to ${describeExpected(property)}`);
      continue;
    }
    const value = parseText(property, text);
    if (value === undefined || !Value.Check(property, value)) {
      faults.push(`${name} is not valid: expected ${describeExpected(property)}`);
    } else {
      values[name] = value;
    }
  }
  if (faults.length > 0) throw new ConfigError('The settings have mistakes:', faults);
  return values as Static<Schema>;
}

function readEnvFile(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

/** A setting that is fine for development and dangerous in production. */
export interface UnsafeSetting<Config> {
  readonly variable: string;
  readonly isUnsafe: (config: Config) => boolean;
  readonly howToFix: string;
}

/** Throws a ConfigError that names every unsafe setting when NODE_ENV is production. */
export function unsafeInProduction<Config extends { readonly NODE_ENV: string }>(
  config: Config,
  settings: readonly UnsafeSetting<Config>[],
): void {
  if (config.NODE_ENV !== 'production') return;
  const unsafe = settings.filter(({ isUnsafe }) => isUnsafe(config));
  if (unsafe.length === 0) return;
  throw new ConfigError(
    'NODE_ENV is production, and these settings are not safe there:',
    unsafe.map(({ variable, howToFix }) => `${variable}: ${howToFix}`),
  );
}
