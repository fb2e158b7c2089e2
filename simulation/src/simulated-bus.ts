import type { BusMessage, EventBus } from '@ticketing/event-bus';
import type { Outbox } from './outbox.ts';
import { ask, isStormy, mayHappen, note, type Process, serve, type World } from './world.ts';

type Handler = (message: BusMessage) => Promise<void>;

/** A group's place in a topic, key by key. */
interface Group {
  readonly topic: string;
  readonly name: string;
  readonly members: Map<Process, Handler>;
  /** What is not finished, by key. */
  readonly waiting: Map<string, BusMessage[]>;
  readonly finished: Map<string, BusMessage[]>;
  readonly busy: Set<string>;
}

/** A message that a group has finished, or set aside for people to look at. */
export interface Delivery {
  readonly group: string;
  readonly message: BusMessage;
  readonly setAside: boolean;
}

/**
 * The bus: at least once, in order within a key and in any order across keys; messages come again when
 * a consumer dies or fails before it has acknowledged, and sometimes just so.
 */
export interface SimulatedBus {
  readonly published: readonly { readonly topic: string; readonly message: BusMessage }[];
  readonly deliveries: readonly Delivery[];
  portFor(process: Process): EventBus;
  /** Publishes what an outbox saves, from outside of the processes that save it. */
  relay(outbox: Outbox, topic: string): void;
  isIdle(): boolean;
}

const relayPauseMs = 200;

export function createSimulatedBus(world: World): SimulatedBus {
  const groups = new Map<string, Group>();
  const published: { topic: string; message: BusMessage }[] = [];
  const deliveries: Delivery[] = [];
  const outboxes: Outbox[] = [];

  function publish(topic: string, messages: readonly BusMessage[]): void {
    for (const message of messages) {
      published.push({ topic, message });
      note(world, 'bus', `${message.type} is published`, { key: message.key, id: message.id });
      for (const group of groups.values()) if (group.topic === topic) enqueue(group, [message]);
    }
  }

  function enqueue(group: Group, messages: readonly BusMessage[]): void {
    for (const message of messages) {
      const queue = group.waiting.get(message.key) ?? [];
      queue.push(message);
      group.waiting.set(message.key, queue);
      deliverSoon(group, message.key);
    }
  }

  function deliverSoon(group: Group, key: string, ms = 0): void {
    if (group.busy.has(key)) return;
    group.busy.add(key);
    const delay = ms + world.random.next() * (isStormy(world) ? world.weather.delayMsMax * 5 : 20);
    world.time.after(delay, () => void deliver(group, key));
  }

  async function deliver(group: Group, key: string): Promise<void> {
    const message = group.waiting.get(key)?.[0];
    const alive = [...group.members].filter(([process]) => process.alive);
    const chosen = alive.length === 0 ? undefined : world.random.pick(alive);
    let passed = false;
    if (message !== undefined && chosen !== undefined) {
      const [process, handle] = chosen;
      passed = await serve(world, process, () => handle(message)).then(
        () => finish(group, message, false),
        (error: unknown) => {
          if (!(error instanceof Error) || error.name !== 'UnfitMessage') return false;
          return finish(group, message, true);
        },
      );
    }
    group.busy.delete(key);
    if ((group.waiting.get(key)?.length ?? 0) > 0) deliverSoon(group, key, passed ? 0 : 500);
  }

  /** False when the acknowledgement is lost: the message comes again. */
  function finish(group: Group, message: BusMessage, setAside: boolean): boolean {
    const { key } = message;
    if (mayHappen(world, world.weather.unheard)) return false;
    const queue = group.waiting.get(key) ?? [];
    queue.shift();
    const finished = group.finished.get(key) ?? [];
    finished.push(message);
    group.finished.set(key, finished);
    deliveries.push({ group: group.name, message, setAside });
    // The group falls back to an earlier place, as after a change of its members.
    if (mayHappen(world, world.weather.again)) queue.unshift(...finished.slice(-2));
    return true;
  }

  return {
    published,
    deliveries,
    isIdle: () =>
      outboxes.every(({ waiting }) => waiting.length === 0) &&
      [...groups.values()].every(({ waiting }) =>
        [...waiting.values()].every(({ length }) => length === 0),
      ),
    portFor: (process) => ({
      publish: (topic, messages) => ask(world, process, { effect: () => publish(topic, messages) }),
      async subscribe({ topic, group: name, onMessage }) {
        let group = groups.get(name);
        if (group === undefined) {
          group = {
            ...{ topic, name, members: new Map(), busy: new Set() },
            ...{ waiting: new Map(), finished: new Map() },
          };
          groups.set(name, group);
          enqueue(
            group,
            published.filter((one) => one.topic === topic).map(({ message }) => message),
          );
        }
        const { members } = group;
        members.set(process, (message) => onMessage(message, 1));
        return { close: async () => void members.delete(process) };
      },
      lag: async () => 0,
      peek: async () => [],
      ping: async () => undefined,
      close: async () => undefined,
    }),
    relay(outbox, topic) {
      outboxes.push(outbox);
      let willLook = false;
      const lookSoon = (): void => {
        if (willLook) return;
        willLook = true;
        world.time.after(relayPauseMs * 1.5 * world.random.next(), look);
      };
      const look = (): void => {
        willLook = false;
        const messages = outbox.waiting.slice(0, 20);
        publish(topic, messages);
        // Killed between publishing and noting it: the same messages go out again.
        if (!mayHappen(world, world.weather.unheard)) outbox.waiting.splice(0, messages.length);
        if (outbox.waiting.length > 0) lookSoon();
      };
      outbox.whenAdded = lookSoon;
    },
  };
}
