import { createSecretKey, timingSafeEqual } from 'node:crypto';
import { AccessTokenClaims, type Role } from '@ticketing/contracts';
import { errors, jwtVerify, SignJWT } from 'jose';
import { Value } from 'typebox/value';
import { type Clock, systemClock } from './clock.ts';
import { ApiError } from './errors.ts';

/** Who asks, as the access token says. */
export interface Caller {
  readonly accountId: string;
  readonly role: Role;
  /** The organizer whose staff this is; for roles organizer and gate. */
  readonly organizerId?: string;
  /** One sign-in on one browser. */
  readonly sessionId: string;
}

export type JwtAlgorithm = 'HS256' | 'HS384' | 'HS512';

export const tokenIssuer = 'ticketing-auth';

export interface TokenVerifier {
  /** Throws ApiError unauthenticated or token_expired. */
  verifyAccessToken(token: string): Promise<Caller>;
  /** The caller of a token that was verified before and is still valid, at once. */
  recallCaller(token: string): Caller | undefined;
  /** Whether this is the token with which our services call each other. */
  isServiceToken(token: string): boolean;
}

export interface TokenVerifierOptions {
  readonly secret: string;
  readonly algorithm: JwtAlgorithm;
  /** Without it no service token is accepted. */
  readonly serviceToken?: string;
  readonly clock?: Pick<Clock, 'now'>;
}

/** Verified tokens that are remembered, because a shopper sends the same one many times a minute. */
const verifiedTokensMax = 5_000;

interface VerifiedToken {
  readonly caller: Caller;
  readonly expiresAtMs: number;
}

/** What every service uses to check tokens, each for itself. */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { algorithm, clock = systemClock } = options;
  const key = createSecretKey(options.secret, 'utf8');
  const serviceToken =
    options.serviceToken === undefined ? undefined : Buffer.from(options.serviceToken);
  const verified = new Map<string, VerifiedToken>();

  function remember(token: string, entry: VerifiedToken): void {
    if (verified.size >= verifiedTokensMax) {
      const oldest = verified.keys().next();
      if (oldest.done !== true) verified.delete(oldest.value);
    }
    verified.set(token, entry);
  }

  function recallCaller(token: string): Caller | undefined {
    const known = verified.get(token);
    if (known === undefined) return undefined;
    if (known.expiresAtMs > clock.now().getTime()) return known.caller;
    verified.delete(token);
    return undefined;
  }

  return {
    recallCaller,
    async verifyAccessToken(token) {
      const known = recallCaller(token);
      if (known !== undefined) return known;
      const now = clock.now();
      const claims = await readClaims(token, { key, algorithm, now });
      const caller = callerOf(claims);
      remember(token, { caller, expiresAtMs: claims.exp * 1000 });
      return caller;
    },
    isServiceToken(token) {
      // Its length is no secret.
      const given = Buffer.from(token);
      return serviceToken?.length === given.length && timingSafeEqual(given, serviceToken);
    },
  };
}

async function readClaims(
  token: string,
  check: { key: ReturnType<typeof createSecretKey>; algorithm: JwtAlgorithm; now: Date },
): Promise<AccessTokenClaims> {
  try {
    const { payload } = await jwtVerify(token, check.key, {
      algorithms: [check.algorithm],
      issuer: tokenIssuer,
      currentDate: check.now,
    });
    if (Value.Check(AccessTokenClaims, payload)) return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new ApiError('token_expired');
    if (!(error instanceof errors.JOSEError)) throw error;
  }
  throw new ApiError('unauthenticated', 'The access token is not valid');
}

function callerOf(claims: AccessTokenClaims): Caller {
  return {
    accountId: claims.sub,
    role: claims.role,
    ...(claims.org !== undefined && { organizerId: claims.org }),
    sessionId: claims.sid,
  };
}

export interface SignAccessTokenOptions {
  readonly secret: string;
  readonly algorithm: JwtAlgorithm;
  readonly expiresInSeconds: number;
  readonly clock?: Pick<Clock, 'now'>;
}

/** The JWT for a caller; only auth signs, and tests. */
export function signAccessToken(caller: Caller, options: SignAccessTokenOptions): Promise<string> {
  const issuedAt = Math.floor((options.clock ?? systemClock).now().getTime() / 1000);
  return new SignJWT({
    role: caller.role,
    sid: caller.sessionId,
    ...(caller.organizerId !== undefined && { org: caller.organizerId }),
  })
    .setProtectedHeader({ alg: options.algorithm, typ: 'JWT' })
    .setIssuer(tokenIssuer)
    .setSubject(caller.accountId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + options.expiresInSeconds)
    .sign(createSecretKey(options.secret, 'utf8'));
}
