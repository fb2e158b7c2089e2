import type { EventBus } from '@ticketing/event-bus';
import type { RateLimiter } from '@ticketing/key-value-store';
import type { Clock, JwtAlgorithm, Logger, NewId, TokenVerifier } from '@ticketing/service-kit';
import type { SqlDatabase } from '@ticketing/sql-database';
import type { AuthMetrics } from './operations/auth-metrics.ts';
import type { PasswordHasher } from './operations/password-hasher.ts';

export interface AuthSettings {
  readonly jwtSecret: string;
  readonly jwtAlgorithm: JwtAlgorithm;
  readonly accessTokenSeconds: number;
  readonly frontendUrl: string;
  readonly refreshCookiePath: string;
  /** Whether cookies may travel over https only. */
  readonly secureCookies: boolean;
}

export interface AuthDependencies {
  readonly database: SqlDatabase;
  readonly eventBus: EventBus;
  readonly rateLimiter: RateLimiter;
  readonly tokens: TokenVerifier;
  readonly passwords: PasswordHasher;
  readonly settings: AuthSettings;
  readonly metrics: AuthMetrics;
  readonly newId: NewId;
  /** 32 random bytes as base64url: refresh tokens, one-time tokens, session ids. */
  readonly newSecret: () => string;
  readonly clock: Clock;
  readonly logger: Logger;
}
