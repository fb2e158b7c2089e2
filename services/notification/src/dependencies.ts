import type { EventBus } from '@ticketing/event-bus';
import type { Clock, Logger, ServiceCaller, TokenVerifier } from '@ticketing/service-kit';
import type { Mailer } from './domain/mail.ts';
import type { SnsAddresses } from './domain/sns-message.ts';
import type { Mailbox } from './engines/mailbox.ts';
import type { SnsClient } from './engines/sns.ts';
import type { MailMetrics } from './operations/mail-metrics.ts';

export interface NotificationDependencies {
  readonly mailer: Mailer;
  /** The embedded mailbox, when that is the mailer: it has a page. */
  readonly mailbox: Mailbox | undefined;
  readonly sns: SnsClient;
  /** The topic that tells what became of mails; undefined: nobody tells. */
  readonly feedback: SnsAddresses | undefined;
  /** The auth service: addresses and one-time links. */
  readonly auth: ServiceCaller;
  readonly eventBus: EventBus;
  /** The site, without a slash at the end: where buttons lead. */
  readonly frontendUrl: string;
  readonly tokens: TokenVerifier;
  readonly metrics: MailMetrics;
  readonly clock: Clock;
  readonly logger: Logger;
}
