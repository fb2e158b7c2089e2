import { type Access, headers, type Role } from '@ticketing/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../errors.ts';
import type { ServiceKit } from '../http.ts';
import type { Caller, TokenVerifier } from '../tokens.ts';

/** Roles that an access lets in. */
const roles: Readonly<Record<Exclude<Access, 'public' | 'service'>, readonly Role[]>> = {
  customer: ['customer', 'organizer', 'gate', 'admin'],
  organizer: ['organizer', 'admin'],
  gate: ['gate', 'organizer', 'admin'],
  admin: ['admin'],
};

/** Calls back, and does so at once when nothing has to be waited for, which is nearly always. */
type Check = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => void;

/** The check of an endpoint's access; sets `request.caller`. It runs before the body is read. */
export function admitCaller(kit: Pick<ServiceKit, 'tokens'>, access: Access): Check {
  const { tokens } = kit;
  if (access === 'service') {
    return (request, _reply, done) => done(refuseStranger(tokens, request));
  }
  if (access === 'public') {
    return (request, _reply, done) => {
      // On a public page a stale token is no reason to refuse; the visitor counts as nobody.
      const admit = (error?: Error) => done(error instanceof ApiError ? undefined : error);
      if (request.headers.authorization === undefined) done();
      else identify(tokens, request, admit);
    };
  }
  return (request, reply, done) => {
    reply.header('cache-control', 'private, no-store');
    identify(tokens, request, (error) => done(error ?? refuseRole(request.caller, access)));
  };
}

function refuseStranger(tokens: TokenVerifier, request: FastifyRequest): ApiError | undefined {
  const token = request.headers[headers.serviceToken];
  if (typeof token === 'string' && tokens.isServiceToken(token)) return undefined;
  return new ApiError('unauthenticated', 'Only our own services may call this');
}

function refuseRole(
  caller: Caller | undefined,
  access: Exclude<Access, 'public' | 'service'>,
): ApiError | undefined {
  if (caller === undefined) return new ApiError('unauthenticated');
  if (!roles[access].includes(caller.role)) return new ApiError('forbidden');
  const isStaff = caller.role === 'organizer' || caller.role === 'gate';
  if (access !== 'customer' && isStaff && caller.organizerId === undefined) {
    return new ApiError('forbidden', 'The account belongs to no organizer');
  }
  return undefined;
}

const bearer = /^bearer +(\S+)$/i;

/** Sets `request.caller` by the access token, or calls back with the refusal. */
function identify(
  tokens: TokenVerifier,
  request: FastifyRequest,
  done: (error?: Error) => void,
): void {
  const { authorization } = request.headers;
  const token = authorization === undefined ? undefined : bearer.exec(authorization)?.[1];
  const known = token === undefined ? undefined : tokens.recallCaller(token);
  if (known !== undefined) {
    request.caller = known;
    done();
  } else if (token !== undefined) {
    tokens.verifyAccessToken(token).then(
      (caller) => {
        request.caller = caller;
        done();
      },
      (error: Error) => done(error),
    );
  } else if (authorization === undefined) {
    done(new ApiError('unauthenticated'));
  } else {
    done(new ApiError('unauthenticated', 'Authorization must be: Bearer <access token>'));
  }
}
