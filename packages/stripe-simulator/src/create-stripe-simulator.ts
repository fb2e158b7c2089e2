import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { allowOrigins } from './http/allow-origins.ts';
import { createAuthenticate } from './http/authenticate.ts';
import { registerApi } from './http/register-api.ts';
import { registerAuthentication } from './http/register-authentication.ts';
import { createIds } from './ids.ts';
import type { StripeSimulatorOptions } from './options.ts';
import { removeOldAnswers } from './storage/remove-old-answers.ts';
import { createWebhookPoster } from './webhooks/post-webhook.ts';
import { createWebhookCourier, DELIVERIES_AT_ONCE_MAX } from './webhooks/webhook-courier.ts';
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
const HOUSEKEEPING_MILLISECONDS = 60 * 60 * 1_000;
/** Longer than clients keep idle connections, so that it is they who close them. */
const KEEP_ALIVE_MILLISECONDS = 75_000;

/** A local server that speaks the part of Stripe's API which the ticketing services use. */
export async function createStripeSimulator(
  options: StripeSimulatorOptions,
): Promise<StripeSimulator> {
  const { database, log, webhookUrl, webhookEvents } = options;
  const nowMs = () => options.clock?.now().getTime() ?? Date.now();
  const faults = options.faults ?? {};
  const ids = createIds(nowMs, options.randomBytes ?? randomBytes);
  const app = Fastify({ logger: false, bodyLimit: BODY_BYTES_MAX });
  let ownUrl = options.publicUrl?.replace(/\/$/, '');
  const publicUrl = () => {
    ownUrl ??= listeningUrl(app);
    return ownUrl;
  };
  const courier =
    webhookUrl === null
      ? null
      : createWebhookCourier({
          database,
          nowMs,
          log,
          faults,
          publicUrl,
          poster: createWebhookPoster(webhookUrl, DELIVERIES_AT_ONCE_MAX),
          webhookSecret: options.webhookSecret,
          retryMillisecondsFirst: options.webhookRetryMillisecondsFirst ?? RETRY_MILLISECONDS_FIRST,
        });
  const announced = webhookEvents && new Set<string>(webhookEvents);
  const writer = createWriter({
    database,
    nowMs,
    ids,
    isAnnounced: (type) => courier !== null && (announced?.has(type) ?? true),
    onEvents: (deliveries) => courier?.take(deliveries),
  });

  app.server.keepAliveTimeout = KEEP_ALIVE_MILLISECONDS;
  app.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: FastifyRequest, body: string) => body,
  );
  allowOrigins(app, options.allowedOrigins);
  registerApi(app, {
    database,
    writer,
    ids,
    publicUrl,
    faults,
    log,
    authenticate: createAuthenticate(options),
  });
  registerAuthentication(app, { ...options, writer, ids });
  await app.ready();

  let housekeeping: NodeJS.Timeout | undefined;
  return {
    app,
    start: async () => {
      if (options.listen) await app.listen(options.listen);
      courier?.start();
      const tidy = () =>
        removeOldAnswers(database, nowMs()).catch((error) =>
          log.error({ error }, 'Old idempotency keys could not be removed.'),
        );
      await tidy();
      housekeeping = setInterval(tidy, HOUSEKEEPING_MILLISECONDS).unref();
    },
    close: async () => {
      clearInterval(housekeeping);
      await app.close();
      await writer.drain();
      await courier?.close();
    },
  };
}

function listeningUrl(app: FastifyInstance): string {
  const address = app.server.address() as AddressInfo | null;
  return `http://localhost:${address?.port ?? 0}`;
}
