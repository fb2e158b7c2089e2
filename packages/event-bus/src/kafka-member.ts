import { setTimeout as sleep } from 'node:timers/promises';
import { Consumer } from '@platformatic/kafka';
import type { KafkaClientOptions } from './kafka-connection.ts';
import { kafkaHeartbeatMs, kafkaRetryMs, kafkaSessionMs } from './limits.ts';

/** One member of a consumer group. */
export interface KafkaMember {
  /** Joins for the first time; rejects when that fails. Later the member joins by itself. */
  join(): Promise<void>;
  /** Whether the group cannot have given this member's partitions away yet. */
  isCertain(): boolean;
  /** Whether the group knows this member, so that it may save. */
  isKnown(): boolean;
  /** Saves the group's place: partition -> next offset. May join anew when the group asks so. */
  commit(offsets: ReadonlyMap<number, bigint>): Promise<void>;
  leave(): Promise<void>;
}

interface MemberEvents {
  /** Called before the member joins anew, which waits for it. */
  readonly beforeJoin: () => Promise<void>;
  /** The member has these partitions from now on, and no others. */
  readonly onAssigned: (partitions: readonly number[]) => void;
  /** The group confirmed the membership. */
  readonly onConfirmed: () => void;
  readonly onFailure: (doing: string, error: unknown) => void;
}

export function openKafkaMember(
  clientOptions: KafkaClientOptions,
  { groupId, topic }: { groupId: string; topic: string },
  events: MemberEvents,
): KafkaMember {
  const client = new Consumer({
    ...clientOptions,
    groupId,
    sessionTimeout: kafkaSessionMs,
    heartbeatInterval: kafkaHeartbeatMs,
    // The client asks for this before it joins: the one moment to give partitions up in order.
    protocolsMetadata: async () => {
      await events.beforeJoin();
      return Buffer.alloc(0);
    },
  });
  client.topics.track(topic);
  let certainUntil = 0;
  let heartbeatAt = 0;
  let left = false;

  client.on('consumer:group:join', ({ assignments }) => {
    certainUntil = performance.now() + kafkaSessionMs;
    const mine = assignments?.find((assigned) => assigned.topic === topic);
    events.onAssigned(mine?.partitions ?? []);
  });
  client.on('consumer:heartbeat:start', () => {
    heartbeatAt = performance.now();
  });
  client.on('consumer:heartbeat:end', () => {
    certainUntil = heartbeatAt + kafkaSessionMs;
    events.onConfirmed();
  });
  client.on('error', (error) => {
    events.onFailure('stay in group', error);
    void joinAgain();
  });

  /** The client gives up after some attempts; a consumer does not. */
  async function joinAgain(): Promise<void> {
    while (!left) {
      await sleep(kafkaRetryMs);
      try {
        if (!left) await client.joinGroup();
        return;
      } catch (error) {
        if (!left) events.onFailure('join group', error);
      }
    }
  }

  return {
    async join() {
      await client.joinGroup();
    },
    isCertain: () => performance.now() < certainUntil,
    isKnown: () => client.memberId !== null,
    async commit(offsets) {
      const place = { topic, leaderEpoch: -1 };
      await client.commit({
        offsets: [...offsets].map(([partition, offset]) => ({ ...place, partition, offset })),
      });
    },
    async leave() {
      left = true;
      await client.close(true);
    },
  };
}
