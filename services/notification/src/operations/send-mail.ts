import {
  createOneTimeLink,
  getRecipient,
  type MailKind,
  type Recipient,
} from '@ticketing/contracts';
import { ApiError } from '@ticketing/service-kit';
import type { NotificationDependencies } from '../dependencies.ts';
import { composeLink } from '../mails/compose.ts';
import { type Content, renderMail } from '../mails/layout.ts';

type Dependencies = Pick<
  NotificationDependencies,
  'auth' | 'mailer' | 'metrics' | 'logger' | 'frontendUrl'
>;

type Composed = Content & { readonly subject: string };

/**
 * Writes to an account about a change. `compose` gets the reader's name and language, and answers undefined
 * when there is nothing to say. Does nothing for an account that is gone.
 */
export async function writeToAccount(
  dependencies: Dependencies,
  mail: {
    id: string;
    kind: MailKind;
    accountId: string;
    compose: (reader: Recipient & { frontendUrl: string }) => Composed | undefined;
  },
): Promise<void> {
  const recipient = await findRecipient(dependencies, mail.accountId);
  if (recipient === undefined) return;
  const content = mail.compose({ ...recipient, frontendUrl: dependencies.frontendUrl });
  if (content !== undefined) await send(dependencies, { ...mail, recipient, content });
}

/** Sends a one-time link, which is made now and exists in this e-mail only. */
export async function writeOneTimeLink(
  dependencies: Dependencies,
  mail: { id: string; kind: 'password_reset' | 'email_verification'; requestId: string },
): Promise<void> {
  try {
    const { recipient, url } = await dependencies.auth.call(createOneTimeLink, {
      body: { requestId: mail.requestId },
    });
    await send(dependencies, {
      ...mail,
      recipient,
      content: composeLink(mail.kind, { ...recipient, url }),
    });
  } catch (error) {
    // Used, expired, or its account is gone: nobody waits for it any more.
    if (!isGone(error)) throw error;
  }
}

async function findRecipient(
  { auth }: Pick<Dependencies, 'auth'>,
  accountId: string,
): Promise<Recipient | undefined> {
  try {
    return await auth.call(getRecipient, { params: { accountId } });
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

const isGone = (error: unknown): boolean =>
  error instanceof ApiError &&
  (error.code === 'not_found' || error.code === 'one_time_token_invalid');

async function send(
  { mailer, metrics, logger }: Dependencies,
  {
    id,
    kind,
    recipient,
    content,
  }: { id: string; kind: MailKind; recipient: Recipient; content: Composed },
): Promise<void> {
  const { html, text } = await renderMail(content);
  const { subject, locale } = content;
  await mailer.send({ id, kind, recipient, locale, subject, html, text });
  metrics.mails.inc({ kind, outcome: 'sent' });
  logger.info({ mailId: id, kind, accountId: recipient.accountId }, 'mail sent');
}
