import {
  AccountSuspendedException,
  BadRequestException,
  DeleteSuppressedDestinationCommand,
  GetAccountCommand,
  GetSuppressedDestinationCommand,
  MessageRejected,
  NotFoundException,
  PutSuppressedDestinationCommand,
  SendEmailCommand,
  SendingPausedException,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2';
import type { MailboxMessage } from '@ticketing/contracts';
import { apiClient } from '@ticketing/testing';
import { afterEach, expect, test } from 'vitest';
import type { SesSimulatorOptions } from '../src/index.ts';
import { mailTo, type StartedSimulator, startSimulator } from './start-simulator.ts';

const started: StartedSimulator[] = [];
async function start(options: Partial<SesSimulatorOptions> = {}): Promise<StartedSimulator> {
  const simulator = await startSimulator(options);
  started.push(simulator);
  return simulator;
}
afterEach(async () => {
  for (const simulator of started.splice(0)) await simulator.close();
});

const listOf = async (url: string, query = '') =>
  (await apiClient(url).get<{ items: MailboxMessage[] }>(`/mailbox/messages${query}`)).body.items;

test('a mail that was answered is on disk, and in the list and the page as in the embedded mailbox', async () => {
  const first = await start();
  const { MessageId: messageId } = await first
    .client()
    .send(new SendEmailCommand(mailTo('Minji@example.com')));
  const second = await start({ folder: first.folder });
  const [message] = await listOf(second.url, '?to=minji@example.com&kind=booking_confirmed');
  expect(message).toMatchObject({
    id: messageId,
    kind: 'booking_confirmed',
    to: 'Minji@example.com',
    locale: 'ko',
    subject: '[예매 완료] 한강의 <밤>',
    text: '한강의 밤',
  });
  expect(await listOf(second.url, '?to=somebody@example.com')).toEqual([]);
  const page = await apiClient(second.url).get<string>('/mailbox');
  expect(page.body).toContain('한강의 &lt;밤&gt;');
  const shown = await apiClient(second.url).get<string>(`/mailbox/messages/${messageId}`);
  expect(shown.body).toContain('<p>한강의 밤</p>');
  expect(shown.headers.get('content-security-policy')).toContain("default-src 'none'");
});

test('SES has no idempotency key: the same mail twice is two mails', async () => {
  const { client, url } = await start();
  const ses = client();
  await ses.send(new SendEmailCommand(mailTo('minji@example.com')));
  await ses.send(new SendEmailCommand(mailTo('minji@example.com')));
  expect(await listOf(url)).toHaveLength(2);
});

test('a request that nobody signed, or with another secret, is refused', async () => {
  const { client, url } = await start();
  const unsigned = await fetch(`${url}/v2/email/account`);
  expect(unsigned.status).toBe(403);
  expect(unsigned.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
  const forged = client({ secretAccessKey: 'another-secret' });
  await expect(forged.send(new GetAccountCommand({}))).rejects.toThrow(/signature/);
  const stranger = client({ accessKeyId: 'AKIDSTRANGER0000' });
  await expect(stranger.send(new GetAccountCommand({}))).rejects.toMatchObject({
    name: 'UnrecognizedClientException',
  });
  // A path with signs that are encoded, and encoded once more for the signature.
  const odd = new GetSuppressedDestinationCommand({ EmailAddress: "o'neil+a(b)@example.com" });
  await expect(client().send(odd)).rejects.toBeInstanceOf(NotFoundException);
});

test('a signature made for another service is refused even where secrets are not checked', async () => {
  const { url } = await start();
  const authorization =
    'AWS4-HMAC-SHA256 Credential=AKID/20260703/us-east-1/s3/aws4_request, ' +
    `SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;
  const reply = await fetch(`${url}/v2/email/account`, { headers: { authorization } });
  expect(await reply.json()).toEqual({
    message: "Credential should be scoped to correct service: 'ses'.",
  });
});

test('what SES would not send is refused by its exceptions', async () => {
  const { client } = await start({
    verifiedIdentities: ['tickets.example'],
    configurationSets: ['ticketing'],
  });
  const send = (changes: Parameters<typeof mailTo>[1]) =>
    client().send(new SendEmailCommand(mailTo('minji@example.com', changes)));
  await expect(send({ ConfigurationSetName: 'ticketing' })).resolves.toBeDefined();
  await expect(send({ FromEmailAddress: 'a@elsewhere.example' })).rejects.toBeInstanceOf(
    MessageRejected,
  );
  await expect(send({ ConfigurationSetName: 'none' })).rejects.toBeInstanceOf(NotFoundException);
  const refused: Parameters<typeof mailTo>[1][] = [
    { FromEmailAddress: undefined },
    { Destination: {} },
    { Destination: { ToAddresses: ['not an address'] } },
    { Destination: { ToAddresses: ['민지@example.com'] } },
    { Destination: { ToAddresses: Array.from({ length: 51 }, (_, at) => `a${at}@example.com`) } },
    { EmailTags: [{ Name: 'kind', Value: '예매' }] },
    {
      Content: {
        Simple: { Subject: { Data: 'a\r\nBcc: b@c.example' }, Body: { Text: { Data: 'a' } } },
      },
    },
    { Content: { Simple: { Subject: { Data: 'a' }, Body: {} } } },
  ];
  for (const changes of refused) {
    await expect(send(changes), JSON.stringify(changes)).rejects.toBeInstanceOf(
      BadRequestException,
    );
  }
  await expect(send({ Content: { Raw: { Data: new Uint8Array([1]) } } })).rejects.toMatchObject({
    name: 'SerializationException',
  });
});

test('a mail that is too long is refused', async () => {
  const { client } = await start({ messageBytesMax: 2_000 });
  const Data = 'a'.repeat(3_000);
  const Content = { Simple: { Subject: { Data: 'a' }, Body: { Text: { Data } } } };
  await expect(
    client().send(new SendEmailCommand(mailTo('minji@example.com', { Content }))),
  ).rejects.toBeInstanceOf(BadRequestException);
});

test('beyond the sending rate mails are refused, and taken again a second later', async () => {
  const { client } = await start({ sendRateMax: 2 });
  const ses = client();
  const outcomes = await Promise.allSettled(
    [1, 2, 3, 4].map(() => ses.send(new SendEmailCommand(mailTo('minji@example.com')))),
  );
  const refusals = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(refusals).toHaveLength(2);
  expect(refusals[0]).toBeInstanceOf(TooManyRequestsException);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await ses.send(new SendEmailCommand(mailTo('minji@example.com')));
});

test('a suspended or paused account sends nothing, and says so', async () => {
  let state: 'suspended' | 'paused' | undefined = 'suspended';
  const { client, url } = await start({ faults: { account: () => state } });
  const send = () => client().send(new SendEmailCommand(mailTo('minji@example.com')));
  await expect(send()).rejects.toBeInstanceOf(AccountSuspendedException);
  state = 'paused';
  await expect(send()).rejects.toBeInstanceOf(SendingPausedException);
  expect((await client().send(new GetAccountCommand({}))).SendingEnabled).toBe(false);
  state = undefined;
  expect((await client().send(new GetAccountCommand({}))).SendingEnabled).toBe(true);
  expect(await listOf(url)).toEqual([]);
});

test('the suppression list is read, written and cleared', async () => {
  const { client } = await start();
  const ses = client();
  const EmailAddress = 'Gone@example.com';
  await ses.send(new PutSuppressedDestinationCommand({ EmailAddress, Reason: 'BOUNCE' }));
  const lower = { EmailAddress: 'gone@example.com' };
  const found = await ses.send(new GetSuppressedDestinationCommand(lower));
  expect(found.SuppressedDestination).toMatchObject({ EmailAddress, Reason: 'BOUNCE' });
  expect(found.SuppressedDestination?.LastUpdateTime).toBeInstanceOf(Date);
  await ses.send(new DeleteSuppressedDestinationCommand(lower));
  await expect(ses.send(new DeleteSuppressedDestinationCommand(lower))).rejects.toBeInstanceOf(
    NotFoundException,
  );
});

test('a lost answer is a mail all the same; a failure is none', async () => {
  const faults = ['fail', 'lose_reply'] as const;
  let at = 0;
  const { client, url } = await start({ faults: { send: () => faults[at++] } });
  const send = () => client().send(new SendEmailCommand(mailTo('minji@example.com')));
  await expect(send()).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
  expect(await listOf(url)).toHaveLength(0);
  await expect(send()).rejects.toThrow();
  expect(await listOf(url)).toHaveLength(1);
});
