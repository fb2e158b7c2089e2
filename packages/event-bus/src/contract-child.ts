import type { BusMessage, EventBus } from './port.ts';

/** What the contract suite asks of a process that it is going to kill. */
export interface ChildTask {
  readonly task: 'publish' | 'consume';
  readonly topic: string;
  readonly group: string;
}

/**
 * Runs a task until the process is killed, and tells the parent each time something is done:
 * the ids of a call that was acknowledged, or the id of a message that was handled.
 */
export async function runChildTask(
  bus: EventBus,
  { task, topic, group }: ChildTask,
): Promise<void> {
  const tell = (...ids: string[]): void => void process.send?.(ids);
  if (task === 'consume') {
    const onMessage = async (message: BusMessage): Promise<void> => tell(message.id);
    await bus.subscribe({ topic, group, onMessage });
    return;
  }
  for (let call = 0; ; call += 1) {
    // Together larger than what a broker takes at once, of one key or of several.
    const keys = call % 2 === 0 ? 1 : 5;
    const messages = createMessages(20, { prefix: `call${call}`, keys, padding: 100_000 });
    await bus.publish(topic, messages);
    tell(...messages.map((message) => message.id));
  }
}

/** Messages `<prefix>-0`, `<prefix>-1`, ... spread over keys; `data.nth` counts within the key. */
export function createMessages(
  count: number,
  { prefix, keys, padding = 0 }: { prefix: string; keys: number; padding?: number },
): BusMessage[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${prefix}-${index}`,
    key: `key-${index % keys}`,
    type: 'booking.confirmed',
    time: '2026-11-22T10:00:00.000Z',
    data: { nth: Math.floor(index / keys), padding: 'x'.repeat(padding) },
  }));
}
