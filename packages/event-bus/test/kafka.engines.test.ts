import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Admin, Producer } from '@platformatic/kafka';
import { describeOnEngine } from '@ticketing/local-engines/testing';
import { describe, expect, test } from 'vitest';
import { describeEventBus } from '../src/contract.ts';
import { createMessages } from '../src/contract-child.ts';
import type { BusMessage, EventBus } from '../src/index.ts';
import { openKafkaEventBus } from '../src/kafka.ts';
import { kafkaSessionMs } from '../src/limits.ts';

await describeOnEngine('kafka', (engine) => {
  const bootstrapServers = (): string[] => [`127.0.0.1:${engine().port}`];
  const openBus = (): Promise<EventBus> =>
    openKafkaEventBus({
      bootstrapServers: bootstrapServers(),
      clientId: 'contract',
      // Handlers of the suite fail on purpose.
      reportProblem: () => undefined,
    });

  describeEventBus('the Kafka event bus', () => ({
    openBus,
    childModule: new URL('./kafka-child.ts', import.meta.url),
    childEnvironment: { CONTRACT_BOOTSTRAP_SERVERS: `127.0.0.1:${engine().port}` },
    takeOverMsMax: kafkaSessionMs + 10_000,
    lagCountsMarks:
      'a transaction leaves a mark in each of its partitions, which takes an offset too',
  }));

  describe('the Kafka event bus', { timeout: 120_000 }, () => {
    const [message] = createMessages(1, { prefix: 'evt', keys: 1 }) as [BusMessage];

    test('passes over records that are no messages of the bus', async () => {
      const bus = await openBus();
      const topic = `foreign-${randomUUID()}`;
      const seen: string[] = [];
      const onMessage = async ({ id }: BusMessage): Promise<void> => void seen.push(id);
      await bus.subscribe({ topic, group: 'readers', onMessage });
      await withKafka(async ({ producer }) => {
        const records = [null, Buffer.from('no JSON'), Buffer.from('{"id":1}')];
        for (const value of records) {
          await producer.send({ messages: [{ topic, partition: 0, ...(value ? { value } : {}) }] });
        }
      });
      await bus.publish(topic, [message]);
      await expect.poll(() => seen, { timeout: 10_000 }).toEqual([message.id]);
      await expect.poll(() => bus.lag(topic, 'readers'), { timeout: 10_000 }).toBe(0);
      await bus.close();
    });

    test('goes on behind what retention deleted', async () => {
      const bus = await openBus();
      const topic = `deleted-${randomUUID()}`;
      const seen: string[] = [];
      const onMessage = async ({ id }: BusMessage): Promise<void> => void seen.push(id);
      const before = await bus.subscribe({ topic, group: 'readers', onMessage });
      await bus.publish(topic, [message]);
      await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(1);
      await before.close();
      await bus.publish(topic, [{ ...message, id: 'lost-1' }]);
      await bus.publish(topic, [{ ...message, id: 'lost-2' }]);
      await withKafka(async ({ admin }) => {
        const partitions = Array.from({ length: 6 }, (_, partition) => ({
          partition,
          offset: -1n,
        }));
        await admin.deleteRecords({ topics: [{ name: topic, partitions }] });
      });
      await bus.subscribe({ topic, group: 'readers', onMessage });
      await bus.publish(topic, [{ ...message, id: 'kept' }]);
      await expect.poll(() => seen, { timeout: 10_000 }).toEqual([message.id, 'kept']);
      await bus.close();
    });

    test('a busy member that the group expelled joins again at once and misses nothing', async () => {
      const bus = await openBus();
      const topic = `expelled-${randomUUID()}`;
      const seen = new Set<string>();
      let busy = 0;
      let busiest = 0;
      const onMessage = async ({ id }: BusMessage): Promise<void> => {
        busy += 1;
        busiest = Math.max(busiest, busy);
        await sleep(20);
        busy -= 1;
        seen.add(id);
      };
      await bus.subscribe({ topic, group: 'readers', onMessage });
      await bus.publish(topic, createMessages(300, { prefix: 'evt', keys: 1 }));
      await expect.poll(() => seen.size, { timeout: 10_000 }).toBeGreaterThan(20);
      await withKafka(({ admin }) =>
        admin.removeMembersFromConsumerGroup({ groupId: `readers.${topic}`, members: null }),
      );
      const seenBefore = seen.size;
      await expect.poll(() => seen.size, { timeout: 6_000 }).toBeGreaterThan(seenBefore + 50);
      await expect.poll(() => seen.size, { timeout: 20_000 }).toBe(300);
      expect(busiest).toBe(1);
      await bus.close();
    });

    test('does not open when no broker answers', async () => {
      const opened = openKafkaEventBus({ bootstrapServers: ['127.0.0.1:1'], clientId: 'contract' });
      await expect(opened).rejects.toThrow('Kafka is out of reach');
    });

    /** A foreign client, for what the bus itself never does. */
    async function withKafka(
      work: (clients: { producer: Producer; admin: Admin }) => Promise<void>,
    ): Promise<void> {
      const options = { clientId: 'foreign', bootstrapBrokers: bootstrapServers() };
      const [producer, admin] = [new Producer(options), new Admin(options)];
      await work({ producer, admin });
      await Promise.all([producer.close(), admin.close()]);
    }
  });
});
