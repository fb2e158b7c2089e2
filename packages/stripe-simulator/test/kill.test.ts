import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  openSchema,
  openSdk,
  type Receiver,
  startReceiver,
  startSimulator,
  until,
} from './start-simulator.ts';

let schema: Awaited<ReturnType<typeof openSchema>>;
let receiver: Receiver;

beforeAll(async () => {
  schema = await openSchema();
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver?.close();
  await schema?.close();
});

async function startProcess(): Promise<{ child: ChildProcess; port: number }> {
  const program = fileURLToPath(new URL('./simulator-process.ts', import.meta.url));
  const child = spawn(process.execPath, [program, schema.url, receiver.url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return { child, port: Number(output.toString()) };
}

test('killed in the middle of sales: what was answered is there, and every event is told', async () => {
  receiver.status = 503;
  const { child, port } = await startProcess();
  const stripe = openSdk(port);
  const answered: { id: string; status: string }[] = [];
  const sell = async (): Promise<void> => {
    for (;;) {
      const { id } = await stripe.paymentIntents.create({
        amount: 99_000,
        currency: 'krw',
        capture_method: 'manual',
        allowed_payment_method_types: ['card'],
      });
      answered.push({ id, status: 'requires_payment_method' });
      await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
      answered.push({ id, status: 'requires_capture' });
      await stripe.paymentIntents.capture(id);
      answered.push({ id, status: 'succeeded' });
    }
  };
  const sellers = Array.from({ length: 8 }, () => sell().catch(() => undefined));
  await until(() => answered.length > 150);
  child.kill('SIGKILL');
  await Promise.all(sellers);

  receiver.events.length = 0;
  receiver.status = 200;
  const running = await startSimulator(schema.database, { webhookUrl: receiver.url });
  try {
    const order = ['requires_payment_method', 'requires_capture', 'succeeded'];
    for (const { id, status } of answered) {
      const found = await running.stripe.paymentIntents.retrieve(id);
      expect(order.indexOf(found.status)).toBeGreaterThanOrEqual(order.indexOf(status));
    }
    const events = await schema.database.query<{ id: string }>('select id from events');
    const told = () => new Set(receiver.events.map(({ id }) => id));
    await until(() => told().size === events.length);
    expect(told()).toEqual(new Set(events.map(({ id }) => id)));
    expect(events.length).toBeGreaterThan(150);
  } finally {
    await running.simulator.close();
  }
});
