import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { type ChildTask, createMessages } from './contract-child.ts';
import type { BusMessage, EventBus, SubscribeOptions } from './port.ts';

export interface EventBusUnderTest {
  /** Opens one more bus on the same engine, as another process would. The suite closes it. */
  openBus(): Promise<EventBus>;
  /**
   * A module that opens a bus on the same engine and passes it to `runChildTask` with the task that
   * is its first argument, as JSON.
   */
  readonly childModule: URL;
  readonly childEnvironment: Readonly<Record<string, string>>;
  /** How long the engine may take until the messages of a killed consumer go to another. */
  readonly takeOverMsMax: number;
  /** Why `lag` may count a mark per key and call besides the messages, where it does. */
  readonly lagCountsMarks?: string;
}

/** Proves the promises of the port `EventBus`, sentence by sentence, on any adapter. */
export function describeEventBus(name: string, subject: () => EventBusUnderTest): void {
  const buses: EventBus[] = [];
  const children: ChildProcess[] = [];
  const patience = { timeout: 60_000 };

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await Promise.all(buses.splice(0).map((bus) => bus.close()));
  });

  async function openBus(): Promise<EventBus> {
    const bus = await subject().openBus();
    buses.push(bus);
    return bus;
  }

  const newTopic = (): string => `contract-${randomUUID()}`;

  /** Collects what a subscription is given. */
  async function collect(
    bus: EventBus,
    options: Omit<SubscribeOptions, 'onMessage'>,
  ): Promise<{ messages: BusMessage[]; close: () => Promise<void> }> {
    const messages: BusMessage[] = [];
    const onMessage = async (message: BusMessage): Promise<void> => void messages.push(message);
    const { close } = await bus.subscribe({ ...options, onMessage });
    return { messages, close };
  }

  /** Runs a task in a process of its own; `told` grows as it reports. */
  function startChild(task: ChildTask): { told: string[][]; kill: () => Promise<void> } {
    const { childModule, childEnvironment } = subject();
    const told: string[][] = [];
    const child = fork(childModule, [JSON.stringify(task)], {
      env: { ...process.env, ...childEnvironment },
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    children.push(child);
    child.on('message', (ids) => told.push(ids as string[]));
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const kill = async (): Promise<void> => {
      child.kill('SIGKILL');
      await exited;
    };
    return { told, kill };
  }

  async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
    const deadline = performance.now() + subject().takeOverMsMax + 15_000;
    while (!(await condition())) {
      if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
      await sleep(10);
    }
  }

  const ids = (messages: readonly BusMessage[]): string[] => messages.map(({ id }) => id);

  function expectOrderWithinKeys(messages: readonly BusMessage[]): void {
    const nextByKey = new Map<string, number>();
    for (const { key, data } of messages) {
      const { nth } = data as { nth: number };
      expect(nth, `order within ${key}`).toBe(nextByKey.get(key) ?? 0);
      nextByKey.set(key, nth + 1);
    }
  }

  describe(`${name} keeps the promises of an event bus`, patience, () => {
    test('every message reaches every group, as it was published and in order within its key', async () => {
      const topic = newTopic();
      const [publisher, reader] = [await openBus(), await openBus()];
      const published = createMessages(600, { prefix: 'evt', keys: 7 });
      const first = await collect(reader, { topic, group: 'first' });
      for (let from = 0; from < 300; from += 100) {
        await publisher.publish(topic, published.slice(from, from + 100));
      }
      const second = await collect(reader, { topic, group: 'second' });
      await Promise.all(published.slice(300).map((message) => publisher.publish(topic, [message])));

      for (const { messages } of [first, second]) {
        await until(() => messages.length >= 600, '600 messages arrived');
        expectOrderWithinKeys(messages);
        const byId = new Map(messages.map((message) => [message.id, message]));
        for (const message of published) expect(byId.get(message.id)).toEqual(message);
      }
    });

    test('a message keeps every field, whatever its text', async () => {
      const topic = newTopic();
      const bus = await openBus();
      const { messages } = await collect(bus, { topic, group: 'readers' });
      const message: BusMessage = {
        id: 'evt_"\\{},',
        key: "좌석 'A'",
        type: 'seat.sold',
        time: '2026-11-22T10:00:00.123Z',
        requestId: 'req_1',
        data: { text: 'NULL "\\\n\u0000\ud83c\udfab', list: [1.5, null, true], deep: { a: {} } },
      };
      await bus.publish(topic, [message]);
      await until(() => messages.length > 0, 'the message arrived');
      expect(messages).toEqual([message]);
    });

    test('messages published from several processes at once are all seen, none skipped', async () => {
      const topic = newTopic();
      const reader = await collect(await openBus(), { topic, group: 'readers' });
      const publishers = await Promise.all([openBus(), openBus(), openBus()]);
      const calls = publishers.flatMap((bus, nth) =>
        Array.from({ length: 60 }, (_, call) =>
          bus.publish(topic, createMessages(5, { prefix: `${nth}-${call}`, keys: 5 })),
        ),
      );
      await Promise.all(calls);
      await until(() => reader.messages.length >= 900, 'all arrived');
      expect(new Set(ids(reader.messages)).size).toBe(900);
    });

    test('what publish acknowledged survives the death of the publisher, and a call is whole or absent', async () => {
      const topic = newTopic();
      const reader = await collect(await openBus(), { topic, group: 'readers' });
      const child = startChild({ task: 'publish', topic, group: '' });
      await until(() => child.told.length >= 5, 'the child published');
      await child.kill();

      const acknowledged = child.told.flat();
      const arrived = (): Set<string> => new Set(ids(reader.messages));
      await until(() => acknowledged.every((id) => arrived().has(id)), 'the acknowledged arrived');
      await until(async () => (await buses[0]?.lag(topic, 'readers')) === 0, 'nothing is left');
      const perCall = Map.groupBy(arrived(), (id) => id.split('-')[0]);
      for (const [call, members] of perCall) expect(members, call).toHaveLength(20);
    });

    test('a call with one message that the bus refuses publishes none of them', async () => {
      const topic = newTopic();
      const bus = await openBus();
      const reader = await collect(bus, { topic, group: 'readers' });
      const [good, other] = createMessages(2, { prefix: 'evt', keys: 1 }) as [
        BusMessage,
        BusMessage,
      ];
      const tooLarge = { ...other, data: 'x'.repeat(1_000_000) };
      await expect(bus.publish(topic, [good, tooLarge])).rejects.toThrow('larger than');
      await expect(bus.publish(topic, [good, { ...other, key: '' }])).rejects.toThrow('key');
      await expect(bus.publish('no topic', [good])).rejects.toThrow('topic');
      await bus.publish(topic, [other]);
      await until(() => reader.messages.length > 0, 'the last call arrived');
      await sleep(50);
      expect(ids(reader.messages)).toEqual([other.id]);
    });

    test('messages of one key are handled one at a time, those of other keys meanwhile', async () => {
      const topic = newTopic();
      const bus = await openBus();
      const running = new Map<string, number>();
      let keysAtOnce = 0;
      let handled = 0;
      await bus.publish(topic, createMessages(40, { prefix: 'evt', keys: 4 }));
      await bus.subscribe({
        topic,
        group: 'readers',
        async onMessage({ key }) {
          expect(running.get(key) ?? 0).toBe(0);
          running.set(key, 1);
          keysAtOnce = Math.max(keysAtOnce, [...running.values()].filter((n) => n > 0).length);
          await sleep(5);
          running.set(key, 0);
          handled += 1;
        },
      });
      await until(() => handled === 40, 'all are handled');
      expect(keysAtOnce).toBeGreaterThan(1);
    });

    test('a rejected message comes again with growing pauses, before those after it', async () => {
      const topic = newTopic();
      const bus = await openBus();
      const calls: { id: string; attempt: number; at: number }[] = [];
      await bus.publish(topic, createMessages(2, { prefix: 'evt', keys: 1 }));
      await bus.subscribe({
        topic,
        group: 'readers',
        async onMessage({ id }, attempt) {
          calls.push({ id, attempt, at: performance.now() });
          if (id === 'evt-0' && attempt < 4) throw new Error('not yet');
        },
      });
      await until(() => calls.length >= 5, 'the second message was handled');
      expect(calls.map(({ id, attempt }) => `${id}/${attempt}`)).toEqual([
        'evt-0/1',
        'evt-0/2',
        'evt-0/3',
        'evt-0/4',
        'evt-1/1',
      ]);
      const pauses = calls.slice(1, 4).map((call, nth) => call.at - (calls[nth]?.at ?? 0));
      expect(pauses[1]).toBeGreaterThan((pauses[0] ?? 0) * 1.4);
      expect(pauses[2]).toBeGreaterThan((pauses[1] ?? 0) * 1.4);
    });

    test('closing waits for the handlers that run, and starts no more', async () => {
      const topic = newTopic();
      const bus = await openBus();
      const events: string[] = [];
      await bus.publish(topic, createMessages(3, { prefix: 'evt', keys: 1 }));
      const subscription = await bus.subscribe({
        topic,
        group: 'readers',
        async onMessage({ id }) {
          events.push(`begin ${id}`);
          await sleep(150);
          events.push(`end ${id}`);
        },
      });
      await until(() => events.length > 0, 'a handler runs');
      await subscription.close();
      expect(events).toEqual(['begin evt-0', 'end evt-0']);
      await sleep(200);
      expect(events).toHaveLength(2);
      expect(await bus.lag(topic, 'readers')).toBe(2);
    });

    test('a consumer that closes and comes again goes on after the last message it finished', async () => {
      const topic = newTopic();
      const bus = await openBus();
      const all = createMessages(50, { prefix: 'evt', keys: 3 });
      await bus.publish(topic, all.slice(0, 20));
      const before = await collect(bus, { topic, group: 'readers' });
      await until(() => before.messages.length >= 20, 'the first part arrived');
      await before.close();
      await bus.publish(topic, all.slice(20));

      const after = await collect(await openBus(), { topic, group: 'readers', from: 'earliest' });
      await until(() => after.messages.length >= 30, 'the second part arrived');
      expect(new Set(ids(after.messages))).toEqual(new Set(ids(all.slice(20))));
      expectOrderWithinKeys([...before.messages, ...after.messages]);
    });

    test('a new group begins with the earliest message, or with the next one when it asks so', async () => {
      const topic = newTopic();
      const bus = await openBus();
      const all = createMessages(4, { prefix: 'evt', keys: 1 });
      await bus.publish(topic, all.slice(0, 2));
      const latest = await collect(bus, { topic, group: 'late', from: 'latest' });
      const earliest = await collect(bus, { topic, group: 'early' });
      await bus.publish(topic, all.slice(2));
      await until(() => earliest.messages.length >= 4, 'all arrived');
      await until(() => latest.messages.length >= 2, 'the later ones arrived');
      expect(ids(earliest.messages)).toEqual(ids(all));
      expect(ids(latest.messages)).toEqual(ids(all.slice(2)));
    });

    test('lag counts what a group has not finished', async () => {
      const topic = newTopic();
      const bus = await openBus();
      const keys = 2;
      expect(await bus.lag(topic, 'readers')).toBe(0);
      await bus.publish(topic, createMessages(9, { prefix: 'evt', keys }));
      const expectNine = async (group: string): Promise<void> => {
        const lag = await bus.lag(topic, group);
        expect(lag).toBeGreaterThanOrEqual(9);
        expect(lag).toBeLessThanOrEqual(subject().lagCountsMarks === undefined ? 9 : 9 + keys);
      };
      await expectNine('readers');
      await collect(bus, { topic, group: 'readers' });
      await until(async () => (await bus.lag(topic, 'readers')) === 0, 'the group is done');
      await expectNine('others');
    });

    test('consumers of one group share a topic: no key in two places, and one goes on for the other', async () => {
      const topic = newTopic();
      const keys = 6;
      const published = createMessages(420, { prefix: 'evt', keys });
      const running = new Set<string>();
      const overlaps: string[] = [];
      const handled: BusMessage[] = [];
      const onMessage = async (message: BusMessage): Promise<void> => {
        if (running.has(message.key)) overlaps.push(message.id);
        running.add(message.key);
        await sleep(25);
        running.delete(message.key);
        handled.push(message);
      };
      const [one, two] = [await openBus(), await openBus()];
      const options = { topic, group: 'readers', onMessage };
      const first = await one.subscribe(options);
      await one.publish(topic, published.slice(0, 360));
      await until(() => handled.length >= 20, 'the first consumer is at work');
      await two.subscribe(options);
      await until(() => handled.length >= 200, 'half of the first part is handled');
      await first.close();
      await two.publish(topic, published.slice(360));
      await until(async () => (await two.lag(topic, 'readers')) === 0, 'all are handled');

      expect(overlaps).toEqual([]);
      expect(handled).toHaveLength(420);
      expectOrderWithinKeys(handled);
    });

    test('when a consumer is killed another gets every message that it had not finished', async () => {
      const topic = newTopic();
      const bus = await openBus();
      const all = createMessages(400, { prefix: 'evt', keys: 9 });
      const child = startChild({ task: 'consume', topic, group: 'readers' });
      await bus.publish(topic, all.slice(0, 200));
      await until(() => child.told.length >= 100, 'the child consumes');
      await child.kill();
      await bus.publish(topic, all.slice(200));

      const heir = await collect(bus, { topic, group: 'readers' });
      const seen = (): Set<string> => new Set([...child.told.flat(), ...ids(heir.messages)]);
      await until(() => seen().size === 400, 'all are handled');
      await until(async () => (await bus.lag(topic, 'readers')) === 0, 'nothing is left');
      for (const [key, ofKey] of Map.groupBy(heir.messages, (message) => message.key)) {
        const nths = ofKey.map((message) => (message.data as { nth: number }).nth);
        expect(nths, key).toEqual(nths.toSorted((a, b) => a - b));
      }
    });

    test('answers a ping, and refuses to work once it is closed', async () => {
      const bus = await openBus();
      await bus.ping();
      await bus.close();
      const [message] = createMessages(1, { prefix: 'evt', keys: 1 }) as [BusMessage];
      await expect(bus.publish(newTopic(), [message])).rejects.toThrow('closed');
    });
  });
}
