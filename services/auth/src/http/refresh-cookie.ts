import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuthSettings } from '../dependencies.ts';
import { refreshTokenDays } from '../domain/limits.ts';

const name = 'refresh_token';

type Settings = Pick<AuthSettings, 'refreshCookiePath' | 'secureCookies'>;

/** Scripts cannot read it, and other sites cannot make the browser send it. */
const attributes = ({ refreshCookiePath, secureCookies }: Settings) => ({
  httpOnly: true,
  sameSite: 'strict' as const,
  secure: secureCookies,
  path: refreshCookiePath,
});

export function setRefreshCookie(reply: FastifyReply, settings: Settings, token: string): void {
  reply.setCookie(name, token, { ...attributes(settings), maxAge: refreshTokenDays * 86_400 });
}

export function clearRefreshCookie(reply: FastifyReply, settings: Settings): void {
  reply.clearCookie(name, attributes(settings));
}

export const refreshTokenOf = (request: FastifyRequest): string | undefined =>
  request.cookies[name] || undefined;
