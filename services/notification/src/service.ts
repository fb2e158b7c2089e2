import { join } from 'node:path';
import type { EventBus, Subscription } from '@ticketing/event-bus';
import {
  countSetAside,
  createHttpService,
  createLogger,
  createTokenVerifier,
  dataFolder,
  httpServiceCaller,
  observeEventBus,
  openEventBus,
  registerEndpoints,
  type Service,
  type ServiceCaller,
  systemClock,
} from '@ticketing/service-kit';
import type { NotificationConfig } from './config.ts';
import type { NotificationDependencies } from './dependencies.ts';
import type { Mailer } from './domain/mail.ts';
import type { SnsAddresses } from './domain/sns-message.ts';
import { type Mailbox, openMailbox } from './engines/mailbox.ts';
import { createSnsClient } from './engines/sns.ts';
import { subscribeToCauses } from './events/consumers.ts';
import { notificationRoutes } from './http/routes.ts';
import { createMailMetrics } from './operations/mail-metrics.ts';

export { loadNotificationConfig, type NotificationConfig } from './config.ts';

/** E-mails about what happened, wired from what they need. */
export function createNotificationService(
  dependencies: NotificationDependencies,
  options: { group: string; bookingTopic: string },
): Service {
  const { mailer, clock, logger, tokens, metrics } = dependencies;
  const eventBus = observeEventBus(dependencies.eventBus, metrics.registry);
  const onSetAside = countSetAside(metrics.registry);
  let subscriptions: Subscription[] = [];
  const app = createHttpService({
    name: 'notification',
    logger,
    tokens,
    clock,
    metrics: metrics.registry,
    readiness: { eventBus: () => eventBus.ping() },
    // Mails wait on the bus until they can go out.
    tolerated: { mailer: () => mailer.ping() },
  });
  registerEndpoints(app, notificationRoutes(dependencies));

  return {
    name: 'notification',
    app,
    async start() {
      const observed = { ...dependencies, eventBus };
      subscriptions = await subscribeToCauses(observed, { ...options, onSetAside });
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
  const { mailer, mailbox, close: closeMailer } = await openMailer(config);
  const service = createNotificationService(
    {
      mailer,
      mailbox,
      sns: createSnsClient(),
      feedback: feedbackOf(config),
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
    { group: config.KAFKA_CONSUMER_GROUP, bookingTopic: config.KAFKA_PRODUCER_TOPIC },
  );
  return {
    ...service,
    async close() {
      await service.close();
      closeMailer();
      if (shared.eventBus === undefined) await eventBus.close();
    },
  };
}

/** Amazon SES by SES_FROM_EMAIL, else the mailbox on disk. */
async function openMailer(config: NotificationConfig): Promise<{
  mailer: Mailer;
  mailbox: Mailbox | undefined;
  close: () => void;
}> {
  if (config.SES_FROM_EMAIL !== undefined) {
    const { createSesMailer } = await import('./engines/ses.ts');
    const mailer = createSesMailer({
      region: config.AWS_REGION,
      from: config.SES_FROM_EMAIL,
      replyTo: config.SES_REPLY_TO,
      configurationSet: config.SES_CONFIGURATION_SET,
      endpoint: config.SES_ENDPOINT,
    });
    return { mailer, mailbox: undefined, close: () => mailer.close() };
  }
  const file = join(dataFolder(config.TICKETING_DATA_FOLDER), 'mailbox.sqlite');
  const mailbox = await openMailbox(file, systemClock);
  return { mailer: mailbox, mailbox, close: mailbox.close };
}

/** The topic to listen to. In production it is Amazon's alone: the local endpoint signs by its own key. */
function feedbackOf(config: NotificationConfig): SnsAddresses | undefined {
  const topicArn = config.SES_FEEDBACK_TOPIC_ARN;
  if (topicArn === undefined) return undefined;
  const isProduction = config.NODE_ENV === 'production';
  return { topicArn, localOrigin: isProduction ? undefined : config.SES_ENDPOINT };
}
