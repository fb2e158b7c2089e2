import { type Static, Type } from 'typebox';
import type { UnsafeSetting } from '../config.ts';

const developmentJwtSecret = 'development-only-secret-for-signing-access-tokens';
const developmentServiceToken = 'development-only-service-token';
/** RFC 7518, 3.2: a key of HMAC-SHA-256 has at least 256 bits. */
const secretBytesMin = 32;
const serviceTokenLengthMin = 24;

const Secret = (fallback: string) => Type.String({ minLength: 1, default: fallback });

/** PORT with a service's own default; 0 takes any free port. */
export const portVariable = (fallback: number) =>
  Type.Integer({ minimum: 0, maximum: 65_535, default: fallback });

/**
 * Variables that every service reads: `Type.Object({ ...commonConfig, PORT: portVariable(8001) })`.
 */
export const commonConfig = {
  NODE_ENV: Type.Enum(['development', 'test', 'production'], { default: 'development' }),
  /** Default: this machine only; every address in production. See `listenAddress`. */
  HOST: Type.Optional(Type.String()),
  PORT: Type.Integer({ minimum: 0, maximum: 65_535 }),
  LOG_LEVEL: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
    default: 'info',
  }),
  JWT_SECRET_KEY: Secret(developmentJwtSecret),
  JWT_ALGORITHM: Type.Enum(['HS256', 'HS384', 'HS512'], { default: 'HS256' }),
  /** What our services show each other; the same in all of them. */
  SERVICE_TOKEN: Secret(developmentServiceToken),
  DD_SERVICE: Type.Optional(Type.String()),
  DD_ENV: Type.Optional(Type.String()),
  DD_VERSION: Type.Optional(Type.String()),
  /** Read by `tracing/preload.ts`, which hands the other DD_ variables to Datadog's tracer. */
  DD_TRACE_ENABLED: Type.Boolean({ default: false }),
  DD_AGENT_HOST: Type.Optional(Type.String()),
  DD_TRACE_AGENT_PORT: Type.Integer({ minimum: 1, maximum: 65_535, default: 8126 }),
  /** The share of traces that are kept; unset: the agent decides. */
  DD_TRACE_SAMPLE_RATE: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
};
const CommonConfig = Type.Object(commonConfig);
export type CommonConfig = Static<typeof CommonConfig>;

/** Variables of the engines; a service adds those that it uses. */
export const sqlConfig = {
  /** `postgresql://user:pass@host:5432/ticketing`; unset: the embedded server. */
  DATABASE_URL: Type.Optional(Type.String({ pattern: '^postgres(ql)?://' })),
  /** Where embedded engines keep their data; default `.data` at the repository's root. */
  TICKETING_DATA_FOLDER: Type.Optional(Type.String()),
};
/** How a service shows itself to Kafka and is sure of it. */
const kafkaSecurityConfig = {
  /** PLAINTEXT is for a network that nobody else is in. */
  KAFKA_SECURITY_PROTOCOL: Type.Enum(['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'], {
    default: 'PLAINTEXT',
  }),
  KAFKA_SASL_MECHANISM: Type.Optional(Type.Enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'])),
  KAFKA_SASL_USERNAME: Type.Optional(Type.String()),
  KAFKA_SASL_PASSWORD: Type.Optional(Type.String()),
  /** PEM; unset: the system's certificate authorities. */
  KAFKA_SSL_CA_FILE: Type.Optional(Type.String()),
};
const KafkaSecurity = Type.Object(kafkaSecurityConfig);
export type KafkaSecurityConfig = Partial<Static<typeof KafkaSecurity>>;

export const eventBusConfig = {
  ...sqlConfig,
  /** `host:9092,host:9092`; unset: the log table in PostgreSQL. */
  KAFKA_BOOTSTRAP_SERVERS: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
  ...kafkaSecurityConfig,
};
/** Booking tells of bookings in this topic; all who listen to them read the same variable. */
export const bookingTopicConfig = {
  KAFKA_PRODUCER_TOPIC: Type.String({
    pattern: '^[a-zA-Z0-9._-]{1,249}$',
    default: 'booking-events',
  }),
};
export const keyValueConfig = {
  /** `redis://host:6379`; unset: inside the process. */
  REDIS_URL: Type.Optional(Type.String({ pattern: '^rediss?://' })),
  TICKETING_DATA_FOLDER: sqlConfig.TICKETING_DATA_FOLDER,
};

/** Where to listen: HOST, else this machine only, else (in production) every address. */
export function listenAddress(config: Pick<CommonConfig, 'HOST' | 'PORT' | 'NODE_ENV'>): {
  host: string;
  port: number;
} {
  const fallback = config.NODE_ENV === 'production' ? '0.0.0.0' : '127.0.0.1';
  return { host: config.HOST ?? fallback, port: config.PORT };
}

type Secrets = Pick<CommonConfig, 'JWT_SECRET_KEY' | 'SERVICE_TOKEN'>;

/** For `unsafeInProduction`: the secrets that everybody can read in this repository. */
export const commonUnsafeSettings: readonly UnsafeSetting<Secrets>[] = [
  {
    variable: 'JWT_SECRET_KEY',
    isUnsafe: ({ JWT_SECRET_KEY: secret }) =>
      secret === developmentJwtSecret || Buffer.byteLength(secret) < secretBytesMin,
    howToFix: `set a secret of at least ${secretBytesMin} bytes, such as: openssl rand -base64 48`,
  },
  {
    variable: 'SERVICE_TOKEN',
    isUnsafe: ({ SERVICE_TOKEN: token }) =>
      token === developmentServiceToken || token.length < serviceTokenLengthMin,
    howToFix: 'set the same random text for all services, such as: openssl rand -hex 24',
  },
];
