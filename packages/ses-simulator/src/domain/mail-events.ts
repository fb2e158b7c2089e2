import type { Fate } from '../options.ts';
import type { SentMail } from './sent-mail.ts';

/** An event as SES publishes it, with its time. */
export interface MailEvent {
  readonly eventType: 'Bounce' | 'Complaint' | 'Delivery';
  readonly [member: string]: unknown;
}

export interface Told {
  readonly recipient: string;
  readonly fate: Fate | 'on_account_suppression_list';
  readonly at: Date;
  readonly feedbackId: string;
}

const bounces = {
  bounced: ['Permanent', 'General', '5.1.1', 'smtp; 550 5.1.1 user unknown'],
  bounced_for_now: ['Transient', 'MailboxFull', '4.2.2', 'smtp; 452 4.2.2 mailbox full'],
  on_global_suppression_list: ['Permanent', 'Suppressed', '5.1.1', undefined],
  on_account_suppression_list: ['Permanent', 'OnAccountSuppressionList', '5.1.1', undefined],
} as const;

/**
 * What SES publishes of a recipient's mail, in order.
 * Source: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export function mailEvents(mail: SentMail, told: Told): MailEvent[] {
  const { fate } = told;
  const about = { mail: describeMail(mail) };
  if (fate === 'delivered' || fate === 'out_of_office') return [delivery(told, about)];
  if (fate === 'complained') return [delivery(told, about), complaint(told, about)];
  const [bounceType, bounceSubType, status, diagnosticCode] = bounces[fate];
  const bouncedRecipient = {
    emailAddress: told.recipient,
    action: 'failed',
    status,
    ...(diagnosticCode !== undefined && { diagnosticCode }),
  };
  return [
    {
      eventType: 'Bounce',
      bounce: {
        bounceType,
        bounceSubType,
        bouncedRecipients: [bouncedRecipient],
        timestamp: told.at.toISOString(),
        feedbackId: told.feedbackId,
        reportingMTA: 'dsn; simulator.amazonses.com',
      },
      ...about,
    },
  ];
}

const delivery = ({ recipient, at }: Told, about: object): MailEvent => ({
  eventType: 'Delivery',
  delivery: {
    timestamp: at.toISOString(),
    processingTimeMillis: 500,
    recipients: [recipient],
    smtpResponse: '250 2.6.0 Message received',
    reportingMTA: 'simulator.amazonses.com',
  },
  ...about,
});

const complaint = ({ recipient, at, feedbackId }: Told, about: object): MailEvent => ({
  eventType: 'Complaint',
  complaint: {
    feedbackId,
    complaintSubType: null,
    complainedRecipients: [{ emailAddress: recipient }],
    timestamp: at.toISOString(),
    userAgent: 'Amazon SES Mailbox Simulator',
    complaintFeedbackType: 'abuse',
    arrivalDate: at.toISOString(),
  },
  ...about,
});

const describeMail = (mail: SentMail): object => ({
  timestamp: mail.sentAt,
  source: mail.from,
  sendingAccountId: '000000000000',
  messageId: mail.messageId,
  destination: mail.recipients,
  headersTruncated: false,
  headers: [
    { name: 'From', value: mail.from },
    { name: 'To', value: mail.recipients.join(', ') },
    { name: 'Subject', value: mail.subject },
  ],
  commonHeaders: {
    from: [mail.from],
    to: mail.recipients,
    messageId: mail.messageId,
    subject: mail.subject,
  },
  tags: {
    ...(mail.configurationSet !== undefined && {
      'ses:configuration-set': [mail.configurationSet],
    }),
    ...Object.fromEntries(Object.entries(mail.tags).map(([name, value]) => [name, [value]])),
  },
});
