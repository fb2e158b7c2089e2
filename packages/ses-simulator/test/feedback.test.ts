import { createVerify } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { waitUntil } from '@ticketing/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SesSimulatorOptions } from '../src/index.ts';
import { mailTo, type StartedSimulator, startSimulator } from './start-simulator.ts';

interface Posted {
  readonly Type: string;
  readonly [member: string]: string;
}

let receiver: Server;
let feedbackUrl: string;
let posted: Posted[];
let status: number;
/** Whether the subscriber fetches the link that says yes. */
let confirms: boolean;
const started: StartedSimulator[] = [];

beforeEach(async () => {
  posted = [];
  status = 200;
  confirms = true;
  receiver = createServer(async (request, response) => {
    const message = JSON.parse(await text(request)) as Posted;
    posted.push(message);
    const says = status;
    if (message.Type === 'SubscriptionConfirmation' && confirms) {
      await fetch(message.SubscribeURL ?? '');
    }
    response.writeHead(says).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  feedbackUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/notifications/ses`;
});
afterEach(async () => {
  for (const simulator of started.splice(0)) await simulator.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

async function start(options: Partial<SesSimulatorOptions> = {}): Promise<StartedSimulator> {
  const simulator = await startSimulator({
    feedbackUrl,
    feedbackRetryMillisecondsFirst: 20,
    configurationSets: ['ticketing'],
    ...options,
  });
  started.push(simulator);
  return simulator;
}
const send = ({ client }: StartedSimulator, address: string) =>
  client().send(new SendEmailCommand(mailTo(address, { ConfigurationSetName: 'ticketing' })));
interface Event {
  readonly eventType: string;
  readonly mail: { messageId: string; tags: Record<string, string[]> };
  readonly bounce?: { bounceType: string; bounceSubType: string };
}
const events = (): Event[] =>
  posted
    .filter(({ Type }) => Type === 'Notification')
    .map(({ Message = '' }) => JSON.parse(Message) as Event);

test('a subscriber is asked first, and told nothing before it said yes', async () => {
  confirms = false;
  const simulator = await start();
  await send(simulator, 'bounce@simulator.amazonses.com');
  const asked = await waitUntil(() => posted.find(({ Token }) => Token !== undefined));
  expect(asked.Type).toBe('SubscriptionConfirmation');
  expect(events()).toEqual([]);
  const wrong = new URL(asked.SubscribeURL ?? '');
  wrong.searchParams.set('Token', 'another');
  expect((await fetch(wrong)).status).toBe(400);
  expect((await fetch(asked.SubscribeURL ?? '')).status).toBe(200);
  await waitUntil(() => events().length === 1);
});

test('Amazon’s simulated addresses behave as documented, with labels too', async () => {
  const simulator = await start({
    fateOf: (address) => (address.startsWith('full') ? 'bounced_for_now' : 'delivered'),
  });
  const told = async (address: string) => {
    posted = [];
    const { MessageId } = await send(simulator, address);
    const expected = address.startsWith('complaint') ? 2 : 1;
    await waitUntil(() => events().length === expected);
    expect(events().every(({ mail }) => mail.messageId === MessageId)).toBe(true);
    return events().map(({ eventType, bounce }) =>
      [eventType, bounce?.bounceType, bounce?.bounceSubType].filter(Boolean).join(' '),
    );
  };
  const at = 'simulator.amazonses.com';
  expect(await told(`success@${at}`)).toEqual(['Delivery']);
  expect(await told(`ooto+a@${at}`)).toEqual(['Delivery']);
  expect(await told(`bounce+label@${at}`)).toEqual(['Bounce Permanent General']);
  expect((await told(`complaint@${at}`)).sort()).toEqual(['Complaint', 'Delivery']);
  expect(await told(`suppressionlist@${at}`)).toEqual(['Bounce Permanent Suppressed']);
  expect(await told('full@example.com')).toEqual(['Bounce Transient MailboxFull']);
  expect(await told('minji@example.com')).toEqual(['Delivery']);
});

test('an address that bounced is on the account’s list, and its next mail is not sent', async () => {
  const simulator = await start({ fateOf: () => 'bounced' });
  await send(simulator, 'gone@example.com');
  await waitUntil(() => events().length === 1);
  await send(simulator, 'GONE@example.com');
  await waitUntil(() => events().length === 2);
  expect(events().map(({ bounce }) => bounce?.bounceSubType)).toEqual([
    'General',
    'OnAccountSuppressionList',
  ]);
});

test('messages are signed by the certificate that they name', async () => {
  const simulator = await start();
  await send(simulator, 'success@simulator.amazonses.com');
  const message = await waitUntil(() => posted.find(({ Type }) => Type === 'Notification'));
  const certificate = await (await fetch(message.SigningCertURL ?? '')).text();
  const names = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'];
  const signed = names.map((name) => `${name}\n${message[name]}\n`).join('');
  const isValid = (signedText: string) =>
    createVerify('RSA-SHA256')
      .update(signedText)
      .verify(certificate, message.Signature ?? '', 'base64');
  expect(message.SignatureVersion).toBe('2');
  expect(isValid(signed)).toBe(true);
  expect(isValid(signed.replace('Delivery', 'Bounce'))).toBe(false);
  expect(events()[0]?.mail.tags).toMatchObject({
    kind: ['booking_confirmed'],
    'ses:configuration-set': ['ticketing'],
  });
});

test('a subscriber that is down hears later, also from the next process; one that refuses does not', async () => {
  const first = await start();
  await waitUntil(() => posted.length === 1);
  status = 503;
  await send(first, 'bounce@simulator.amazonses.com');
  await waitUntil(() => events().length >= 2);
  await first.simulator.close();
  status = 200;
  posted = [];
  const second = await start({ folder: first.folder });
  await waitUntil(() => events().length === 1);
  expect(posted.some(({ Type }) => Type === 'SubscriptionConfirmation')).toBe(false);
  status = 400;
  await send(second, 'bounce@simulator.amazonses.com');
  await waitUntil(() => events().length === 2);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(events()).toHaveLength(2);
});
