import { topics, receiveWebhook as webhookEndpoint } from '@ticketing/contracts';
import type { EventBus } from '@ticketing/event-bus';
import {
  ConfigError,
  countSetAside,
  createHttpService,
  createLogger,
  createTokenVerifier,
  httpServiceCaller,
  measureDatabase,
  measureOutbox,
  newId,
  observeEventBus,
  openEventBus,
  openSqlEngine,
  readSqlOutbox,
  registerEndpoints,
  type Service,
  type ServiceCaller,
  startOutboxRelay,
  systemClock,
} from '@ticketing/service-kit';
import type { FastifyInstance } from 'fastify';
import type { PaymentConfig } from './config.ts';
import type { PaymentDependencies } from './dependencies.ts';
import { webhookEventDays } from './domain/limits.ts';
import {
  type LocalPaymentServer,
  localKeys,
  openLocalPaymentServer,
} from './engines/local-payment-server.ts';
import { createStripeProvider, type StripeSettings } from './engines/stripe.ts';
import { subscribeToBookings } from './events/consumers.ts';
import { paymentRoutes } from './http/routes.ts';
import { measurePayments } from './operations/measure-payments.ts';
import type { PaymentConfigReply } from './operations/payment-config.ts';
import { createPaymentMetrics } from './operations/payment-metrics.ts';
import { createSettler } from './operations/settler.ts';
import { createPostgresPaymentStore } from './storage/postgres-payment-store.ts';

export { loadPaymentConfig, type PaymentConfig } from './config.ts';

export const paymentMigrations = new URL('../migrations/', import.meta.url);
const cleanUpMs = 3_600_000;

export interface PaymentServiceOptions {
  /** Publishes what the store saves with its payments, until closed. */
  readonly startRelay: (eventBus: Pick<EventBus, 'publish'>) => { close(): Promise<void> };
  readonly bookingTopic?: string;
}

/** Payments, wired from what they need. */
export function createPaymentService(
  dependencies: PaymentDependencies,
  options: PaymentServiceOptions,
): Service {
  const { store, provider, clock, logger, tokens, metrics } = dependencies;
  const settler = createSettler(dependencies);
  const eventBus = observeEventBus(dependencies.eventBus, metrics.registry);
  measurePayments(metrics.registry, dependencies);
  const onSetAside = countSetAside(metrics.registry);
  const stops: (() => Promise<void>)[] = [];
  const app = createHttpService({
    name: 'payment',
    logger,
    tokens,
    clock,
    metrics: metrics.registry,
    readiness: { sql: () => store.ping() },
    // What is stored can be read from a full disk.
    tolerated: {
      sqlWrites: () => store.pingWrites(),
      eventBus: () => eventBus.ping(),
      paymentProvider: () => provider.ping(),
    },
  });
  registerEndpoints(app, paymentRoutes(dependencies, settler));

  async function forgetOldEvents(): Promise<void> {
    const before = new Date(clock.now().getTime() - webhookEventDays * 86_400_000);
    await store.forgetWebhooks(before);
  }

  return {
    name: 'payment',
    app,
    async start() {
      const subscription = await subscribeToBookings(
        { ...dependencies, eventBus },
        {
          topic: options.bookingTopic ?? topics.booking,
          onSetAside,
        },
      );
      const relay = options.startRelay(eventBus);
      settler.start();
      const cleanUp = setInterval(() => {
        forgetOldEvents().catch((error: unknown) =>
          logger.error({ err: error }, 'old webhook events were not deleted'),
        );
      }, cleanUpMs);
      stops.push(
        async () => clearInterval(cleanUp),
        () => subscription.close(),
        () => settler.close(),
        () => relay.close(),
      );
      await app.ready();
    },
    async close() {
      await app.close();
      for (const stop of stops.splice(0)) await stop();
    },
  };
}

/** The service on the engines that its settings name. Closing it closes those it opened. */
export async function openPaymentService(
  config: PaymentConfig,
  shared: { eventBus?: EventBus; bookings?: ServiceCaller } = {},
): Promise<Service> {
  const logger = createLogger({
    service: config.DD_SERVICE ?? 'payment-service',
    level: config.LOG_LEVEL,
  });
  const database = await openSqlEngine(config, {
    schema: 'payment',
    migrations: paymentMigrations,
  });
  const eventBus = shared.eventBus ?? (await openEventBus(config, { name: 'payment' }));
  const provider = await openProvider(config, () => service.app);
  const metrics = createPaymentMetrics();
  measureDatabase(metrics.registry, database);
  measureOutbox(metrics.registry, () => readSqlOutbox(database));
  const service: Service = createPaymentService(
    {
      store: createPostgresPaymentStore(database),
      provider: createStripeProvider(provider.settings),
      publicConfig: provider.publicConfig,
      bookings:
        shared.bookings ??
        httpServiceCaller({
          baseUrl: config.BOOKING_SERVICE_URL,
          serviceToken: config.SERVICE_TOKEN,
        }),
      eventBus,
      tokens: createTokenVerifier({
        secret: config.JWT_SECRET_KEY,
        algorithm: config.JWT_ALGORITHM,
        serviceToken: config.SERVICE_TOKEN,
      }),
      metrics,
      newId,
      clock: systemClock,
      logger,
    },
    {
      startRelay: (to) =>
        startOutboxRelay({ database, eventBus: to, topic: topics.payment, log: logger }),
      bookingTopic: config.KAFKA_PRODUCER_TOPIC,
    },
  );
  return {
    ...service,
    async start() {
      await startLocalServer(provider.local, config);
      await service.start();
    },
    async close() {
      await service.close();
      await provider.local?.close();
      if (shared.eventBus === undefined) await eventBus.close();
      await database.close();
    },
  };
}

interface OpenProvider {
  readonly settings: StripeSettings;
  readonly publicConfig: PaymentConfigReply;
  readonly local?: LocalPaymentServer;
}

/** Stripe by STRIPE_SECRET_KEY, else the local payment server. */
async function openProvider(
  config: PaymentConfig,
  app: () => FastifyInstance,
): Promise<OpenProvider> {
  const { STRIPE_SECRET_KEY: secretKey } = config;
  if (secretKey !== undefined) {
    return {
      settings: { secretKey, webhookSecret: config.STRIPE_WEBHOOK_SECRET ?? '' },
      publicConfig: {
        provider: 'stripe',
        publishableKey: config.STRIPE_PUBLISHABLE_KEY ?? '',
        methods: ['card'],
      },
    };
  }
  const local = await openLocalPaymentServer({
    config,
    port: config.LOCAL_PAYMENT_PORT,
    async receiveWebhook(body, signature) {
      const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
      const url = webhookEndpoint.path;
      return (await app().inject({ method: 'POST', url, headers, payload: body })).statusCode;
    },
    allowedOrigins: config.CORS_ORIGINS,
  });
  return {
    settings: local.settings,
    publicConfig: {
      provider: 'local',
      publishableKey: localKeys.publishableKey,
      methods: ['card', 'virtual_account'],
      apiBaseUrl: local.publicUrl,
    },
    local,
  };
}

async function startLocalServer(
  local: LocalPaymentServer | undefined,
  config: PaymentConfig,
): Promise<void> {
  try {
    await local?.start();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new ConfigError(`Port ${config.LOCAL_PAYMENT_PORT} is taken.`, [
      'stop what listens there, or set LOCAL_PAYMENT_PORT to a free port',
    ]);
  }
}
