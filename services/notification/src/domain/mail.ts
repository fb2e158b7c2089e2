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

/**
 * What takes e-mails away: the mailbox on disk, or Amazon SES. Promises: `send` resolves when the mail is
 * safe; the same id twice is one e-mail as far as the way allows.
 */
export interface Mailer {
  send(mail: Mail): Promise<void>;
  ping(): Promise<void>;
}
