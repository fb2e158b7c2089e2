import {
  createOneTimeLink,
  getRecipient,
  type MailKind,
  type Recipient,
} from '@ticketing/contracts';
import { ApiError, runInSpan, UnfitMessage } from '@ticketing/service-kit';
import type { NotificationDependencies } from '../dependencies.ts';
import { MailRefused } from '../domain/mail.ts';
import { composeLink } from '../mails/compose.ts';
import { type Content, renderMail } from '../mails/layout.ts';

type Dependencies = Pick<
  NotificationDependencies,
  'auth' | 'mailer' | 'metrics' | 'logger' | 'frontendUrl'
>;

type Composed = Content & { readonly subject: string };

/**
 * Writes to an account about a change. `compose` gets the reader's name and language, and answers undefined
 * when there is nothing to say. Does nothing for an account that is gone, or whose address gives mails
 * back: what is told is also on the site, which says so on the account page.
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
  if (recipient.mailProblem !== undefined) {
    const { id, kind, accountId } = mail;
    dependencies.metrics.mails.inc({ kind, outcome: 'suppressed' });
    dependencies.logger.info(
      { mailId: id, kind, accountId, problem: recipient.mailProblem },
      'mail not sent: the address gives mails back',
    );
    return;
  }
  const content = mail.compose({ ...recipient, frontendUrl: dependencies.frontendUrl });
  if (content !== undefined) await send(dependencies, { ...mail, recipient, content });
}

/**
 * Sends a one-time link, which is made now and exists in this e-mail only. Its reader asks for it at this
 * moment, so it also goes to an address that gave mails back: it may have been mended.
 */
export async function writeOneTimeLink(
  dependencies: Dependencies,
  mail: { id: string; kind: 'password_reset' | 'email_verification'; requestId: string },
): Promise<void> {
  try {
    const { recipient, url, gaveMailsBack } = await dependencies.auth.call(createOneTimeLink, {
      body: { requestId: mail.requestId },
    });
    if (gaveMailsBack) await forgive(dependencies, recipient);
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

/** The way's own list must not keep the mail; that it cannot be reached must not either. */
async function forgive(
  { mailer, logger }: Pick<Dependencies, 'mailer' | 'logger'>,
  { email, accountId }: Recipient,
): Promise<void> {
  await mailer.forgive(email).catch((error: unknown) => {
    logger.warn({ err: error, accountId }, 'the address may still be on the list of SES');
  });
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
  await runInSpan('mail.send', { resource: kind, kind: 'client' }, () =>
    mailer.send({ id, kind, recipient, locale, subject, html, text }).catch(setAsideRefusal),
  );
  metrics.mails.inc({ kind, outcome: 'sent' });
  logger.info({ mailId: id, kind, accountId: recipient.accountId }, 'mail sent');
}

/** Trying again cannot help: the bus sets the message aside, with the reason. */
function setAsideRefusal(error: unknown): never {
  if (error instanceof MailRefused) throw new UnfitMessage(error.message, { cause: error });
  throw error;
}
