import { Consumer } from '@platformatic/kafka';
import { type AssignmentDependencies, startKafkaAssignment } from './kafka-assignment.ts';
import {
  groupIdOf,
  type KafkaConnection,
  listGroupOffsets,
  listOffsets,
} from './kafka-connection.ts';
import { openKafkaMember } from './kafka-member.ts';
import { createTurns } from './kafka-turns.ts';
import type { SubscribeOptions, Subscription } from './port.ts';
import type { ReportProblem } from './report-problem.ts';

interface ConsumerDependencies {
  readonly connection: KafkaConnection;
  readonly reportProblem: ReportProblem;
}

/**
 * Joins a group and consumes the partitions that it is given, until it is closed. Whenever the
 * group divides its partitions anew, all its members first finish what they have in hand and save
 * their place; that is what keeps one key from being handled in two processes.
 */
export async function startKafkaConsumer(
  { connection, reportProblem }: ConsumerDependencies,
  options: SubscribeOptions,
): Promise<Subscription> {
  const { topic, group } = options;
  const groupId = groupIdOf(group, topic);
  let closed = false;
  const report: AssignmentDependencies['report'] = (problem) => {
    if (!closed) reportProblem({ ...problem, topic, group });
  };

  const fetcher = new Consumer({ ...connection.options, groupId });
  fetcher.topics.track(topic);
  const member = openKafkaMember(
    connection.options,
    { groupId, topic },
    {
      beforeJoin: () => turns.handOver(),
      onAssigned: (partitions) => void turns.begin(partitions),
      onConfirmed: () => turns.resume(),
      onFailure: (doing, error) => report({ doing, error }),
    },
  );
  const turns = createTurns({
    mayEndWithSave: member.isKnown,
    findOffsets: (partitions) => findOffsets(connection, { groupId, topic, partitions }),
    start: (offsets, commit) =>
      startKafkaAssignment(
        {
          fetcher,
          commit: (finished) => commit(member.commit(finished)),
          earliestOffsets: (partitions) =>
            listOffsets(connection, { topic, partitions }, 'earliest'),
          mayStart: member.isCertain,
          report,
        },
        options,
        offsets,
      ),
    onFailure: (error) => report({ doing: 'begin to consume', error }),
  });

  async function close(): Promise<void> {
    if (closed) return;
    closed = true;
    await turns.end();
    await Promise.allSettled([member.leave(), fetcher.close(true)]);
  }

  try {
    await member.join();
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

/** Where the group goes on, or begins, in each of the partitions. */
async function findOffsets(
  connection: KafkaConnection,
  place: { groupId: string; topic: string; partitions: readonly number[] },
): Promise<Map<number, bigint>> {
  const earliest = await listOffsets(connection, place, 'earliest');
  const kept = await listGroupOffsets(connection, place);
  return new Map(
    [...earliest].map(([partition, first]) => [partition, kept.get(partition) ?? first]),
  );
}
