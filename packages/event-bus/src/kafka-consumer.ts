import { setTimeout as sleep } from 'node:timers/promises';
import { Consumer } from '@platformatic/kafka';
import { type KafkaAssignment, startKafkaAssignment } from './kafka-assignment.ts';
import {
  groupIdOf,
  type KafkaConnection,
  listGroupOffsets,
  listOffsets,
} from './kafka-connection.ts';
import {
  kafkaHandOverMsMax,
  kafkaHeartbeatMs,
  kafkaRetryMs,
  kafkaSaveMsMax,
  kafkaSessionMs,
} from './limits.ts';
import type { SubscribeOptions, Subscription } from './port.ts';
import type { BusProblem, ReportProblem } from './report-problem.ts';

interface ConsumerDependencies {
  readonly connection: KafkaConnection;
  readonly reportProblem: ReportProblem;
}

/**
 * Joins a group and consumes the partitions that it is given, until it is closed. Whenever the group
 * divides its partitions anew, all its members first finish what they have in hand and save their
 * place; that is what keeps one key from being handled in two processes.
 */
export async function startKafkaConsumer(
  { connection, reportProblem }: ConsumerDependencies,
  options: SubscribeOptions,
): Promise<Subscription> {
  const { topic, group } = options;
  const groupId = groupIdOf(group, topic);
  /** Fetching waits at the broker, so it has connections of its own. */
  const fetcher = new Consumer({ ...connection.options, groupId });
  const member = new Consumer({
    ...connection.options,
    groupId,
    sessionTimeout: kafkaSessionMs,
    heartbeatInterval: kafkaHeartbeatMs,
    // The client asks for this before it joins anew: the one moment to give partitions up in order.
    protocolsMetadata: async () => {
      await handOver();
      return Buffer.alloc(0);
    },
  });
  fetcher.topics.track(topic);
  member.topics.track(topic);

  let assignment: KafkaAssignment | undefined;
  let handingOver: Promise<void> | undefined;
  let giveUpSave = (): void => {};
  let joins = 0;
  let closed = false;
  /** Until then the group cannot have given our partitions away. */
  let memberUntil = 0;
  let heartbeatAt = 0;

  const report = (problem: Omit<BusProblem, 'topic' | 'group'>): void => {
    if (!closed) reportProblem({ ...problem, topic, group });
  };

  /** One that is not a member any more may not save; what it finished will come again. */
  async function stopAssignment(): Promise<void> {
    const stopping = assignment;
    assignment = undefined;
    await stopping?.stop({ save: member.memberId !== null });
  }

  /**
   * Saving may itself find that the group divides anew, and then join and call this: such a call finds
   * a hand-over on its way and does not wait, and a save that waits for the joining is given up.
   * A handler that outlasts the limit costs its message a second try.
   */
  async function handOver(): Promise<void> {
    if (handingOver !== undefined) return;
    const limit = sleep(kafkaHandOverMsMax, undefined, { ref: false });
    const unblock = setInterval(() => giveUpSave(), kafkaSaveMsMax);
    handingOver = Promise.race([stopAssignment(), limit]);
    await handingOver;
    clearInterval(unblock);
    handingOver = undefined;
  }

  async function begin(partitions: readonly number[]): Promise<void> {
    joins += 1;
    const join = joins;
    while (!closed && join === joins) {
      try {
        const offsets = await findOffsets(partitions);
        if (closed || join !== joins) return;
        await stopAssignment();
        if (closed || join !== joins) return;
        assignment = startKafkaAssignment(
          { fetcher, commit, earliestOffsets, mayStart, report },
          options,
          offsets,
        );
        return;
      } catch (error) {
        report({ doing: 'begin to consume', error });
        await sleep(kafkaRetryMs);
      }
    }
  }

  async function findOffsets(partitions: readonly number[]): Promise<Map<number, bigint>> {
    const earliest = await earliestOffsets(partitions);
    const kept = await listGroupOffsets(connection, { groupId, topic, partitions });
    const from = (partition: number): bigint =>
      kept.get(partition) ?? earliest.get(partition) ?? 0n;
    return new Map(partitions.map((partition) => [partition, from(partition)]));
  }

  const earliestOffsets = (partitions: readonly number[]): Promise<Map<number, bigint>> =>
    listOffsets(connection, { topic, partitions }, 'earliest');

  const mayStart = (): boolean => performance.now() < memberUntil;

  async function commit(offsets: ReadonlyMap<number, bigint>): Promise<void> {
    const entries = [...offsets].map(([partition, offset]) => ({ topic, partition, offset }));
    const givenUp = new Promise<never>((_, reject) => {
      giveUpSave = () => reject(new Error('the group divides its partitions anew'));
    });
    const saved = member.commit({ offsets: entries.map((one) => ({ ...one, leaderEpoch: -1 })) });
    await Promise.race([saved, givenUp]);
  }

  /** The client gives up after some attempts; a consumer does not. */
  async function rejoin(error: unknown): Promise<void> {
    report({ doing: 'stay in group', error });
    await sleep(kafkaRetryMs);
    while (!closed) {
      try {
        await member.joinGroup();
        return;
      } catch (joinError) {
        report({ doing: 'join group', error: joinError });
        await sleep(kafkaRetryMs);
      }
    }
  }

  member.on('consumer:group:join', ({ assignments }) => {
    memberUntil = performance.now() + kafkaSessionMs;
    const mine = assignments?.find((assigned) => assigned.topic === topic);
    void begin(mine?.partitions ?? []);
  });
  member.on('consumer:heartbeat:start', () => {
    heartbeatAt = performance.now();
  });
  member.on('consumer:heartbeat:end', () => {
    memberUntil = heartbeatAt + kafkaSessionMs;
    assignment?.resume();
  });
  member.on('error', (error) => void rejoin(error));

  async function close(): Promise<void> {
    if (closed) return;
    closed = true;
    joins += 1;
    await handingOver;
    await stopAssignment();
    await Promise.allSettled([member.close(true), fetcher.close(true)]);
  }

  try {
    await member.joinGroup();
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}
