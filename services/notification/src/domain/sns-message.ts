import { createVerify } from 'node:crypto';
import { type Static, Type } from 'typebox';

const Text = Type.String({ maxLength: 2_000 });

/** What Amazon SNS posts; members that are not signed are not taken. */
export const SnsMessage = Type.Object({
  Type: Type.Enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: Text,
  TopicArn: Text,
  Message: Type.String(),
  Timestamp: Type.String({ format: 'date-time' }),
  Subject: Type.Optional(Text),
  SubscribeURL: Type.Optional(Text),
  Token: Type.Optional(Text),
  SignatureVersion: Text,
  Signature: Text,
  SigningCertURL: Text,
});
export type SnsMessage = Static<typeof SnsMessage>;

const signedMembers = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  other: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const;

/**
 * Whether the certificate's key signed the message: SHA256withRSA, version 2. Version 1 hashes by SHA-1,
 * which can be forged. No library: those on npm take certificates of amazonaws.com only, or by https only.
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export function hasValidSignature(message: SnsMessage, certificatePem: string): boolean {
  if (message.SignatureVersion !== '2') return false;
  const names = message.Type === 'Notification' ? signedMembers.Notification : signedMembers.other;
  const text = names
    .filter((name) => message[name] !== undefined)
    .map((name) => `${name}\n${message[name]}\n`)
    .join('');
  try {
    return createVerify('RSA-SHA256')
      .update(text, 'utf8')
      .verify(certificatePem, message.Signature, 'base64');
  } catch {
    return false;
  }
}

/** Where SNS may be reached: the topic's region, or the local endpoint. */
export interface SnsAddresses {
  readonly topicArn: string;
  /** Of the local SESv2 endpoint; never in production. */
  readonly localOrigin?: string | undefined;
}

const certificatePath = /^\/SimpleNotificationService-[A-Za-z0-9]{1,64}\.pem$/;

/** Only there: whoever could name the certificate could sign. */
export function isCertificateUrl(url: string, addresses: SnsAddresses): boolean {
  const parsed = parse(url);
  if (parsed === undefined || parsed.search !== '' || !certificatePath.test(parsed.pathname)) {
    return false;
  }
  return isSns(parsed, addresses);
}

/** The link that says yes to our topic, and to nothing else. */
export function isSubscribeUrl(url: string, addresses: SnsAddresses): boolean {
  const parsed = parse(url);
  if (parsed === undefined || parsed.pathname !== '/') return false;
  const { searchParams: query } = parsed;
  const isOurs = query.get('TopicArn') === addresses.topicArn;
  return isOurs && query.get('Action') === 'ConfirmSubscription' && isSns(parsed, addresses);
}

function isSns(url: URL, { topicArn, localOrigin }: SnsAddresses): boolean {
  if (url.username !== '' || url.password !== '') return false;
  if (localOrigin !== undefined && sameOrigin(url, localOrigin)) return true;
  const [, partition = '', , region = ''] = topicArn.split(':');
  const end = partition === 'aws-cn' ? '.amazonaws.com.cn' : '.amazonaws.com';
  return url.origin === `https://sns.${region}${end}`;
}

/** The machine itself has two names. */
const sameOrigin = (url: URL, origin: string): boolean =>
  url.origin.replace('//localhost', '//127.0.0.1') ===
  parse(origin)?.origin.replace('//localhost', '//127.0.0.1');

function parse(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}
