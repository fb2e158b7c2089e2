import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { MailboxMessage } from '@ticketing/contracts';
import type { Clock } from '@ticketing/service-kit';
import { fitsSchema } from '@ticketing/service-kit';
import type { Mailer } from '../domain/mail.ts';

/** E-mails as files in a folder, for one machine without a way to send them. */
export interface Mailbox extends Mailer {
  /** Newest first. */
  list(filter: { to?: string; kind?: string; limit: number }): Promise<MailboxMessage[]>;
  read(id: string): Promise<MailboxMessage | undefined>;
}

const safeId = /^[A-Za-z0-9_-]{1,80}$/;

/** A mail is one file under its id: written aside, forced to disk, then renamed into place. */
export async function openMailbox(folder: string, clock: Pick<Clock, 'now'>): Promise<Mailbox> {
  await mkdir(folder, { recursive: true });

  async function read(id: string): Promise<MailboxMessage | undefined> {
    if (!safeId.test(id)) return undefined;
    try {
      const message: unknown = JSON.parse(await readFile(join(folder, `${id}.json`), 'utf8'));
      return fitsSchema(MailboxMessage, message) ? message : undefined;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async function readAll(): Promise<MailboxMessage[]> {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
    const messages = await Promise.all(names.map((name) => read(name.slice(0, -'.json'.length))));
    return messages
      .flatMap((message) => message ?? [])
      .sort((a, b) => b.sentAt.localeCompare(a.sentAt) || b.id.localeCompare(a.id));
  }

  return {
    async send(mail) {
      if ((await read(mail.id)) !== undefined) return;
      const { recipient, ...rest } = mail;
      const message: MailboxMessage = {
        ...rest,
        to: recipient.email,
        accountId: recipient.accountId,
        sentAt: clock.now().toISOString(),
      };
      const aside = join(folder, `${mail.id}.part`);
      const file = await open(aside, 'w');
      await file.writeFile(JSON.stringify(message));
      await file.sync();
      await file.close();
      await rename(aside, join(folder, `${mail.id}.json`));
    },
    async list({ to, kind, limit }) {
      const all = await readAll();
      return all
        .filter((message) => to === undefined || message.to.toLowerCase() === to.toLowerCase())
        .filter((message) => kind === undefined || message.kind === kind)
        .slice(0, limit);
    },
    read,
    async ping() {
      await readdir(folder);
    },
  };
}
