import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { ChildTask } from './contract-child.ts';
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

/** A process of its own at work; `told` grows as it reports. */
interface ContractChild {
  readonly told: string[][];
  kill(): Promise<void>;
}

/** What the tests of the suite share. */
export interface ContractKit {
  openBus(): Promise<EventBus>;
  startChild(task: ChildTask): ContractChild;
  /** Rejects, naming what was waited for, when the condition does not come true in time. */
  until(condition: () => boolean | Promise<boolean>, what: string): Promise<void>;
  readonly lagCountsMarks: boolean;
  /** Ends all that the test opened. */
  close(): Promise<void>;
}

export function createContractKit(subject: EventBusUnderTest): ContractKit {
  const buses: EventBus[] = [];
  const children: ChildProcess[] = [];

  return {
    lagCountsMarks: subject.lagCountsMarks !== undefined,
    async openBus() {
      const bus = await subject.openBus();
      buses.push(bus);
      return bus;
    },
    startChild(task) {
      const told: string[][] = [];
      const child = fork(subject.childModule, [JSON.stringify(task)], {
        env: { ...process.env, ...subject.childEnvironment },
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
    },
    async until(condition, what) {
      const deadline = performance.now() + subject.takeOverMsMax + 15_000;
      while (!(await condition())) {
        if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
        await sleep(10);
      }
    },
    async close() {
      for (const child of children) child.kill('SIGKILL');
      await Promise.all(buses.map((bus) => bus.close()));
    },
  };
}

export const newTopic = (): string => `contract-${randomUUID()}`;

/** Collects what a subscription is given. */
export async function collect(
  bus: EventBus,
  options: Omit<SubscribeOptions, 'onMessage'>,
): Promise<{ messages: BusMessage[]; close: () => Promise<void> }> {
  const messages: BusMessage[] = [];
  const onMessage = async (message: BusMessage): Promise<void> => void messages.push(message);
  const { close } = await bus.subscribe({ ...options, onMessage });
  return { messages, close };
}

export const idsOf = (messages: readonly BusMessage[]): string[] => messages.map(({ id }) => id);

export function expectOrderWithinKeys(messages: readonly BusMessage[]): void {
  const nextByKey = new Map<string, number>();
  for (const { key, data } of messages) {
    const { nth } = data as { nth: number };
    expect(nth, `order within ${key}`).toBe(nextByKey.get(key) ?? 0);
    nextByKey.set(key, nth + 1);
  }
}
