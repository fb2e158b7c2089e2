import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { services } from '../src/images.ts';
import { knownVariables, loaders, type PartName } from '../src/known-variables.ts';
import { at } from '../src/repository.ts';

const parts: readonly PartName[] = [...services, 'frontend'];
const example = (part: PartName): string =>
  readFileSync(
    at(part === 'frontend' ? 'frontend/server' : `services/${part}`, '.env.example'),
    'utf8',
  );

/** The same for all, with defaults that fit: an example names them where there is more to say. */
const sharedByAll = new Set(['NODE_ENV', 'HOST', 'TICKETING_DATA_FOLDER', 'PORT']);
/** Read by the SDK of AWS itself. */
const ofTheSdk = new Set(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']);

test.for(parts)(
  '%s: its .env.example names variables that it knows, and starts on them',
  (part) => {
    const text = example(part);
    expect(() => loaders[part](parseEnv(text))).not.toThrow();
    const named = [...text.matchAll(/^(?:# )?([A-Z][A-Z0-9_]+)=/gm)].map(([, name = '']) => name);
    const known = knownVariables(part);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
    const untold = [...known].filter(
      (name) => !named.includes(name) && !sharedByAll.has(name) && !ofTheSdk.has(name),
    );
    expect(untold).toEqual([]);
  },
);
