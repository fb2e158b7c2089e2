import { expect, test } from 'vitest';
import { createMessages } from './contract-child.ts';
import { type ContractKit, collect, idsOf, newTopic } from './contract-kit.ts';
import {
  clearDeadLetters,
  deadLetterTopicOf,
  listDeadLetters,
  UnfitMessage,
} from './dead-letters.ts';
import type { BusMessage, DeadLetter } from './port.ts';

/** What becomes of messages that can never be handled. */
export function testSettingAside(kit: () => ContractKit): void {
  /** A group of its own for each test: its dead letters lie in one topic for all that it reads. */
  const newGroup = (): string => `${newTopic()}-readers`;

  test('a message is set aside after its last attempt; those behind it go on in order', async () => {
    const [topic, group] = [newTopic(), newGroup()];
    const bus = await kit().openBus();
    const all = createMessages(6, { prefix: 'evt', keys: 2 });
    const calls: string[] = [];
    const told: DeadLetter[] = [];
    await bus.publish(topic, all);
    await bus.subscribe({
      topic,
      group,
      attemptsMax: 3,
      onSetAside: (letter) => void told.push(letter),
      async onMessage({ id }, attempt) {
        calls.push(`${id}/${attempt}`);
        if (id === 'evt-2') throw new RangeError('no such seat');
      },
    });
    await kit().until(async () => (await bus.lag(topic, group)) === 0, 'the group is done');
    const ofFirstKey = calls.filter((call) => /^evt-[024]/.test(call));
    expect(ofFirstKey).toEqual(['evt-0/1', 'evt-2/1', 'evt-2/2', 'evt-2/3', 'evt-4/1']);
    expect(calls).toHaveLength(8);

    const letters = await listDeadLetters(bus, group, 10);
    expect(letters).toEqual([
      {
        message: all[2],
        topic,
        group,
        reason: 'RangeError: no such seat',
        attempts: 3,
        setAsideAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      },
    ]);
    expect(told).toEqual(letters);
  });

  test('a message that no attempt can mend is set aside at once, whatever its size', async () => {
    const [topic, group] = [newTopic(), newGroup()];
    const bus = await kit().openBus();
    const [message] = createMessages(1, { prefix: 'evt', keys: 1, padding: 899_000 }) as [
      BusMessage,
    ];
    await bus.publish(topic, [message]);
    let calls = 0;
    await bus.subscribe({
      topic,
      group,
      async onMessage() {
        calls += 1;
        throw new UnfitMessage('no contract '.repeat(1_000));
      },
    });
    await kit().until(async () => (await bus.lag(topic, group)) === 0, 'the group is done');
    expect(calls).toBe(1);
    const [letter] = await listDeadLetters(bus, group, 10);
    expect(letter?.message).toEqual(message);
    expect(letter?.reason).toHaveLength(1_000);
  });

  test('dead letters stay until they are dealt with, and can be driven again or dropped', async () => {
    const [topic, group] = [newTopic(), newGroup()];
    const bus = await kit().openBus();
    const all = createMessages(8, { prefix: 'evt', keys: 4 });
    let mended = false;
    const handled: string[] = [];
    await bus.publish(topic, all);
    await bus.subscribe({
      topic,
      group,
      attemptsMax: 1,
      async onMessage({ id }) {
        if (!mended) throw new Error('the engine is gone');
        handled.push(id);
      },
    });
    await kit().until(async () => (await bus.lag(topic, group)) === 0, 'all were given up');
    const listed = await listDeadLetters(bus, group, 100);
    expect(new Set(idsOf(listed.map(({ message }) => message)))).toEqual(new Set(idsOf(all)));
    expect(await listDeadLetters(bus, group, 3)).toHaveLength(3);

    mended = true;
    expect(await clearDeadLetters(bus, group, 'redrive')).toBe(8);
    await kit().until(() => handled.length === 8, 'all were handled');
    for (const key of [0, 1, 2, 3]) {
      expect(handled.filter((id) => Number(id.slice(4)) % 4 === key)).toEqual([
        `evt-${key}`,
        `evt-${key + 4}`,
      ]);
    }
    expect(await listDeadLetters(bus, group, 100)).toEqual([]);

    mended = false;
    await bus.publish(topic, createMessages(2, { prefix: 'worthless', keys: 1 }));
    await kit().until(
      async () => (await listDeadLetters(bus, group, 100)).length === 2,
      'both were given up',
    );
    expect(await clearDeadLetters(bus, group, 'discard')).toBe(2);
    expect(await clearDeadLetters(bus, group, 'discard')).toBe(0);
    expect(await listDeadLetters(bus, group, 100)).toEqual([]);
  });

  test('a message that is tried for long holds up its own key, and no others', async () => {
    const topic = newTopic();
    const bus = await kit().openBus();
    const bad = { ...createMessages(1, { prefix: 'bad', keys: 1 })[0], key: 'bad' } as BusMessage;
    const [behind] = createMessages(1, { prefix: 'behind', keys: 1 }) as [BusMessage];
    await bus.publish(topic, [bad, { ...behind, key: 'bad' }]);
    // More than a consumer has in hand at once, of any partition.
    const others = createMessages(9_000, { prefix: 'evt', keys: 60 });
    for (let from = 0; from < others.length; from += 500) {
      await bus.publish(topic, others.slice(from, from + 500));
    }
    let mended = false;
    const handled: string[] = [];
    await bus.subscribe({
      topic,
      group: 'readers',
      async onMessage({ id, key }) {
        if (key === 'bad' && !mended) throw new Error('not yet');
        handled.push(id);
      },
    });
    await kit().until(() => handled.length === others.length, 'all others are handled');
    mended = true;
    await kit().until(async () => (await bus.lag(topic, 'readers')) === 0, 'the group is done');
    expect(handled.slice(-2)).toEqual([bad.id, behind.id]);
  });

  test('peeking shows what a group has not finished, and takes nothing', async () => {
    const topic = newTopic();
    const bus = await kit().openBus();
    expect(await bus.peek(topic, 'readers', 10)).toEqual([]);
    const all = createMessages(30, { prefix: 'evt', keys: 5 });
    await bus.publish(topic, all);
    // A log with transactions marks a call as whole some moments after it was acknowledged.
    await kit().until(
      async () => (await bus.peek(topic, 'readers', 100)).length === all.length,
      'all messages can be seen',
    );
    for (const _time of [1, 2]) {
      const seen = await bus.peek(topic, 'readers', 100);
      expect(new Set(idsOf(seen))).toEqual(new Set(idsOf(all)));
    }
    const { messages } = await collect(bus, { topic, group: 'readers' });
    await kit().until(async () => (await bus.lag(topic, 'readers')) === 0, 'the group is done');
    expect(messages).toHaveLength(30);
    expect(await bus.peek(topic, 'readers', 100)).toEqual([]);
    expect(await bus.peek(deadLetterTopicOf('readers'), 'nobody', 1)).toEqual([]);
  });
}
