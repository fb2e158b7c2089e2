import { MailboxMessage } from '@ticketing/contracts';
import { fitsSchema } from '@ticketing/service-kit';
import { type Static, Type } from 'typebox';

/** A mail that SES took, as it is kept. */
export const SentMail = Type.Object({
  messageId: Type.String(),
  sentAt: Type.String(),
  /** With the name before it, as it was sent. */
  from: Type.String(),
  recipients: Type.Array(Type.String()),
  replyTo: Type.Array(Type.String()),
  subject: Type.String(),
  html: Type.String(),
  text: Type.String(),
  tags: Type.Record(Type.String(), Type.String()),
  configurationSet: Type.Optional(Type.String()),
});
export type SentMail = Static<typeof SentMail>;

/** As the mailbox shows it; undefined for a mail without the tags that notification gives its own. */
export function toMailboxMessage(mail: SentMail): MailboxMessage | undefined {
  const message: unknown = {
    id: mail.messageId,
    kind: mail.tags.kind,
    to: mail.recipients[0],
    accountId: mail.tags.account,
    locale: mail.tags.locale,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    sentAt: mail.sentAt,
  };
  return fitsSchema(MailboxMessage, message) ? message : undefined;
}
