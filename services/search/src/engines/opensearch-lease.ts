import type { Client } from '@opensearch-project/opensearch';
import type { Clock } from '@ticketing/service-kit';
import { errorTypeOf, isStatus } from './opensearch-client.ts';

/** Longer than one page of a filling takes with all its retries. */
const leaseMs = 60_000;
const id = 'rebuild';

/** The right to rebuild, which one instance has at a time. */
export interface Lease {
  /** Takes it for another minute; rejects when somebody else has it. */
  renew(): Promise<void>;
  release(): Promise<void>;
}

export interface LeaseOptions {
  readonly client: Client;
  readonly clock: Pick<Clock, 'now'>;
  /** The index of the one document. */
  readonly index: string;
}

interface Holder {
  readonly untilMs: number;
  readonly if_seq_no: number;
  readonly if_primary_term: number;
}

/**
 * Takes the lease unless another instance has it (undefined). An instance that died holds it for a
 * minute at most. The server compares and sets, so that of two that come at once one gets it.
 */
export async function takeLease({ client, clock, index }: LeaseOptions) {
  await createLeaseIndex(client, index);
  const holder = await readHolder(client, index);
  if (holder !== undefined && holder.untilMs > clock.now().getTime()) return undefined;

  async function write(after: Omit<Holder, 'untilMs'> | undefined) {
    const condition = after ?? { op_type: 'create' as const };
    const body = { untilMs: clock.now().getTime() + leaseMs };
    const { body: written } = await client.index({ index, id, ...condition, body });
    return versionOf(written);
  }

  try {
    let version = await write(holder && versionOnly(holder));
    const lease: Lease = {
      async renew() {
        version = await write(version);
      },
      async release() {
        await client.delete({ index, id, ...version });
      },
    };
    return lease;
  } catch (error) {
    if (isStatus(error, 409)) return undefined;
    throw error;
  }
}

async function createLeaseIndex(client: Client, index: string): Promise<void> {
  const { body: exists } = await client.indices.exists({ index });
  if (exists) return;
  const settings = { number_of_shards: 1, auto_expand_replicas: '0-1', hidden: true };
  try {
    await client.indices.create({ index, body: { settings, mappings: { dynamic: false } } });
  } catch (error) {
    if (errorTypeOf(error) !== 'resource_already_exists_exception') throw error;
  }
}

async function readHolder(client: Client, index: string): Promise<Holder | undefined> {
  try {
    const { body } = await client.get({ index, id });
    const { untilMs } = body._source as { untilMs: number };
    return { untilMs, ...versionOf(body) };
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}

const versionOnly = ({ if_seq_no, if_primary_term }: Holder) => ({ if_seq_no, if_primary_term });

const versionOf = (body: { _seq_no?: number | string; _primary_term?: number }) => ({
  if_seq_no: Number(body._seq_no),
  if_primary_term: Number(body._primary_term),
});
