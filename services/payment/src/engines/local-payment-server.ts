import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type LogLevel, openSqlServer, type SqlEngineConfig } from '@ticketing/service-kit';
import type { FromThread, ThreadSettings, ToThread } from './local-payment-messages.ts';
import type { StripeSettings } from './stripe.ts';

/** The keys of the local payment server; they open nothing but that. */
export const localKeys = {
  secretKey: 'sk_test_local_development',
  publishableKey: 'pk_test_local_development',
  webhookSecret: 'whsec_local_development',
} as const;

export interface LocalPaymentServer {
  readonly settings: StripeSettings;
  /** How browsers reach it. */
  readonly publicUrl: string;
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface LocalPaymentServerOptions {
  /** HOST: where it listens, so that browsers reach it in a container too; unset: this machine only. */
  readonly config: SqlEngineConfig & {
    readonly HOST?: string;
    readonly DD_SERVICE?: string;
    readonly LOG_LEVEL: LogLevel;
    readonly LOCAL_PAYMENT_URL?: string;
  };
  readonly port: number;
  /** Our own webhook endpoint; answers its status. */
  readonly receiveWebhook: (body: string, signature: string) => Promise<number>;
  /** Pages that hold the card form. */
  readonly allowedOrigins: readonly string[];
}

/**
 * What stands in for Stripe without STRIPE_SECRET_KEY: it speaks Stripe's API on its own port, in this
 * process, or where LOCAL_PAYMENT_URL says that one runs.
 */
export async function openLocalPaymentServer(
  options: LocalPaymentServerOptions,
): Promise<LocalPaymentServer> {
  const apart = options.config.LOCAL_PAYMENT_URL;
  return apart === undefined ? openHere(options) : joinApart(apart);
}

/** It delivers its webhooks by itself. */
const joinApart = (url: string): LocalPaymentServer => ({
  settings: { ...localKeys, apiBaseUrl: url },
  publicUrl: url,
  start: async () => {},
  close: async () => {},
});

/** In a thread of its own, as it stands for somebody else's machine: its work must not slow down ours. */
async function openHere(options: LocalPaymentServerOptions): Promise<LocalPaymentServer> {
  const { config, port, allowedOrigins, receiveWebhook } = options;
  const server = await openSqlServer(config);
  const publicUrl = `http://localhost:${port}`;
  const settings: ThreadSettings = {
    databaseUrl: server.url,
    service: config.DD_SERVICE ?? 'payment-service',
    logLevel: config.LOG_LEVEL,
    simulator: {
      ...localKeys,
      webhookEvents: [
        'payment_intent.amount_capturable_updated',
        'payment_intent.payment_failed',
        'payment_intent.canceled',
        'refund.failed',
      ],
      webhookEventsOfTransfers: ['payment_intent.succeeded'],
      publicUrl,
      allowedOrigins: [...allowedOrigins],
      listen: { port, host: config.HOST ?? '127.0.0.1' },
    },
  };
  const thread = new Worker(new URL('./local-payment-thread.ts', import.meta.url), {
    workerData: settings,
  });
  const send = (message: ToThread) => thread.postMessage(message);
  thread.on('message', (message: FromThread) => {
    if (message.kind !== 'webhook') return;
    const { id, body, signature } = message;
    receiveWebhook(body, signature).then(
      (status) => send({ kind: 'answered', id, status }),
      () => send({ kind: 'answered', id, status: 500 }),
    );
  });
  // A fault of its code ends the process, as one of ours does.
  thread.on('error', (error) => {
    throw error;
  });
  return {
    settings: { ...localKeys, apiBaseUrl: `http://127.0.0.1:${port}` },
    publicUrl,
    start: () => startThread(thread, send),
    async close() {
      const ended = once(thread, 'exit');
      send({ kind: 'close' });
      await ended;
      await server.close();
    },
  };
}

/** Rejects with the code of what went wrong, such as EADDRINUSE. */
function startThread(thread: Worker, send: (message: ToThread) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const hear = (message: FromThread) => {
      if (message.kind === 'webhook') return;
      thread.off('message', hear);
      if (message.kind === 'started') resolve();
      else reject(Object.assign(new Error(message.message), { code: message.code }));
    };
    thread.on('message', hear);
    send({ kind: 'start' });
  });
}
