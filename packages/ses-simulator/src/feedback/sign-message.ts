import { sign } from 'node:crypto';
import type { SigningKey } from './certificate.ts';

/** A message before it is signed; which members there are depends on the type. */
export interface UnsignedMessage {
  readonly Type: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Message: string;
  readonly Timestamp: string;
  readonly Subject?: string;
  readonly SubscribeURL?: string;
  readonly Token?: string;
}

export interface SignedMessage extends UnsignedMessage {
  readonly SignatureVersion: '2';
  readonly Signature: string;
  readonly SigningCertURL: string;
}

const signedMembers = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: [
    'Message',
    'MessageId',
    'SubscribeURL',
    'Timestamp',
    'Token',
    'TopicArn',
    'Type',
  ],
} as const;

/**
 * Signs as Amazon SNS does in version 2: SHA256withRSA over the members' names and values, a line each.
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export function signMessage(
  message: UnsignedMessage,
  key: Pick<SigningKey, 'privateKey'>,
  certificateUrl: string,
): SignedMessage {
  const names =
    message.Type === 'Notification'
      ? signedMembers.Notification
      : signedMembers.SubscriptionConfirmation;
  const text = names
    .filter((name) => message[name as keyof UnsignedMessage] !== undefined)
    .map((name) => `${name}\n${message[name as keyof UnsignedMessage]}\n`)
    .join('');
  return {
    ...message,
    SignatureVersion: '2',
    Signature: sign('sha256', Buffer.from(text), key.privateKey).toString('base64'),
    SigningCertURL: certificateUrl,
  };
}
