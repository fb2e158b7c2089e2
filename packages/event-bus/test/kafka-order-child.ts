import { setTimeout as sleep } from 'node:timers/promises';
import { openKafkaEventBus } from '../src/kafka.ts';

/** When a message was in the hands of this process, by the machine's one clock, in milliseconds. */
export interface Handled {
  readonly id: string;
  readonly by: number;
  readonly from: number;
  readonly to: number;
}

const handleMs = 5;
const nowMs = (): number => Number(process.hrtime.bigint() / 1_000n) / 1_000;

/** Consumes a topic as one of a group, and leaves the group when it is told anything. */
const [port, topic] = process.argv.slice(2);
const bus = await openKafkaEventBus({
  bootstrapServers: [`127.0.0.1:${port}`],
  clientId: `order-${process.pid}`,
});
await bus.subscribe({
  topic: topic ?? '',
  group: 'readers',
  async onMessage({ id }) {
    const from = nowMs();
    await sleep(handleMs);
    const handled: Handled = { id, by: process.pid, from, to: nowMs() };
    process.send?.(handled);
  },
});
process.once('message', async () => {
  await bus.close();
  process.disconnect();
});
