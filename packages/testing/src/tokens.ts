import {
  type Caller,
  type Clock,
  createTokenVerifier,
  newId,
  signAccessToken,
  type TokenVerifier,
} from '@ticketing/service-kit';

/** Secrets of tests, long enough for the checks of production. */
export const testSecrets = {
  JWT_SECRET_KEY: 'a-secret-of-tests-that-is-long-enough-for-hs256',
  JWT_ALGORITHM: 'HS256',
  SERVICE_TOKEN: 'a-service-token-of-tests-only',
} as const;

/** Verifies what `accessTokenFor` signs, and `testSecrets.SERVICE_TOKEN`. */
export function testTokens(clock?: Pick<Clock, 'now'>): TokenVerifier {
  return createTokenVerifier({
    secret: testSecrets.JWT_SECRET_KEY,
    algorithm: testSecrets.JWT_ALGORITHM,
    serviceToken: testSecrets.SERVICE_TOKEN,
    ...(clock !== undefined && { clock }),
  });
}

export interface AccessTokenOptions extends Partial<Caller> {
  readonly expiresInSeconds?: number;
  readonly clock?: Pick<Clock, 'now'>;
}

/** A signed access token; by default of a new customer, for an hour. */
export function accessTokenFor(options: AccessTokenOptions = {}): Promise<string> {
  const { role = 'customer', organizerId, expiresInSeconds = 3_600, clock } = options;
  const caller: Caller = {
    accountId: options.accountId ?? newId('account'),
    role,
    sessionId: options.sessionId ?? 'session-of-a-test',
    ...(organizerId !== undefined && { organizerId }),
  };
  return signAccessToken(caller, {
    secret: testSecrets.JWT_SECRET_KEY,
    algorithm: testSecrets.JWT_ALGORITHM,
    expiresInSeconds,
    ...(clock !== undefined && { clock }),
  });
}
