import { parentPort, workerData } from 'node:worker_threads';
import { createLogger } from '@ticketing/service-kit';
import { migrate, openSqlDatabase } from '@ticketing/sql-database';
import { createStripeSimulator, stripeSimulatorMigrations } from '@ticketing/stripe-simulator';
import type { FromThread, ThreadSettings, ToThread } from './local-payment-messages.ts';

/** The local payment server in a thread of its own: it stands for a machine that is not ours. */
const port = parentPort;
if (port === null) throw new Error('this file is the inside of a thread');
const settings = workerData as ThreadSettings;
const schema = 'stripe_simulator';
const log = createLogger({ service: settings.service, level: settings.logLevel });
const tell = (message: FromThread) => port.postMessage(message);

let webhooks = 0;
const answers = new Map<number, (status: number) => void>();
const askForWebhook = (body: string, signature: string) =>
  new Promise<number>((resolve) => {
    webhooks += 1;
    answers.set(webhooks, resolve);
    tell({ kind: 'webhook', id: webhooks, body, signature });
  });

await migrate({ url: settings.databaseUrl, schema, folder: stripeSimulatorMigrations });
const database = openSqlDatabase({
  url: settings.databaseUrl,
  schema,
  applicationName: schema,
  findsByKey: true,
});
const simulator = await createStripeSimulator({
  ...settings.simulator,
  database,
  webhookUrl: null,
  webhookHandler: askForWebhook,
  log,
});

async function start(): Promise<void> {
  try {
    await simulator.start();
    tell({ kind: 'started' });
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    tell({ kind: 'failed', message, code });
  }
}

async function close(): Promise<void> {
  await simulator.close();
  await database.close();
  port?.close();
}

port.on('message', (message: ToThread) => {
  if (message.kind === 'start') void start();
  else if (message.kind === 'close') void close();
  else {
    answers.get(message.id)?.(message.status);
    answers.delete(message.id);
  }
});
