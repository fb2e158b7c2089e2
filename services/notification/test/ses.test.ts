import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  bookingConfirmed,
  emailVerificationRequested,
  type MailboxMessage,
} from '@ticketing/contracts';
import { deadLetterTopicOf } from '@ticketing/event-bus/dead-letters';
import { systemClock } from '@ticketing/service-kit';
import {
  createSesSimulator,
  type Fate,
  type SesFaults,
  type SesSimulator,
  type UnsignedMessage,
} from '@ticketing/ses-simulator';
import { apiClient, quietLogger, waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSesMailer, type SesMailer } from '../src/engines/ses.ts';
import { bookingOf } from './booking.ts';
import {
  type SmallAuth,
  type StartedNotification,
  startNotification,
  startSmallAuth,
} from './start-notification.ts';

const topicArn = 'arn:aws:sns:us-east-1:123456789012:ses-feedback';
const from = 'noreply@tickets.example';
let auth: SmallAuth;
let notification: StartedNotification;
let mailer: SesMailer;
let simulator: SesSimulator;
let folder: string;
let port: number;
let sendFault: ReturnType<NonNullable<SesFaults['send']>>;
let verifiedIdentities: string[];
const fates = new Map<string, Fate>();

beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID = 'AKIDLOCAL00000000000';
  process.env.AWS_SECRET_ACCESS_KEY = 'a-secret-of-tests';
  folder = await mkdtemp(join(tmpdir(), 'ses-'));
  port = await freePort();
  auth = await startSmallAuth();
  const endpoint = `http://localhost:${port}`;
  mailer = createSesMailer({ region: 'us-east-1', from, endpoint, answerMsMax: 500 });
  notification = await startNotification({
    mailer,
    auth,
    clock: systemClock,
    feedback: { topicArn, localOrigin: endpoint },
  });
  verifiedIdentities = [from];
  await startSes();
});
afterAll(async () => {
  await simulator?.close();
  await notification?.close();
  await auth?.close();
  mailer?.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  sendFault = undefined;
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

/** On the same address and folder as before. */
async function startSes(sendRateMax?: number): Promise<void> {
  simulator = await createSesSimulator({
    folder,
    logger: quietLogger(),
    verifiedIdentities,
    feedbackUrl: `${notification.url}/notifications/ses`,
    feedbackTopicArn: topicArn,
    feedbackRetryMillisecondsFirst: 50,
    fateOf: (address) => fates.get(address) ?? 'delivered',
    faults: { send: () => sendFault },
    ...(sendRateMax !== undefined && { sendRateMax }),
  });
  await simulator.app.listen({ host: '127.0.0.1', port });
  await simulator.start();
}

let count = 0;
/** An account with that address; its id. */
function person(email: string): string {
  count += 1;
  const accountId = `acc_${String(count).padStart(26, '0')}`;
  auth.people.set(accountId, { accountId, email, name: '김민지', locale: 'ko' });
  return accountId;
}

async function publish(topic: string, type: string, data: unknown): Promise<string> {
  count += 1;
  const id = `msg_${count}`;
  const message = { id, key: id, type, time: '2026-07-03T11:00:00.000Z', data };
  await notification.eventBus.publish(topic, [message]);
  return id;
}
const confirm = (accountId: string) =>
  publish('booking-events', bookingConfirmed.type, { booking: bookingOf(accountId) });
const askForLink = (accountId: string) =>
  publish('account-events', emailVerificationRequested.type, {
    accountId,
    requestId: accountId.replace('acc_', 'otr_'),
    expiresAt: '2026-07-03T12:00:00.000Z',
  });
const received = async (email: string) =>
  (
    await apiClient(`http://127.0.0.1:${port}`).get<{ items: MailboxMessage[] }>(
      `/mailbox/messages?to=${encodeURIComponent(email)}`,
    )
  ).body.items;
const figure = async (name: 'mails' | 'feedback', labels: Record<string, string>) => {
  const { values } = await notification.metrics[name].get();
  const fits = (own: object) =>
    Object.entries(labels).every(([label, value]) => Reflect.get(own, label) === value);
  return values.filter(({ labels: own }) => fits(own)).reduce((sum, { value }) => sum + value, 0);
};
const readyz = () =>
  apiClient(notification.url).get<{ status: string; engines: object }>('/readyz');

describe('what became of mails', () => {
  const at = 'simulator.amazonses.com';

  test('a permanent bounce marks the address; bookings are not mailed to it, a link asked for is', async () => {
    const email = `bounce+one@${at}`;
    const accountId = person(email);
    await confirm(accountId);
    const report = await waitUntil(() => auth.reports.find((one) => one.email === email), {
      withinMs: 15_000,
    });
    expect(report.problem).toBe('bounced');
    // On a slow machine SES's answer may come too late, and the same mail goes out again.
    const sent = await received(email);
    expect(sent.map(({ sentAt }) => sentAt)).toContain(report.mailSentAt);

    await confirm(accountId);
    await waitUntil(async () => (await figure('mails', { outcome: 'suppressed' })) === 1);
    expect(await received(email)).toHaveLength(sent.length);
    await askForLink(accountId);
    const isLink = ({ kind }: MailboxMessage) => kind === 'email_verification';
    await waitUntil(async () => (await received(email)).some(isLink), { withinMs: 15_000 });
  });

  test('a complaint marks the address; a full mailbox and a delivery only count', async () => {
    const reportsOf = (...emails: string[]) =>
      auth.reports.filter(({ email }) => emails.includes(email));
    const delivered = await figure('feedback', { outcome: 'delivered' });
    fates.set('full@example.com', 'bounced_for_now');
    await confirm(person('full@example.com'));
    await confirm(person('minji@example.com'));
    await waitUntil(async () => (await figure('feedback', { outcome: 'bounced_for_now' })) === 1, {
      withinMs: 15_000,
    });
    await waitUntil(
      async () => (await figure('feedback', { outcome: 'delivered' })) === delivered + 1,
    );
    expect(reportsOf('full@example.com', 'minji@example.com')).toEqual([]);
    await confirm(person(`complaint+one@${at}`));
    const report = await waitUntil(() => reportsOf(`complaint+one@${at}`)[0], {
      withinMs: 15_000,
    });
    expect(report.problem).toBe('complained');
  });

  test('a link that its reader asks for is not kept back by SES’s own list', async () => {
    const email = 'mended@example.com';
    fates.set(email, 'bounced');
    const accountId = person(email);
    await confirm(accountId);
    await waitUntil(() => auth.reports.some((one) => one.email === email), { withinMs: 15_000 });
    fates.delete(email);
    const delivered = await figure('feedback', { outcome: 'delivered' });
    const bounced = await figure('feedback', { outcome: 'bounced' });
    await askForLink(accountId);
    await waitUntil(
      async () => (await figure('feedback', { outcome: 'delivered' })) === delivered + 1,
      { withinMs: 15_000 },
    );
    expect(await figure('feedback', { outcome: 'bounced' })).toBe(bounced);
  });

  test('what auth could not hear comes again', async () => {
    const email = `bounce+two@${at}`;
    auth.refusesReports = true;
    await confirm(person(email));
    await waitUntil(() => auth.refusedReports > 1, { withinMs: 15_000 });
    auth.refusesReports = false;
    await waitUntil(() => auth.reports.some((one) => one.email === email), { withinMs: 15_000 });
  });
});

describe('messages from anybody', () => {
  const event = {
    eventType: 'Bounce',
    mail: { timestamp: '2026-07-03T11:00:00.000Z' },
    bounce: {
      bounceType: 'Permanent',
      bouncedRecipients: [{ emailAddress: 'victim@example.com' }],
    },
  };
  const message = (changes: Partial<UnsignedMessage> = {}): UnsignedMessage => ({
    Type: 'Notification',
    MessageId: `id-${Math.random()}`,
    TopicArn: topicArn,
    Message: JSON.stringify(event),
    Timestamp: new Date().toISOString(),
    ...changes,
  });
  const post = (body: unknown) =>
    apiClient(notification.url).post<{ code?: string }>('/notifications/ses', body);
  const reported = () => auth.reports.filter(({ email }) => email === 'victim@example.com').length;

  test('a forged, altered, old or foreign message changes nothing', async () => {
    const signed = simulator.sign(message());
    const hoursAgo = new Date(Date.now() - 3 * 3_600_000).toISOString();
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    const elsewhere = 'https://sns.us-east-1.amazonaws.com.evil.example';
    const refused: [unknown, number][] = [
      [{ ...signed, Message: signed.Message.replace('victim', 'somebody') }, 400],
      [{ ...signed, Signature: 'AAAA' }, 400],
      [{ ...signed, SignatureVersion: '1' }, 400],
      [{ ...signed, SigningCertURL: `${elsewhere}/SimpleNotificationService-1.pem` }, 400],
      [simulator.sign(message({ Timestamp: hoursAgo })), 400],
      [simulator.sign(message({ Timestamp: inAnHour })), 400],
      [simulator.sign(message({ TopicArn: `${topicArn}-of-others` })), 404],
      [{ Type: 'Notification' }, 400],
      ['text', 400],
      [{ ...signed, Message: 'a'.repeat(600 * 1024) }, 413],
    ];
    for (const [body, status] of refused) {
      expect((await post(body)).status, JSON.stringify(body).slice(0, 200)).toBe(status);
    }
    expect(reported()).toBe(0);
    expect((await post(signed)).status).toBe(200);
    expect(reported()).toBe(1);
  });

  test('a message that is told twice counts once', async () => {
    const before = await figure('feedback', { outcome: 'bounced' });
    const signed = simulator.sign(message());
    await post(signed);
    await post(signed);
    expect(await figure('feedback', { outcome: 'bounced' })).toBe(before + 1);
  });

  test('a subscription is confirmed at SNS only, and a sentence for a test is no event', async () => {
    const SubscribeURL = `https://evil.example/?Action=ConfirmSubscription&TopicArn=${topicArn}`;
    const confirmation = message({ Type: 'SubscriptionConfirmation', SubscribeURL, Token: 'a' });
    expect((await post(simulator.sign(confirmation))).status).toBe(400);
    const sentence = 'Successfully validated SNS topic for Amazon SES event publishing.';
    expect((await post(simulator.sign(message({ Message: sentence })))).status).toBe(200);
    const end = message({ Type: 'UnsubscribeConfirmation', SubscribeURL, Token: 'a' });
    expect((await post(simulator.sign(end))).status).toBe(200);
  });
});

describe('when SES', () => {
  test('is gone, the service stays ready and says so, and mails come when it is back', async () => {
    await waitUntil(async () => (await readyz()).body.status === 'ready', { withinMs: 10_000 });
    await simulator.close();
    await confirm(person('later@example.com'));
    const degraded = await waitUntil(
      async () => {
        const reply = await readyz();
        return reply.body.status === 'degraded' && reply;
      },
      { withinMs: 10_000, everyMs: 100 },
    );
    expect(degraded.status).toBe(200);
    expect(degraded.body.engines).toEqual({ eventBus: 'ok', mailer: 'down' });
    const metrics = await apiClient(notification.url).get<string>('/metrics');
    expect(metrics.body).toMatch(/^engine_up\{[^}]*engine="mailer"[^}]*\} 0$/m);
    await startSes();
    await waitUntil(async () => (await received('later@example.com')).length === 1, {
      withinMs: 15_000,
    });
    await waitUntil(async () => (await readyz()).body.status === 'ready', { withinMs: 10_000 });
  });

  test('does not answer, the mail comes when it does', async () => {
    sendFault = 'hang';
    await confirm(person('slow@example.com'));
    await waitUntil(async () => (await figure('mails', { outcome: 'retried' })) > 0, {
      withinMs: 10_000,
    });
    sendFault = undefined;
    await waitUntil(async () => (await received('slow@example.com')).length === 1, {
      withinMs: 15_000,
    });
  });

  test('says that mails come too fast, all come, and none is given up', {
    timeout: 60_000,
  }, async () => {
    await simulator.close();
    await startSes(4);
    const accountId = person('many@example.com');
    await Promise.all(Array.from({ length: 12 }, () => confirm(accountId)));
    await waitUntil(async () => (await received('many@example.com')).length === 12, {
      withinMs: 50_000,
      everyMs: 100,
    });
    expect(await figure('mails', { outcome: 'dead' })).toBe(0);
    await simulator.close();
    await startSes();
  });

  test('refuses a mail for good, it is set aside with the reason, and the next one goes out', async () => {
    verifiedIdentities.length = 0;
    const broken = await confirm(person('broken@example.com'));
    await waitUntil(async () => (await figure('mails', { outcome: 'dead' })) === 1, {
      withinMs: 15_000,
    });
    verifiedIdentities.push(from);
    await confirm(person('next@example.com'));
    await waitUntil(async () => (await received('next@example.com')).length === 1, {
      withinMs: 15_000,
    });
    const topic = deadLetterTopicOf('notification-service');
    const letters = await notification.eventBus.peek(topic, 'test', 10);
    expect(letters).toHaveLength(1);
    expect(letters[0]).toMatchObject({
      id: broken,
      data: { attempts: 1, reason: expect.stringContaining('MessageRejected') },
    });
    expect(JSON.stringify(letters)).not.toContain('broken@example.com');
  });
});
