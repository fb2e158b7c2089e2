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
  DD_AGENT_HOST: Type.Optional(Type.String()),
  DD_TRACE_ENABLED: Type.Boolean({ default: false }),
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
export const eventBusConfig = {
  ...sqlConfig,
  /** `host:9092,host:9092`; unset: the log table in PostgreSQL. */
  KAFKA_BOOTSTRAP_SERVERS: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
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
