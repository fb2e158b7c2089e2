import { join } from 'node:path';
import type { EventBus, Subscription } from '@ticketing/event-bus';
import {
  createHttpService,
  createLogger,
  createTokenVerifier,
  dataFolder,
  httpServiceCaller,
  openEventBus,
  registerEndpoints,
  type Service,
  type ServiceCaller,
  systemClock,
} from '@ticketing/service-kit';
import type { NotificationConfig } from './config.ts';
import type { NotificationDependencies } from './dependencies.ts';
import type { Mailer } from './domain/mail.ts';
import { type Mailbox, openMailbox } from './engines/mailbox.ts';
import { subscribeToCauses } from './events/consumers.ts';
import { notificationRoutes } from './http/routes.ts';
import { createMailMetrics } from './operations/mail-metrics.ts';

export { loadNotificationConfig, type NotificationConfig } from './config.ts';

/** E-mails about what happened, wired from what they need. */
export function createNotificationService(
  dependencies: NotificationDependencies,
  options: { group: string; bookingTopic: string },
): Service {
  const { mailer, mailbox, eventBus, clock, logger, tokens, metrics } = dependencies;
  let subscriptions: Subscription[] = [];
  const app = createHttpService({
    name: 'notification',
    logger,
    tokens,
    clock,
    metrics: metrics.registry,
    readiness: { mailer: () => mailer.ping(), eventBus: () => eventBus.ping() },
  });
  registerEndpoints(app, notificationRoutes(mailbox));

  return {
    name: 'notification',
    app,
    async start() {
      subscriptions = await subscribeToCauses(dependencies, options);
      await app.ready();
    },
    async close() {
      await app.close();
      await Promise.all(subscriptions.map((subscription) => subscription.close()));
    },
  };
}

/** The service on the engines that its settings name. Closing it closes those it opened. */
export async function openNotificationService(
  config: NotificationConfig,
  shared: { eventBus?: EventBus; auth?: ServiceCaller } = {},
): Promise<Service> {
  const logger = createLogger({
    service: config.DD_SERVICE ?? 'notification-service',
    level: config.LOG_LEVEL,
  });
  const eventBus = shared.eventBus ?? (await openEventBus(config, { name: 'notification' }));
  const service = createNotificationService(
    {
      ...(await openMailer(config)),
      auth:
        shared.auth ??
        httpServiceCaller({ baseUrl: config.AUTH_SERVICE_URL, serviceToken: config.SERVICE_TOKEN }),
      eventBus,
      frontendUrl: config.FRONTEND_URL.replace(/\/$/, ''),
      tokens: createTokenVerifier({
        secret: config.JWT_SECRET_KEY,
        algorithm: config.JWT_ALGORITHM,
        serviceToken: config.SERVICE_TOKEN,
      }),
      metrics: createMailMetrics(),
      clock: systemClock,
      logger,
    },
    { group: config.KAFKA_CONSUMER_GROUP, bookingTopic: config.BOOKING_EVENTS_TOPIC },
  );
  return {
    ...service,
    async close() {
      await service.close();
      if (shared.eventBus === undefined) await eventBus.close();
    },
  };
}

/** Amazon SES by SES_FROM_EMAIL, else the mailbox on disk. */
async function openMailer(
  config: NotificationConfig,
): Promise<{ mailer: Mailer; mailbox: Mailbox | undefined }> {
  if (config.SES_FROM_EMAIL !== undefined) {
    const { createSesMailer } = await import('./engines/ses.ts');
    const mailer = createSesMailer({ region: config.AWS_REGION, from: config.SES_FROM_EMAIL });
    return { mailer, mailbox: undefined };
  }
  const folder = join(dataFolder(config.TICKETING_DATA_FOLDER), 'mailbox');
  const mailbox = await openMailbox(folder, systemClock);
  return { mailer: mailbox, mailbox };
}
