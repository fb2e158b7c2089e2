import { listMailbox, mailboxMessagePage, mailboxPage } from '@ticketing/contracts';
import { problem, type RouteEntry, route } from '@ticketing/service-kit';
import type { FastifyReply } from 'fastify';
import { mailboxHtml } from './mailbox-html.ts';
import type { MailboxReader } from './mailbox-reader.ts';

/** Mails that the page shows at most. */
const shownMax = 200;
/** Mails that the list answers when it is not told how many. */
const listedDefault = 50;

/** A mail is shown without scripts, whatever it holds; its links open beside. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'self'";

function asPage(reply: FastifyReply): void {
  reply.headers({
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
}

/** The page and the list of a mailbox; without a mailbox there is nothing here. */
export function mailboxRoutes(mailbox: MailboxReader | undefined): RouteEntry[] {
  const opened = (): MailboxReader => {
    if (mailbox === undefined) throw problem('not_found', 'E-mail really goes out here');
    return mailbox;
  };
  return [
    route(mailboxPage, async ({ query, reply }) => {
      const messages = await opened().list({ ...query, limit: shownMax });
      asPage(reply);
      return mailboxHtml(messages, query.to);
    }),
    route(listMailbox, async ({ query }) => ({
      items: await opened().list({ ...query, limit: query.limit ?? listedDefault }),
    })),
    route(mailboxMessagePage, async ({ params, reply }) => {
      const message = await opened().read(params.messageId);
      if (message === undefined) throw problem('not_found');
      asPage(reply);
      // Links would open inside the frame of the list.
      return message.html.replace('<head>', '<head><base target="_blank">');
    }),
  ];
}
