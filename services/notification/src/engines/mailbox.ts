import { MailboxMessage } from '@ticketing/contracts';
import { type MailboxReader, openJsonFolder, pickMessages } from '@ticketing/mailbox';
import type { Clock } from '@ticketing/service-kit';
import type { Mailer } from '../domain/mail.ts';

/** E-mails as files in a folder, for one machine without a way to send them. */
export interface Mailbox extends Mailer, MailboxReader {}

/** A mail is one file under its id, so the same id twice is one mail. */
export async function openMailbox(folder: string, clock: Pick<Clock, 'now'>): Promise<Mailbox> {
  const files = await openJsonFolder(folder, MailboxMessage);
  return {
    async send(mail) {
      if ((await files.read(mail.id)) !== undefined) return;
      const { recipient, ...rest } = mail;
      await files.save(mail.id, {
        ...rest,
        to: recipient.email,
        accountId: recipient.accountId,
        sentAt: clock.now().toISOString(),
      });
    },
    list: async (filter) => pickMessages(await files.readAll(), filter),
    read: files.read,
    async forgive() {
      // The mailbox refuses no address.
    },
    ping: files.ping,
  };
}
