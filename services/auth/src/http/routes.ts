import * as contract from '@ticketing/contracts';
import { ApiError, problem, type RouteEntry, route } from '@ticketing/service-kit';
import type { FastifyReply } from 'fastify';
import type { AuthDependencies } from '../dependencies.ts';
import { changePassword } from '../operations/change-password.ts';
import { createOneTimeLink, toRecipient } from '../operations/create-one-time-link.ts';
import { logIn } from '../operations/log-in.ts';
import { logOut } from '../operations/log-out.ts';
import { refreshSession } from '../operations/refresh-session.ts';
import { registerAccount } from '../operations/register-account.ts';
import { reportMailProblem } from '../operations/report-mail-problem.ts';
import { forgotPassword, resetPassword } from '../operations/reset-password.ts';
import type { SignedIn } from '../operations/start-session.ts';
import { requestEmailVerification, verifyEmail } from '../operations/verify-email.ts';
import { accountReader, findAccount, toAccount, updateProfile } from '../storage/accounts.ts';
import { clearRefreshCookie, refreshTokenOf, setRefreshCookie } from './refresh-cookie.ts';

export function authRoutes(dependencies: AuthDependencies): RouteEntry[] {
  const { database, settings } = dependencies;

  function answer(reply: FastifyReply, { session, refreshToken }: SignedIn): contract.Session {
    setRefreshCookie(reply, settings, refreshToken);
    reply.header('cache-control', 'no-store');
    return session;
  }

  // Notification asks for the reader of every mail.
  const readAccount = accountReader(database);
  return [
    route(contract.register, async ({ body, requestId, reply }) =>
      answer(reply, await registerAccount(dependencies, { ...body, requestId })),
    ),
    route(contract.login, async ({ body, reply }) =>
      answer(reply, await logIn(dependencies, body)),
    ),
    route(contract.refresh, async ({ raw, reply }) => {
      try {
        return answer(reply, await refreshSession(dependencies, refreshTokenOf(raw)));
      } catch (error) {
        if (error instanceof ApiError && error.code.startsWith('refresh_token')) {
          clearRefreshCookie(reply, settings);
        }
        throw error;
      }
    }),
    route(contract.logout, async ({ raw, reply }) => {
      await logOut(dependencies, refreshTokenOf(raw));
      clearRefreshCookie(reply, settings);
    }),
    route(contract.getMe, async ({ caller }) => {
      const account = await findAccount(database, caller.accountId);
      if (account === undefined) throw problem('unauthenticated');
      return toAccount(account);
    }),
    route(contract.updateMe, async ({ caller, body }) => {
      const account = await updateProfile(database, caller.accountId, body);
      if (account === undefined) throw problem('unauthenticated');
      return toAccount(account);
    }),
    route(contract.changePassword, async ({ caller, body }) => {
      await changePassword(dependencies, { ...caller, ...body });
    }),
    route(contract.forgotPassword, async ({ body, requestId }) => {
      await forgotPassword(dependencies, { ...body, requestId });
    }),
    route(contract.resetPassword, async ({ body }) => {
      await resetPassword(dependencies, body);
    }),
    route(contract.requestEmailVerification, async ({ caller, requestId }) => {
      await requestEmailVerification(dependencies, { accountId: caller.accountId, requestId });
    }),
    route(contract.verifyEmail, async ({ body }) => {
      await verifyEmail(dependencies, body.token);
    }),
    route(contract.getRecipient, async ({ params }) => {
      const account = await readAccount(params.accountId);
      if (account === undefined) throw problem('not_found');
      return toRecipient(account);
    }),
    route(contract.createOneTimeLink, async ({ body }) =>
      createOneTimeLink(dependencies, body.requestId),
    ),
    route(contract.reportMailProblem, async ({ body }) => {
      await reportMailProblem(dependencies, body);
    }),
  ];
}
