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

type Check = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** The check of an endpoint's access; sets `request.caller`. It runs before the body is read. */
export function admitCaller(kit: Pick<ServiceKit, 'tokens'>, access: Access): Check {
  const { tokens } = kit;
  if (access === 'service') return async (request) => admitService(tokens, request);
  if (access === 'public') return async (request) => recogniseCaller(tokens, request);
  const allowed = roles[access];
  return async (request, reply) => {
    const caller = await verifyCaller(tokens, request);
    request.caller = caller;
    reply.header('cache-control', 'private, no-store');
    if (!allowed.includes(caller.role)) throw new ApiError('forbidden');
    if (isStaff(caller.role) && caller.organizerId === undefined && access !== 'customer') {
      throw new ApiError('forbidden', 'The account belongs to no organizer');
    }
  };
}

const isStaff = (role: Role): boolean => role === 'organizer' || role === 'gate';

function admitService(tokens: TokenVerifier, request: FastifyRequest): void {
  const token = request.headers[headers.serviceToken];
  if (typeof token !== 'string' || !tokens.isServiceToken(token)) {
    throw new ApiError('unauthenticated', 'Only our own services may call this');
  }
}

/** On a public page a stale token is no reason to refuse; the visitor counts as nobody. */
async function recogniseCaller(tokens: TokenVerifier, request: FastifyRequest): Promise<void> {
  if (request.headers.authorization === undefined) return;
  try {
    request.caller = await verifyCaller(tokens, request);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

async function verifyCaller(tokens: TokenVerifier, request: FastifyRequest): Promise<Caller> {
  const { authorization } = request.headers;
  if (authorization === undefined) throw new ApiError('unauthenticated');
  const [scheme, token] = authorization.split(' ', 2);
  if (scheme?.toLowerCase() !== 'bearer' || token === undefined) {
    throw new ApiError('unauthenticated', 'Authorization must be: Bearer <access token>');
  }
  return tokens.verifyAccessToken(token);
}
