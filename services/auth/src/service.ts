import { randomBytes } from 'node:crypto';
import fastifyCookie from '@fastify/cookie';
import { topics } from '@ticketing/contracts';
import type { EventBus } from '@ticketing/event-bus';
import {
  bridgeRateLimiter,
  createHttpService,
  createLogger,
  createTokenVerifier,
  measureDatabase,
  measureOutbox,
  newId,
  openEventBus,
  openKeyValueStore,
  openSqlEngine,
  readSqlOutbox,
  registerEndpoints,
  type Service,
  startOutboxRelay,
  systemClock,
} from '@ticketing/service-kit';
import type { AuthConfig } from './config.ts';
import type { AuthDependencies } from './dependencies.ts';
import { authRoutes } from './http/routes.ts';
import { createAuthMetrics } from './operations/auth-metrics.ts';
import { createPasswordHasher } from './operations/password-hasher.ts';
import { type SeedAccount, seedAccounts } from './operations/seed-accounts.ts';
import { deleteExpiredSessions } from './storage/sessions.ts';

export { type AuthConfig, loadAuthConfig } from './config.ts';
export type { SeedAccount } from './operations/seed-accounts.ts';

export const authMigrations = new URL('../migrations/', import.meta.url);
const cleanUpMs = 3_600_000;

export interface AuthService extends Service {
  /** Creates accounts that do not exist yet: staff, and the demo's people. Answers how many. */
  seed(accounts: readonly SeedAccount[]): Promise<number>;
}

/** Accounts and sign-ins, wired from what they need. */
export function createAuthService(dependencies: AuthDependencies): AuthService {
  const { database, eventBus, clock, logger, tokens, metrics } = dependencies;
  const app = createHttpService({
    name: 'auth',
    logger,
    tokens,
    clock,
    metrics: metrics.registry,
    readiness: { sql: () => database.ping() },
    // What is stored can be read from a full disk.
    tolerated: { sqlWrites: () => database.pingWrites(), eventBus: () => eventBus.ping() },
  });
  measureDatabase(metrics.registry, database);
  measureOutbox(metrics.registry, () => readSqlOutbox(database), clock);
  app.register(fastifyCookie);
  registerEndpoints(app, authRoutes(dependencies));
  const stops: (() => Promise<void>)[] = [];

  return {
    name: 'auth',
    app,
    async start() {
      const relay = startOutboxRelay({ database, eventBus, topic: topics.account, log: logger });
      const cleanUp = setInterval(() => {
        deleteExpiredSessions(database, clock.now()).catch((error: unknown) =>
          logger.error({ err: error }, 'expired sessions were not deleted'),
        );
      }, cleanUpMs);
      stops.push(
        async () => clearInterval(cleanUp),
        () => relay.close(),
      );
      await app.ready();
    },
    async close() {
      await app.close();
      for (const stop of stops.splice(0)) await stop();
    },
    seed: (accounts) => seedAccounts(dependencies, accounts),
  };
}

/** The service on the engines that its settings name. Closing it closes those it opened. */
export async function openAuthService(
  config: AuthConfig,
  shared: { eventBus?: EventBus } = {},
): Promise<AuthService> {
  const logger = createLogger({
    service: config.DD_SERVICE ?? 'auth-service',
    level: config.LOG_LEVEL,
  });
  const database = await openSqlEngine(config, { schema: 'auth', migrations: authMigrations });
  const eventBus = shared.eventBus ?? (await openEventBus(config, { name: 'auth' }));
  const keyValueStore = await openKeyValueStore(config);
  const metrics = createAuthMetrics();
  const service = createAuthService({
    database,
    eventBus,
    // Passwords go on being counted in an outage, and people go on signing in.
    rateLimiter: bridgeRateLimiter(keyValueStore.rateLimiter, {
      registry: metrics.registry,
      logger,
    }),
    tokens: createTokenVerifier({
      secret: config.JWT_SECRET_KEY,
      algorithm: config.JWT_ALGORITHM,
      serviceToken: config.SERVICE_TOKEN,
    }),
    passwords: createPasswordHasher(),
    metrics,
    settings: {
      jwtSecret: config.JWT_SECRET_KEY,
      jwtAlgorithm: config.JWT_ALGORITHM,
      accessTokenSeconds: config.ACCESS_TOKEN_EXPIRE_MINUTES * 60,
      frontendUrl: config.FRONTEND_URL,
      refreshCookiePath: config.REFRESH_COOKIE_PATH,
      secureCookies: config.NODE_ENV === 'production',
    },
    newId,
    newSecret: () => randomBytes(32).toString('base64url'),
    clock: systemClock,
    logger,
  });
  return {
    ...service,
    async close() {
      await service.close();
      await keyValueStore.close();
      if (shared.eventBus === undefined) await eventBus.close();
      await database.close();
    },
  };
}
