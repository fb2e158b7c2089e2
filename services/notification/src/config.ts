import {
  commonConfig,
  commonUnsafeSettings,
  type Environment,
  eventBusConfig,
  type LoadConfigOptions,
  loadConfig,
  portVariable,
  unsafeInProduction,
} from '@ticketing/service-kit';
import { type Static, Type } from 'typebox';

const NotificationConfig = Type.Object({
  ...commonConfig,
  ...eventBusConfig,
  PORT: portVariable(8006),
  KAFKA_CONSUMER_GROUP: Type.String({ minLength: 1, default: 'notification-service' }),
  /** Topic that tells of bookings, as booking's KAFKA_PRODUCER_TOPIC. */
  BOOKING_EVENTS_TOPIC: Type.String({ minLength: 1, default: 'booking-events' }),
  AUTH_SERVICE_URL: Type.String({ pattern: '^https?://', default: 'http://localhost:8001' }),
  /** Where the front end is: buttons in e-mails lead there. */
  FRONTEND_URL: Type.String({ pattern: '^https?://', default: 'http://localhost:3000' }),
  /** Sends by Amazon SES from this address; unset: the mailbox on disk. */
  SES_FROM_EMAIL: Type.Optional(Type.String({ pattern: '^[^@\\s]+@[^@\\s]+$' })),
  AWS_REGION: Type.String({ default: 'us-east-1' }),
});
export type NotificationConfig = Static<typeof NotificationConfig>;

/** Throws a ConfigError that names every fault. */
export function loadNotificationConfig(
  env: Environment,
  options: LoadConfigOptions = {},
): NotificationConfig {
  const config = loadConfig(NotificationConfig, env, options);
  unsafeInProduction(config, [
    ...commonUnsafeSettings,
    {
      variable: 'SES_FROM_EMAIL',
      isUnsafe: ({ SES_FROM_EMAIL: from }: NotificationConfig) => from === undefined,
      howToFix: 'set the sender’s address: the mailbox on disk shows everybody’s e-mails',
    },
    {
      variable: 'FRONTEND_URL',
      isUnsafe: ({ FRONTEND_URL: url }: NotificationConfig) => !url.startsWith('https://'),
      howToFix: 'set the site’s https:// address: e-mails lead there',
    },
  ]);
  return config;
}
