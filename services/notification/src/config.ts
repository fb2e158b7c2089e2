import {
  bookingTopicConfig,
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
  ...bookingTopicConfig,
  PORT: portVariable(8006),
  KAFKA_CONSUMER_GROUP: Type.String({ minLength: 1, default: 'notification-service' }),
  AUTH_SERVICE_URL: Type.String({ pattern: '^https?://', default: 'http://localhost:8001' }),
  /** Where the front end is: buttons in e-mails lead there. */
  FRONTEND_URL: Type.String({ pattern: '^https?://', default: 'http://localhost:3000' }),
  /** Sends by Amazon SES from this address; unset: the mailbox on disk. */
  SES_FROM_EMAIL: Type.Optional(Type.String({ pattern: '^[^@\\s]+@[^@\\s]+$' })),
  AWS_REGION: Type.String({ default: 'us-east-1' }),
  /** Where replies to our mails go; unset: to the sender's address. */
  SES_REPLY_TO: Type.Optional(Type.String({ pattern: '^[^@\\s]+@[^@\\s]+$' })),
  /** The configuration set that publishes what becomes of mails. */
  SES_CONFIGURATION_SET: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' })),
  /** The topic of Amazon SNS that tells it; unset: /notifications/ses does not exist. */
  SES_FEEDBACK_TOPIC_ARN: Type.Optional(
    Type.String({ pattern: '^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$' }),
  ),
  /** Another address of SES than the region's: a private endpoint, or the local one. */
  SES_ENDPOINT: Type.Optional(Type.String({ pattern: '^https?://[^/\\s]+/?$' })),
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
      variable: 'SES_ENDPOINT',
      isUnsafe: ({ SES_ENDPOINT: url }: NotificationConfig) => url?.startsWith('http://') === true,
      howToFix: 'unset it, or set an https:// address: the local endpoint sends no mail',
    },
    {
      variable: 'FRONTEND_URL',
      isUnsafe: ({ FRONTEND_URL: url }: NotificationConfig) => !url.startsWith('https://'),
      howToFix: 'set the site’s https:// address: e-mails lead there',
    },
  ]);
  return config;
}
