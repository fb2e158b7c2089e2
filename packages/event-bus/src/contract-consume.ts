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
import { retryPauseFirstMs } from './limits.ts';
import type { BusMessage } from './port.ts';

/** How consumers are given messages, share them, fail, end and die. */
export function testConsuming(kit: () => ContractKit): void {
  test('messages of one key are handled one at a time, those of other keys meanwhile', async () => {
    const topic = newTopic();
    const bus = await kit().openBus();
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
    await kit().until(() => handled === 40, 'all are handled');
    expect(keysAtOnce).toBeGreaterThan(1);
  });

  test('a rejected message comes again with growing pauses, before those after it', async () => {
    const topic = newTopic();
    const bus = await kit().openBus();
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
    await kit().until(() => calls.length >= 5, 'the second message was handled');
    expect(calls.map(({ id, attempt }) => `${id}/${attempt}`)).toEqual([
      'evt-0/1',
      'evt-0/2',
      'evt-0/3',
      'evt-0/4',
      'evt-1/1',
    ]);
    const pauses = calls.slice(1, 4).map((call, nth) => call.at - (calls[nth]?.at ?? 0));
    for (const [nth, pause] of pauses.entries()) {
      // Timers count from the turn of the event loop that sets them, which may have begun a while ago.
      expect(pause).toBeGreaterThanOrEqual((retryPauseFirstMs / 2) * 2 ** nth * 0.8);
    }
  });

  test('closing waits for the handlers that run, and starts no more', async () => {
    const topic = newTopic();
    const bus = await kit().openBus();
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
    await kit().until(() => events.length > 0, 'a handler runs');
    await subscription.close();
    expect(events).toEqual(['begin evt-0', 'end evt-0']);
    await sleep(200);
    expect(events).toHaveLength(2);
    expect(await bus.lag(topic, 'readers')).toBe(2);
  });

  test('a consumer that comes again goes on after the last message it finished', async () => {
    const topic = newTopic();
    const bus = await kit().openBus();
    const all = createMessages(50, { prefix: 'evt', keys: 3 });
    await bus.publish(topic, all.slice(0, 20));
    const before = await collect(bus, { topic, group: 'readers' });
    await kit().until(() => before.messages.length >= 20, 'the first part arrived');
    await before.close();
    await bus.publish(topic, all.slice(20));

    const after = await collect(await kit().openBus(), {
      topic,
      group: 'readers',
      from: 'earliest',
    });
    await kit().until(() => after.messages.length >= 30, 'the second part arrived');
    expect(new Set(idsOf(after.messages))).toEqual(new Set(idsOf(all.slice(20))));
    expectOrderWithinKeys([...before.messages, ...after.messages]);
  });

  test('a new group begins with the earliest message, or the next one if it asks so', async () => {
    const topic = newTopic();
    const bus = await kit().openBus();
    const all = createMessages(4, { prefix: 'evt', keys: 1 });
    await bus.publish(topic, all.slice(0, 2));
    const latest = await collect(bus, { topic, group: 'late', from: 'latest' });
    const earliest = await collect(bus, { topic, group: 'early' });
    await bus.publish(topic, all.slice(2));
    await kit().until(() => earliest.messages.length >= 4, 'all arrived');
    await kit().until(() => latest.messages.length >= 2, 'the later ones arrived');
    expect(idsOf(earliest.messages)).toEqual(idsOf(all));
    expect(idsOf(latest.messages)).toEqual(idsOf(all.slice(2)));
  });

  test('consumers of a group: no key in two places, one goes on for the other', async () => {
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
    const [one, two] = [await kit().openBus(), await kit().openBus()];
    const options = { topic, group: 'readers', onMessage };
    const first = await one.subscribe(options);
    await one.publish(topic, published.slice(0, 360));
    await kit().until(() => handled.length >= 20, 'the first consumer is at work');
    await two.subscribe(options);
    await kit().until(() => handled.length >= 200, 'half of the first part is handled');
    await first.close();
    await two.publish(topic, published.slice(360));
    await kit().until(async () => (await two.lag(topic, 'readers')) === 0, 'all are handled');

    expect(overlaps).toEqual([]);
    expect(handled).toHaveLength(420);
    expectOrderWithinKeys(handled);
  });

  test('another consumer gets all that a killed one had not finished', async () => {
    const topic = newTopic();
    const bus = await kit().openBus();
    const all = createMessages(400, { prefix: 'evt', keys: 9 });
    const child = kit().startChild({ task: 'consume', topic, group: 'readers' });
    await bus.publish(topic, all.slice(0, 200));
    await kit().until(() => child.told.length >= 100, 'the child consumes');
    await child.kill();
    await bus.publish(topic, all.slice(200));

    const heir = await collect(bus, { topic, group: 'readers' });
    const seen = (): Set<string> => new Set([...child.told.flat(), ...idsOf(heir.messages)]);
    await kit().until(() => seen().size === 400, 'all are handled');
    await kit().until(async () => (await bus.lag(topic, 'readers')) === 0, 'nothing is left');
    for (const [key, ofKey] of Map.groupBy(heir.messages, (message) => message.key)) {
      const nths = ofKey.map((message) => (message.data as { nth: number }).nth);
      expect(nths, key).toEqual(nths.toSorted((a, b) => a - b));
    }
  });
}
