import type { MailboxMessage } from '@ticketing/contracts';

export interface MailboxFilter {
  /** Whoever it is to, whatever the case. */
  readonly to?: string;
  readonly kind?: string;
  readonly limit: number;
}

/** What the page and the list read from. */
export interface MailboxReader {
  /** Newest first. */
  list(filter: MailboxFilter): Promise<MailboxMessage[]>;
  read(id: string): Promise<MailboxMessage | undefined>;
}

/** Newest first; those that fit, at most `limit`. */
export function pickMessages(
  messages: readonly MailboxMessage[],
  { to, kind, limit }: MailboxFilter,
): MailboxMessage[] {
  return messages
    .filter((message) => to === undefined || message.to.toLowerCase() === to.toLowerCase())
    .filter((message) => kind === undefined || message.kind === kind)
    .sort((a, b) => b.sentAt.localeCompare(a.sentAt) || b.id.localeCompare(a.id))
    .slice(0, limit);
}
