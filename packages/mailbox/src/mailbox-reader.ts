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

/** Those that fit, in their order, at most `limit`; reads no further. */
export function pickMessages(
  messages: Iterable<MailboxMessage>,
  { to, kind, limit }: MailboxFilter,
): MailboxMessage[] {
  return Iterator.from(messages)
    .filter((message) => to === undefined || message.to.toLowerCase() === to.toLowerCase())
    .filter((message) => kind === undefined || message.kind === kind)
    .take(limit)
    .toArray();
}
