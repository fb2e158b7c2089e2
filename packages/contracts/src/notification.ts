import { type Static, Type } from 'typebox';
import { Id, Instant, Locale, Strict } from './common.ts';
import { endpoint } from './endpoint.ts';

export const mailKinds = [
  'booking_confirmed',
  'booking_cancelled',
  'booking_refunded',
  'booking_expired',
  'booking_rescheduled',
  'deposit_requested',
  'password_reset',
  'email_verification',
] as const;
export const MailKind = Type.Enum(mailKinds);
export type MailKind = (typeof mailKinds)[number];

export const MailboxMessage = Strict({
  id: Type.String(),
  kind: MailKind,
  to: Type.String(),
  accountId: Id('account'),
  locale: Locale,
  subject: Type.String(),
  text: Type.String(),
  html: Type.String(),
  sentAt: Instant,
});
export type MailboxMessage = Static<typeof MailboxMessage>;

const mailbox = { service: 'notification', access: 'public', gateway: false } as const;

export const mailboxPage = endpoint({
  ...mailbox,
  method: 'GET',
  path: '/mailbox',
  summary: 'The embedded mailbox as a page; absent when e-mail really goes out',
  query: Strict({ to: Type.Optional(Type.String({ maxLength: 254 })) }),
  status: 200,
  produces: 'text/html',
  errors: ['not_found'],
});
export const listMailbox = endpoint({
  ...mailbox,
  method: 'GET',
  path: '/mailbox/messages',
  summary: 'The embedded mailbox, newest first',
  query: Strict({
    to: Type.Optional(Type.String({ maxLength: 254 })),
    kind: Type.Optional(MailKind),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  }),
  status: 200,
  reply: Strict({ items: Type.Array(MailboxMessage) }),
  errors: ['not_found'],
});
export const mailboxMessagePage = endpoint({
  ...mailbox,
  method: 'GET',
  path: '/mailbox/messages/:messageId',
  summary: 'One message of the embedded mailbox, as its reader sees it',
  params: Strict({ messageId: Type.String({ pattern: '^[A-Za-z0-9_-]{1,80}$' }) }),
  status: 200,
  produces: 'text/html',
  errors: ['not_found'],
});

/**
 * What became of mails, as Amazon SNS posts it. Answers 4xx for what trying again cannot mend, which
 * SNS then gives up, and 5xx for the rest.
 */
export const receiveMailFeedback = endpoint({
  service: 'notification',
  method: 'POST',
  path: '/notifications/ses',
  access: 'public',
  summary: 'Bounces and complaints that Amazon SES tells by Amazon SNS: signature checked',
  body: Type.Unknown(),
  status: 200,
  reply: Strict({ received: Type.Boolean() }),
  rateLimit: 'none',
  bodyBytesMax: 512 * 1024,
  errors: ['webhook_signature_invalid', 'invalid_request', 'not_found', 'service_unavailable'],
});

export const notificationEndpoints = [
  mailboxPage,
  listMailbox,
  mailboxMessagePage,
  receiveMailFeedback,
] as const;
