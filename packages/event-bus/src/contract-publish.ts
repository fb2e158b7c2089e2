import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createMessages } from './contract-child.ts';
import {
  type ContractKit,
  collect,
  expectOrderWithinKeys,
  idsOf,
  newTopic,
} from './contract-kit.ts';
import type { BusMessage } from './port.ts';

/** What is published arrives: all of it, everywhere, as it was. */
export function testPublishing(kit: () => ContractKit): void {
  test('every message reaches every group, in order within its key', async () => {
    const topic = newTopic();
    const [publisher, reader] = [await kit().openBus(), await kit().openBus()];
    const published = createMessages(600, { prefix: 'evt', keys: 7 });
    const first = await collect(reader, { topic, group: 'first' });
    for (let from = 0; from < 300; from += 100) {
      await publisher.publish(topic, published.slice(from, from + 100));
    }
    const second = await collect(reader, { topic, group: 'second' });
    await Promise.all(published.slice(300).map((message) => publisher.publish(topic, [message])));

    for (const { messages } of [first, second]) {
      await kit().until(() => messages.length >= 600, '600 messages arrived');
      expectOrderWithinKeys(messages);
      const byId = new Map(messages.map((message) => [message.id, message]));
      for (const message of published) expect(byId.get(message.id)).toEqual(message);
    }
  });

  test('a message keeps every field, whatever its text', async () => {
    const topic = newTopic();
    const bus = await kit().openBus();
    const { messages } = await collect(bus, { topic, group: 'readers' });
    const message: BusMessage = {
      id: 'evt_"\\{},',
      key: "좌석 'A'",
      type: 'seat.sold',
      time: '2026-11-22T10:00:00.123Z',
      requestId: 'req_1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      data: { text: 'NULL "\\\n\u0000\ud83c\udfab', list: [1.5, null, true], deep: { a: {} } },
    };
    await bus.publish(topic, [message]);
    await kit().until(() => messages.length > 0, 'the message arrived');
    expect(messages).toEqual([message]);
  });

  test('messages published from several processes at once are all seen, none skipped', async () => {
    const topic = newTopic();
    const reader = await collect(await kit().openBus(), { topic, group: 'readers' });
    const publishers = await Promise.all([kit().openBus(), kit().openBus(), kit().openBus()]);
    const calls = publishers.flatMap((bus, nth) =>
      Array.from({ length: 60 }, (_, call) =>
        bus.publish(topic, createMessages(5, { prefix: `${nth}-${call}`, keys: 5 })),
      ),
    );
    await Promise.all(calls);
    await kit().until(() => reader.messages.length >= 900, 'all arrived');
    expect(new Set(idsOf(reader.messages)).size).toBe(900);
  });

  test('what was acknowledged outlives the publisher, and a call is whole or absent', async () => {
    const topic = newTopic();
    const bus = await kit().openBus();
    const reader = await collect(bus, { topic, group: 'readers' });
    const child = kit().startChild({ task: 'publish', topic, group: '' });
    await kit().until(() => child.told.length >= 5, 'the child published');
    await child.kill();

    const acknowledged = child.told.flat();
    const arrived = (): Set<string> => new Set(idsOf(reader.messages));
    await kit().until(
      () => acknowledged.every((id) => arrived().has(id)),
      'the acknowledged arrived',
    );
    await kit().until(async () => (await bus.lag(topic, 'readers')) === 0, 'nothing is left');
    const perCall = Map.groupBy(arrived(), (id) => id.split('-')[0]);
    for (const [call, members] of perCall) expect(members, call).toHaveLength(20);
  });

  test('a call with one message that the bus refuses publishes none of them', async () => {
    const topic = newTopic();
    const bus = await kit().openBus();
    const reader = await collect(bus, { topic, group: 'readers' });
    const [good, other] = createMessages(2, { prefix: 'evt', keys: 1 }) as [BusMessage, BusMessage];
    const tooLarge = { ...other, data: 'x'.repeat(1_000_000) };
    await expect(bus.publish(topic, [good, tooLarge])).rejects.toThrow('larger than');
    await expect(bus.publish(topic, [good, { ...other, key: '' }])).rejects.toThrow('key');
    await expect(bus.publish('no topic', [good])).rejects.toThrow('topic');
    await bus.publish(topic, [other]);
    await kit().until(() => reader.messages.length > 0, 'the last call arrived');
    await sleep(50);
    expect(idsOf(reader.messages)).toEqual([other.id]);
  });

  test('lag counts what a group has not finished', async () => {
    const topic = newTopic();
    const bus = await kit().openBus();
    const keys = 2;
    expect(await bus.lag(topic, 'readers')).toBe(0);
    await bus.publish(topic, createMessages(9, { prefix: 'evt', keys }));
    const expectNine = async (group: string): Promise<void> => {
      const lag = await bus.lag(topic, group);
      expect(lag).toBeGreaterThanOrEqual(9);
      expect(lag).toBeLessThanOrEqual(kit().lagCountsMarks ? 9 + keys : 9);
    };
    await expectNine('readers');
    await collect(bus, { topic, group: 'readers' });
    await kit().until(async () => (await bus.lag(topic, 'readers')) === 0, 'the group is done');
    await expectNine('others');
  });

  test('answers a ping, and refuses to work once it is closed', async () => {
    const bus = await kit().openBus();
    await bus.ping();
    await bus.close();
    const [message] = createMessages(1, { prefix: 'evt', keys: 1 }) as [BusMessage];
    await expect(bus.publish(newTopic(), [message])).rejects.toThrow('closed');
  });
}
