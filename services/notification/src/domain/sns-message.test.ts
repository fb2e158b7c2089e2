import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  hasValidSignature,
  isCertificateUrl,
  isSubscribeUrl,
  type SnsMessage,
} from './sns-message.ts';

const topicArn = 'arn:aws:sns:ap-northeast-2:123456789012:ses-feedback';
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** Written out from SNS's documentation, so that the code under test does not judge itself. */
const signedText = ({ Message, MessageId, Subject, Timestamp, TopicArn }: SnsMessage) =>
  `Message\n${Message}\nMessageId\n${MessageId}\n` +
  (Subject === undefined ? '' : `Subject\n${Subject}\n`) +
  `Timestamp\n${Timestamp}\nTopicArn\n${TopicArn}\nType\nNotification\n`;

function notification(changes: Partial<SnsMessage> = {}): SnsMessage {
  const message: SnsMessage = {
    Type: 'Notification',
    MessageId: '2a1b',
    TopicArn: topicArn,
    Message: '{"eventType":"Bounce"}',
    Timestamp: '2026-07-03T11:00:00.000Z',
    SignatureVersion: '2',
    Signature: '',
    SigningCertURL: '',
    ...changes,
  };
  const signature = sign('sha256', Buffer.from(signedText(message)), privateKey);
  return { ...message, Signature: signature.toString('base64') };
}

test('a message that Amazon signed is valid, with and without a subject', () => {
  expect(hasValidSignature(notification(), pem)).toBe(true);
  expect(hasValidSignature(notification({ Subject: '한글 subject' }), pem)).toBe(true);
});

test('a confirmation is signed over its link and its token', () => {
  const message: SnsMessage = {
    ...notification(),
    Type: 'SubscriptionConfirmation',
    SubscribeURL: 'https://sns.ap-northeast-2.amazonaws.com/?Action=ConfirmSubscription',
    Token: 'abc',
  };
  const text =
    `Message\n${message.Message}\nMessageId\n2a1b\nSubscribeURL\n${message.SubscribeURL}\n` +
    `Timestamp\n${message.Timestamp}\nToken\nabc\nTopicArn\n${topicArn}\n` +
    'Type\nSubscriptionConfirmation\n';
  const Signature = sign('sha256', Buffer.from(text), privateKey).toString('base64');
  expect(hasValidSignature({ ...message, Signature }, pem)).toBe(true);
  const elsewhere = { ...message, Signature, SubscribeURL: 'https://evil.example/' };
  expect(hasValidSignature(elsewhere, pem)).toBe(false);
});

test('altered in any signed member, signed by another key, or not by SHA-256, it is not', () => {
  const message = notification({ Subject: 'a' });
  const altered: Partial<SnsMessage>[] = [
    { Message: '{"eventType":"Complaint"}' },
    { MessageId: '2a1c' },
    { Subject: 'b' },
    { Timestamp: '2026-07-03T11:00:01.000Z' },
    { TopicArn: `${topicArn}2` },
    { Type: 'UnsubscribeConfirmation' },
    { Signature: '' },
    { Signature: 'not base64' },
    { SignatureVersion: '1' },
    { SignatureVersion: '3' },
  ];
  for (const change of altered) {
    expect(hasValidSignature({ ...message, ...change }, pem), JSON.stringify(change)).toBe(false);
  }
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  const otherPem = other.export({ type: 'spki', format: 'pem' }).toString();
  expect(hasValidSignature(message, otherPem)).toBe(false);
  expect(hasValidSignature(message, 'no certificate')).toBe(false);
  const sha1 = sign('sha1', Buffer.from(signedText(message)), privateKey).toString('base64');
  expect(hasValidSignature({ ...message, SignatureVersion: '1', Signature: sha1 }, pem)).toBe(
    false,
  );
});

const host = 'https://sns.ap-northeast-2.amazonaws.com';
const file = '/SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem';

test('certificates come from the topic’s own region of SNS only', () => {
  expect(isCertificateUrl(`${host}${file}`, { topicArn })).toBe(true);
  const china = 'arn:aws-cn:sns:cn-north-1:123456789012:ses';
  expect(
    isCertificateUrl(`https://sns.cn-north-1.amazonaws.com.cn${file}`, { topicArn: china }),
  ).toBe(true);
  const refused = [
    `http://sns.ap-northeast-2.amazonaws.com${file}`,
    `https://sns.us-east-1.amazonaws.com${file}`,
    `https://sns.ap-northeast-2.amazonaws.com.evil.example${file}`,
    `https://evil.example/sns.ap-northeast-2.amazonaws.com${file}`,
    `https://sns.ap-northeast-2.amazonaws.com@evil.example${file}`,
    `https://user@sns.ap-northeast-2.amazonaws.com${file}`,
    `https://sns.ap-northeast-2.amazonaws.com:8443${file}`,
    `${host}/bucket${file}`,
    `${host}/other.pem`,
    `${host}${file}?a=b`,
    `http://127.0.0.1:8110${file}`,
    'no url',
  ];
  for (const url of refused) expect(isCertificateUrl(url, { topicArn }), url).toBe(false);
});

test('the local endpoint may sign where it is named, by either name of this machine', () => {
  const addresses = { topicArn, localOrigin: 'http://localhost:8110/' };
  expect(isCertificateUrl(`http://127.0.0.1:8110${file}`, addresses)).toBe(true);
  expect(isCertificateUrl(`http://localhost:8110${file}`, addresses)).toBe(true);
  expect(isCertificateUrl(`http://127.0.0.1:8111${file}`, addresses)).toBe(false);
});

test('a subscription is confirmed for our topic only, and at SNS only', () => {
  const query = (topic: string, action = 'ConfirmSubscription') =>
    `/?Action=${action}&TopicArn=${topic}&Token=abc`;
  expect(isSubscribeUrl(`${host}${query(topicArn)}`, { topicArn })).toBe(true);
  expect(isSubscribeUrl(`${host}${query(`${topicArn}2`)}`, { topicArn })).toBe(false);
  expect(isSubscribeUrl(`${host}${query(topicArn, 'DeleteTopic')}`, { topicArn })).toBe(false);
  expect(isSubscribeUrl(`https://evil.example${query(topicArn)}`, { topicArn })).toBe(false);
  expect(isSubscribeUrl('', { topicArn })).toBe(false);
});
