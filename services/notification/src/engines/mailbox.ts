import { MailboxMessage } from '@ticketing/contracts';
import { type MailboxReader, openRecordFile, pickMessages } from '@ticketing/mailbox';
import type { Clock } from '@ticketing/service-kit';
import type { Mailer } from '../domain/mail.ts';

/** E-mails in a file, for one machine without a way to send them. */
export interface Mailbox extends Mailer, MailboxReader {
  close(): void;
}

/** A mail is one record under its id, so the same id twice is one mail. */
export async function openMailbox(file: string, clock: Pick<Clock, 'now'>): Promise<Mailbox> {
  const records = await openRecordFile(file);
  const mails = records.records('mail', MailboxMessage);
  return {
    async send(mail) {
      const { recipient, ...rest } = mail;
      mails.add(mail.id, {
        ...rest,
        to: recipient.email,
        accountId: recipient.accountId,
        sentAt: clock.now().toISOString(),
      });
    },
    list: async (filter) => pickMessages(mails.newestFirst(), filter),
    read: async (id) => mails.read(id),
    async forgive() {
      // The mailbox refuses no address.
    },
    ping: records.ping,
    close: records.close,
  };
}
