import type { Locale, MailKind, Recipient } from '@ticketing/contracts';

/** An e-mail as it goes out. */
export interface Mail {
  /** Of the change it tells of: sent again under the same id it is the same e-mail. */
  readonly id: string;
  readonly kind: MailKind;
  readonly recipient: Recipient;
  readonly locale: Locale;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** This mail will never be taken, however often it is tried. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}

/**
 * What takes e-mails away: the mailbox on disk, or Amazon SES. Promises:
 * - `send` resolves when the mail is safe, and ends in bounded time.
 * - The same id again, also at the same time, is one e-mail as long as the process lives; beyond that
 *   as far as the way allows.
 * - It rejects with MailRefused when no further try can help, and with any other error when one may.
 */
export interface Mailer {
  send(mail: Mail): Promise<void>;
  /**
   * Takes an address off the way's own list of addresses that it does not write to. Does nothing when
   * it is on none.
   */
  forgive(address: string): Promise<void>;
  /** Rejects when mails cannot go out now. */
  ping(): Promise<void>;
}
