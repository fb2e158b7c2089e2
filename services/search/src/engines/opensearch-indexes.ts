import type { Client } from '@opensearch-project/opensearch';
import type { IndexState } from '../domain/search-index.ts';
import { errorTypeOf, impatient, isStatus } from './opensearch-client.ts';
import {
  type Analysis,
  mappingsFor,
  mappingVersion,
  noriAnalysis,
  settingsFor,
} from './opensearch-documents.ts';

/**
 * Names on the server. `read` and `write` point to the index that serves, `filling` to the one that is
 * being built. Writers use aliases of their own version, so that an older release, whose
 * documents lack something, cannot write into a newer index; its messages wait for a newer release.
 */
export const namesOf = (alias: string) => ({
  read: alias,
  write: `${alias}-write-v${mappingVersion}`,
  filling: `${alias}-filling-v${mappingVersion}`,
  indexes: `${alias}-v*`,
  lease: `${alias}-lease`,
  /** `ticketing-events-v2-nori-20260701t090000000z` */
  index: (analysis: Analysis, builtAt: Date) =>
    `${alias}-v${mappingVersion}-${analysis}-${stampOf(builtAt)}`,
});
export type Names = ReturnType<typeof namesOf>;

const stampOf = (time: Date) => time.toISOString().toLowerCase().replace(/[-:.]/g, '');

/** An index of ours on the server, and what it was built as. */
export interface BuiltIndex {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly version: number;
  readonly analysis: string;
  readonly builtAt: Date;
  readonly writable: boolean;
}

export async function readIndexes(client: Client, names: Names): Promise<BuiltIndex[]> {
  const { body } = await client.indices.get({ index: names.indexes }, impatient);
  return Object.entries(body).map(([name, { aliases, mappings, settings }]) => {
    const { version = 0, analysis = '', builtAt = 0 } = mappings?._meta ?? {};
    const blocks: unknown = settings?.index?.blocks;
    return {
      name,
      aliases: Object.keys(aliases ?? {}),
      version: Number(version),
      analysis: String(analysis),
      builtAt: new Date(builtAt),
      // The server sets it on every index when its disk is nearly full, and takes it away again.
      writable: !JSON.stringify(blocks ?? {}).includes('"read_only_allow_delete":"true"'),
    };
  });
}

export const servingOf = (indexes: readonly BuiltIndex[], names: Names): BuiltIndex | undefined =>
  indexes.find(({ aliases }) => aliases.includes(names.read));

export function stateOf(index: BuiltIndex | undefined, offered: Analysis): IndexState | undefined {
  if (index === undefined) return undefined;
  const { version, analysis, builtAt, writable } = index;
  const isCurrent = version === mappingVersion && analysis === offered;
  const fit = isCurrent ? 'current' : version > mappingVersion ? 'newer' : 'outdated';
  return { builtAt, writable, fit };
}

/** What the server can do with Korean: it refuses an analysis whose plugin it lacks. */
export async function offeredAnalysis(client: Client): Promise<Analysis> {
  try {
    await client.indices.analyze({ body: { ...noriAnalysis, text: ['공연'] } });
    return 'nori';
  } catch (error) {
    if (isStatus(error, 400)) return 'bigrams';
    throw error;
  }
}

interface NewIndex {
  readonly name: string;
  readonly analysis: Analysis;
  readonly builtAt: Date;
}

/** Creates an index to be filled. */
export async function createIndex(
  client: Client,
  { names, index }: { names: Names; index: NewIndex },
): Promise<void> {
  const { name, analysis, builtAt } = index;
  const meta = { version: mappingVersion, analysis, builtAt: builtAt.toISOString() };
  const { body } = await client.indices.create({
    index: name,
    body: {
      settings: settingsFor(analysis),
      mappings: mappingsFor(analysis, meta),
      aliases: { [names.filling]: {} },
    },
  });
  if (!body.shards_acknowledged) throw new Error(`${name} has no shard that works yet`);
}

/** Deletes indexes by their names; one that is gone already is fine. */
export async function deleteIndexes(client: Client, indexes: readonly string[]): Promise<void> {
  for (const index of indexes) {
    await client.indices.delete({ index }).catch((error: unknown) => {
      if (errorTypeOf(error) !== 'index_not_found_exception') throw error;
    });
  }
}

/** From the old index to the new one in one step; rejects when the new one is gone or not ours any more. */
export async function swapIndexes(
  client: Client,
  { names, old, name }: { names: Names; old: readonly BuiltIndex[]; name: string },
): Promise<void> {
  const leave = old.flatMap((index) =>
    index.aliases.map((alias) => ({ remove: { index: index.name, alias } })),
  );
  const { body } = await client.indices.updateAliases({
    body: {
      actions: [
        { remove: { index: name, alias: names.filling, must_exist: true } },
        ...leave,
        { add: { index: name, alias: names.read } },
        { add: { index: name, alias: names.write } },
      ],
    },
  });
  if (!body.acknowledged) throw new Error(`not every node has taken ${name} yet`);
}
