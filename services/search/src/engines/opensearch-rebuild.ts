import type { API, Client } from '@opensearch-project/opensearch';
import type { Clock } from '@ticketing/service-kit';
import type { RebuildOptions, RebuildOutcome } from '../domain/search-index.ts';
import { searchTimeoutMs } from './opensearch-client.ts';
import { mappingVersion, toDocument } from './opensearch-documents.ts';
import {
  createIndex,
  deleteIndexes,
  type Names,
  offeredAnalysis,
  readIndexes,
  servingOf,
  stateOf,
  swapIndexes,
} from './opensearch-indexes.ts';
import { type Lease, takeLease } from './opensearch-lease.ts';
import type { Writer } from './opensearch-writes.ts';

/** A removal is remembered for as long as the bus keeps messages that could undo it. */
const tombstoneAgeMax = '7d';
const tombstonePage = 500;
/** Searches in hand may still be reading the old index. */
const graceMs = searchTimeoutMs + 500;

export interface Rebuilding {
  readonly client: Client;
  readonly clock: Clock;
  readonly names: Names;
  readonly writer: Writer;
}

/**
 * Builds a new index beside the one that serves, swaps, and deletes the old one and whatever interrupted
 * rebuilds left behind. One instance at a time, by a lease; the swap itself checks that the new
 * index is still the one being filled, so that not even a lease that ran out can do harm.
 */
export async function rebuildInOpenSearch(
  rebuilding: Rebuilding,
  { fill, isDue }: RebuildOptions,
): Promise<RebuildOutcome> {
  const { client, clock, names } = rebuilding;
  const lease = await takeLease({ client, clock, index: names.lease });
  if (lease === undefined) return 'busy';
  try {
    const serving = servingOf(await readIndexes(client, names), names);
    if (!isDue(stateOf(serving, await offeredAnalysis(client)))) return 'not_due';
    await build(rebuilding, { fill, lease });
    // Instances of another version took messages meanwhile and wrote them only to the old index. From
    // now on they cannot write, so that a second filling misses nothing.
    const isOtherVersion = serving !== undefined && serving.version !== mappingVersion;
    if (isOtherVersion) await build(rebuilding, { fill, lease });
    return 'rebuilt';
  } finally {
    // Should this fail, the lease ends by itself.
    await lease.release().catch(() => undefined);
  }
}

async function build(
  { client, clock, names, writer }: Rebuilding,
  { fill, lease }: { fill: RebuildOptions['fill']; lease: Lease },
): Promise<void> {
  const present = await readIndexes(client, names);
  const old = present.filter(({ aliases }) => aliases.includes(names.read));
  const leftOver = present.filter((index) => !old.includes(index));
  await deleteIndexes(client, leftOver.map(nameOf));

  const builtAt = clock.now();
  const analysis = await offeredAnalysis(client);
  const name = names.index(analysis, builtAt);
  await createIndex(client, { names, index: { name, analysis, builtAt } });
  try {
    if (old.length > 0) await copyTombstones({ client, names, writer });
    await fill(async (events) => {
      await lease.renew();
      await writer.writeFilling(
        events.map((event) => ({
          id: event.id,
          revision: event.revision,
          body: { ...toDocument(event) },
        })),
      );
    });
    await client.indices.refresh({ index: name });
    await swapIndexes(client, { names, old, name });
  } catch (error) {
    await deleteUnlessServing({ client, names }, name).catch(() => undefined);
    throw error;
  }
  if (old.length === 0) return;
  await clock.sleep(graceMs);
  await deleteIndexes(client, old.map(nameOf));
}

const nameOf = ({ name }: { readonly name: string }) => name;

/** A swap whose answer got lost may have been done. */
async function deleteUnlessServing(
  { client, names }: Pick<Rebuilding, 'client' | 'names'>,
  name: string,
): Promise<void> {
  const serving = servingOf(await readIndexes(client, names), names);
  if (serving?.name !== name) await deleteIndexes(client, [name]);
}

/** Young removals go along; those that come from now on reach the new index by themselves. */
async function copyTombstones({
  client,
  names,
  writer,
}: Pick<Rebuilding, 'client' | 'names' | 'writer'>): Promise<void> {
  await client.indices.refresh({ index: names.read });
  const filter = [
    { term: { removed: true } },
    { range: { removedAt: { gte: `now-${tombstoneAgeMax}` } } },
  ];
  let after: string | undefined;
  do {
    const request = {
      query: { bool: { filter } },
      sort: [{ id: 'asc' }],
      size: tombstonePage,
      version: true,
      ...(after !== undefined && { search_after: [after] }),
    };
    const { body } = await client.search({
      index: names.read,
      body: request as unknown as NonNullable<API.Search_Request['body']>,
    });
    const tombstones = body.hits.hits.map((hit) => ({
      id: String(hit._id),
      revision: Number(hit._version),
      replacesEqual: true,
      body: hit._source as Record<string, unknown>,
    }));
    await writer.writeFilling(tombstones);
    after = tombstones.length < tombstonePage ? undefined : tombstones.at(-1)?.id;
  } while (after !== undefined);
}
