import { receiveMailFeedback } from '@ticketing/contracts';
import { mailboxRoutes } from '@ticketing/mailbox';
import { problem, type RouteEntry, route } from '@ticketing/service-kit';
import type { NotificationDependencies } from '../dependencies.ts';
import { createReceiveFeedback } from '../operations/receive-feedback.ts';

/** The mailbox's pages, and what Amazon SNS calls; each answers not_found where it is not in use. */
export function notificationRoutes(dependencies: NotificationDependencies): RouteEntry[] {
  const { mailbox, feedback } = dependencies;
  const receive =
    feedback === undefined ? undefined : createReceiveFeedback(dependencies, feedback);
  return [
    ...mailboxRoutes(mailbox),
    route(
      receiveMailFeedback,
      async ({ rawBody }) => {
        if (receive === undefined) throw problem('not_found', 'Nobody tells us about mails here');
        if (rawBody === undefined) throw problem('invalid_request', 'No message of SNS');
        await receive(rawBody);
        return { received: true };
      },
      { rawBody: true },
    ),
  ];
}
