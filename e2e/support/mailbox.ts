import type { listMailbox, MailboxMessage, MailKind, ReplyOf } from '@ticketing/contracts';
import { apiClient, waitUntil } from '@ticketing/testing';
import { addresses } from './addresses.ts';

const deliveryMsMax = 15_000;

/** The newest e-mail of the kind to the address, once it has come. */
export async function mailTo(email: string, kind: MailKind): Promise<MailboxMessage> {
  const mailbox = apiClient(addresses.mailbox);
  const query = new URLSearchParams({ to: email, kind });
  return waitUntil(
    async () => {
      const { body } = await mailbox.get<ReplyOf<typeof listMailbox>>(`/mailbox/messages?${query}`);
      return body.items[0];
    },
    { withinMs: deliveryMsMax, everyMs: 200 },
  );
}

/** The link in an e-mail that leads to the path, as an address within the site. */
export function linkIn(mail: MailboxMessage, path: string): string {
  const found = mail.text.match(/https?:\/\/\S+/g)?.find((url) => new URL(url).pathname === path);
  if (found === undefined) throw new Error(`No link to ${path} in: ${mail.text}`);
  const { pathname, search, hash } = new URL(found);
  return pathname + search + hash;
}
