import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { allowOrigins } from './http/allow-origins.ts';
import { answerErrors } from './http/answer-errors.ts';
import { createAuthenticate } from './http/authenticate.ts';
import { registerApi } from './http/register-api.ts';
import { registerAuthentication } from './http/register-authentication.ts';
import { registerBank } from './http/register-bank.ts';
import { createIds } from './ids.ts';
import { endRefunds } from './operations/end-refunds.ts';
import { endTransfers } from './operations/end-transfers.ts';
import type { StripeSimulatorOptions } from './options.ts';
import { repeatWork } from './repeat-work.ts';
import { removeOldAnswers } from './storage/remove-old-answers.ts';
import { createWebhookPoster, type WebhookPoster } from './webhooks/post-webhook.ts';
import {
  createWebhookCourier,
  DELIVERIES_AT_ONCE_MAX,
  type WebhookCourier,
} from './webhooks/webhook-courier.ts';
import { createWriter } from './writer.ts';

export interface StripeSimulator {
  readonly app: FastifyInstance;
  /** Begins to deliver webhooks, and listens when the options say where. */
  start(): Promise<void>;
  /** Finishes what was begun, saves it, and stops. Leaves the database open. */
  close(): Promise<void>;
}

/** The schema's migrations, for `migrate`. */
export const stripeSimulatorMigrations = new URL('../migrations/', import.meta.url);

const BODY_BYTES_MAX = 64 * 1024;
const RETRY_MILLISECONDS_FIRST = 1_000;
const REFUND_MILLISECONDS = 1_000;
const TIDY_MILLISECONDS = 60 * 60 * 1_000;
/** Longer than clients keep idle connections, so that it is they who close them. */
const KEEP_ALIVE_MILLISECONDS = 75_000;
const CLOSE_MILLISECONDS_MAX = 3_000;

/**
 * A local server that speaks the part of Stripe's API which the ticketing services use.
 * Throws an Error with NODE_ENV=production and for keys that are not Stripe's test keys: whoever
 * pays here pays nothing.
 */
export async function createStripeSimulator(
  options: StripeSimulatorOptions,
): Promise<StripeSimulator> {
  refuseRealMoney(options);
  const { database, log } = options;
  const nowMs = () => options.clock?.now().getTime() ?? Date.now();
  const faults = options.faults ?? {};
  const ids = createIds(nowMs, options.randomBytes ?? randomBytes);
  const app = openApp();
  let ownUrl = options.publicUrl?.replace(/\/$/, '');
  const publicUrl = () => {
    ownUrl ??= listeningUrl(app);
    return ownUrl;
  };
  const courier = openCourier(options, nowMs, publicUrl);
  const announced = options.webhookEvents && new Set<string>(options.webhookEvents);
  const announcedOfTransfers = new Set<string>(options.webhookEventsOfTransfers);
  const writer = createWriter({
    database,
    nowMs,
    ids,
    isAnnounced: (type, payment) =>
      courier !== null &&
      ((announced?.has(type) ?? true) ||
        (payment?.transfer !== undefined && announcedOfTransfers.has(type))),
    onEvents: (deliveries) => courier?.take(deliveries),
  });

  const authenticate = createAuthenticate(options);
  answerErrors(app, log);
  allowOrigins(app, options.allowedOrigins);
  registerApi(app, { database, writer, ids, publicUrl, faults, log, authenticate });
  registerAuthentication(app, { ...options, writer, ids });
  registerBank(app, { database, writer, ids, log });
  await app.ready();

  const refunds = repeatWork(() => endRefunds({ database, writer, ids, nowMs }), {
    everyMilliseconds: REFUND_MILLISECONDS,
    onError: (error) => log.error({ error }, 'Refunds could not be ended.'),
  });
  const transfers = repeatWork(() => endTransfers({ database, writer, ids, nowMs }), {
    everyMilliseconds: REFUND_MILLISECONDS,
    onError: (error) => log.error({ error }, 'Accounts could not be closed.'),
  });
  const tidy = repeatWork(() => removeOldAnswers(database, nowMs()), {
    everyMilliseconds: TIDY_MILLISECONDS,
    onError: (error) => log.error({ error }, 'Old idempotency keys could not be removed.'),
  });
  return {
    app,
    start: async () => {
      await tidy.start();
      if (options.listen) await app.listen(options.listen);
      await Promise.all([refunds.start(), transfers.start()]);
      courier?.start();
    },
    close: async () => {
      // Requests that a fault left hanging would keep the server open.
      const late = setTimeout(() => app.server.closeAllConnections(), CLOSE_MILLISECONDS_MAX);
      await app.close();
      clearTimeout(late);
      await Promise.all([refunds.stop(), transfers.stop(), tidy.stop()]);
      await writer.drain();
      await courier?.close();
    },
  };
}

function refuseRealMoney(options: StripeSimulatorOptions): void {
  if (process.env.NODE_ENV === 'production') {
    throw new Error(
      'The local payment server takes no real money, so it does not run with ' +
        'NODE_ENV=production. Set STRIPE_SECRET_KEY to use Stripe.',
    );
  }
  const keys = [
    ['secretKey', options.secretKey, 'sk_test_'],
    ['publishableKey', options.publishableKey, 'pk_test_'],
    ['webhookSecret', options.webhookSecret, 'whsec_'],
  ] as const;
  for (const [name, key, prefix] of keys) {
    if (!key.startsWith(prefix)) throw new Error(`${name} has to begin with ${prefix}.`);
  }
}

function openApp(): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    forceCloseConnections: 'idle',
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: FastifyRequest, body: string) => body,
  );
  return app;
}

function openCourier(
  options: StripeSimulatorOptions,
  nowMs: () => number,
  publicUrl: () => string,
): WebhookCourier | null {
  const { webhookRetryMillisecondsFirst, faults = {} } = options;
  const poster = openPoster(options);
  if (!poster) return null;
  return createWebhookCourier({
    database: options.database,
    log: options.log,
    webhookSecret: options.webhookSecret,
    nowMs,
    faults,
    publicUrl,
    poster,
    retryMillisecondsFirst: webhookRetryMillisecondsFirst ?? RETRY_MILLISECONDS_FIRST,
  });
}

function openPoster({ webhookUrl, webhookHandler }: StripeSimulatorOptions): WebhookPoster | null {
  if (webhookHandler) {
    const post: WebhookPoster['post'] = (body, signature) =>
      webhookHandler(body, signature).catch(() => null);
    return { post, close: () => {} };
  }
  return webhookUrl === null ? null : createWebhookPoster(webhookUrl, DELIVERIES_AT_ONCE_MAX);
}

function listeningUrl(app: FastifyInstance): string {
  const address = app.server.address() as AddressInfo | null;
  return `http://localhost:${address?.port ?? 0}`;
}
