import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalEngine } from '@ticketing/local-engines';
import { describeOnEngine } from '@ticketing/local-engines/testing';
import { expect, test } from 'vitest';
import { createMessages } from '../src/contract-child.ts';
import { expectOrderWithinKeys } from '../src/contract-kit.ts';
import type { BusMessage, EventBus } from '../src/index.ts';
import { openKafkaEventBus } from '../src/kafka.ts';
import { kafkaPublishMsMax, pingMsMax } from '../src/limits.ts';
import type { Handled } from './kafka-order-child.ts';

const testMsMax = 120_000;
/** What a busy machine may add to a limit. */
const slackMs = 1_500;

const openBus = (engine: LocalEngine): Promise<EventBus> =>
  openKafkaEventBus({
    bootstrapServers: [`127.0.0.1:${engine.port}`],
    clientId: 'faults',
    // Outages are what these tests are about.
    reportProblem: () => undefined,
  });

/** How long the work took until it rejected; fails when it does not reject. */
async function msUntilRejected(work: Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await expect(work).rejects.toThrow();
  return performance.now() - begun;
}

/** Publishes as the outbox does: the same messages again until they are acknowledged. */
async function publishUntilTaken(
  bus: EventBus,
  topic: string,
  messages: readonly BusMessage[],
): Promise<void> {
  for (;;) {
    try {
      await bus.publish(topic, messages);
      return;
    } catch {
      await sleep(500);
    }
  }
}

await describeOnEngine('kafka', (engine) => {
  /** A bus whose reader has seen the first messages, before anything goes wrong. */
  async function openInUse(): Promise<{ bus: EventBus; topic: string; seen: BusMessage[] }> {
    const bus = await openBus(engine());
    const topic = `faults-${randomUUID()}`;
    const seen: BusMessage[] = [];
    const onMessage = async (message: BusMessage): Promise<void> => void seen.push(message);
    await bus.subscribe({ topic, group: 'readers', onMessage });
    await bus.publish(topic, createMessages(20, { prefix: 'before', keys: 10 }));
    await expect.poll(() => seen.length, { timeout: 20_000 }).toBe(20);
    return { bus, topic, seen };
  }

  test('while Kafka is frozen calls reject in time; afterwards all goes on and nothing is lost', {
    timeout: testMsMax,
  }, async () => {
    const { bus, topic, seen } = await openInUse();
    engine().freeze();
    try {
      const ping = msUntilRejected(bus.ping());
      const publish = msUntilRejected(
        bus.publish(topic, createMessages(4, { prefix: 'frozen', keys: 2 })),
      );
      expect(await ping).toBeLessThan(pingMsMax + slackMs);
      expect(await publish).toBeLessThan(kafkaPublishMsMax + slackMs);
    } finally {
      engine().thaw();
    }
    await publishUntilTaken(bus, topic, createMessages(40, { prefix: 'after', keys: 10 }));
    await bus.ping();
    const ids = (): Set<string> => new Set(seen.map(({ id }) => id));
    await expect
      .poll(() => [...ids()].filter((id) => id.startsWith('after')).length, { timeout: 40_000 })
      .toBe(40);
    await bus.close();
  });

  test('a killed Kafka is told of at once, and after its start consumers recover by themselves', {
    timeout: testMsMax,
  }, async () => {
    const { bus, topic, seen } = await openInUse();
    const acknowledged: string[] = [];
    let publishing = true;
    const publisher = (async () => {
      for (let call = 0; publishing; call += 1) {
        const messages = createMessages(5, { prefix: `call${call}`, keys: 5 });
        await publishUntilTaken(bus, topic, messages);
        acknowledged.push(...messages.map(({ id }) => id));
      }
    })();
    await sleep(1_000);
    await engine().kill();
    expect(await msUntilRejected(bus.ping())).toBeLessThan(pingMsMax + slackMs);
    await sleep(2_000);
    await engine().start();
    const before = acknowledged.length;
    await expect
      .poll(() => acknowledged.length, { timeout: 40_000 })
      .toBeGreaterThanOrEqual(before + 50);
    publishing = false;
    await publisher;
    await bus.ping();
    const missing = (): string[] => {
      const ids = new Set(seen.map(({ id }) => id));
      return acknowledged.filter((id) => !ids.has(id));
    };
    await expect.poll(missing, { timeout: 40_000 }).toEqual([]);
    await expect.poll(() => bus.lag(topic, 'readers'), { timeout: 20_000 }).toBe(0);
    await bus.close();
  });

  test('messages of a booking keep their order while processes come to a group and leave it', {
    timeout: testMsMax,
  }, async () => {
    const bus = await openBus(engine());
    const topic = `shared-${randomUUID()}`;
    const keys = 24;
    const messages = createMessages(keys * 80, { prefix: 'evt', keys });
    const handled: Handled[] = [];
    const countOf = ({ pid }: ChildProcess): number =>
      handled.filter(({ by }) => by === pid).length;
    const children: ChildProcess[] = [];
    const startConsumer = (): ChildProcess => {
      const child = fork(new URL('./kafka-order-child.ts', import.meta.url), [
        String(engine().port),
        topic,
      ]);
      child.on('message', (report) => handled.push(report as Handled));
      children.push(child);
      return child;
    };
    try {
      const first = startConsumer();
      const publishing = publishSlowly(bus, topic, messages, keys);
      await expect.poll(() => countOf(first), { timeout: 30_000 }).toBeGreaterThan(keys * 5);
      const second = startConsumer();
      await expect.poll(() => countOf(second), { timeout: 40_000 }).toBeGreaterThan(keys * 5);
      first.send('leave');
      await publishing;
      await expect
        .poll(() => new Set(handled.map(({ id }) => id)).size, { timeout: 40_000 })
        .toBe(messages.length);
      expect(countOf(first)).toBeGreaterThan(0);
    } finally {
      for (const child of children) child.kill('SIGKILL');
    }
    const byId = new Map(messages.map((message) => [message.id, message]));
    const inTurn = handled.toSorted((one, other) => one.from - other.from);
    expectOrderWithinKeys(
      [...new Set(inTurn.map(({ id }) => id))].flatMap((id) => byId.get(id) ?? []),
    );
    for (const ofKey of Map.groupBy(inTurn, ({ id }) => byId.get(id)?.key).values()) {
      for (const [nth, { id, from }] of ofKey.entries()) {
        expect(ofKey[nth - 1]?.to ?? 0, `the one before ${id} had ended`).toBeLessThanOrEqual(from);
      }
    }
    await bus.close();
  });
});

async function publishSlowly(
  bus: EventBus,
  topic: string,
  messages: readonly BusMessage[],
  atOnce: number,
): Promise<void> {
  for (let from = 0; from < messages.length; from += atOnce) {
    await bus.publish(topic, messages.slice(from, from + atOnce));
    await sleep(100);
  }
}
