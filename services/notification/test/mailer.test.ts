import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { GetSuppressedDestinationCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import type { MailboxMessage } from '@ticketing/contracts';
import { createSesSimulator, type SesSimulatorOptions } from '@ticketing/ses-simulator';
import { apiClient, fixedClock, listenOnFreePort, quietLogger } from '@ticketing/testing';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MailRefused } from '../src/domain/mail.ts';
import { type Mailbox, openMailbox } from '../src/engines/mailbox.ts';
import { createSesMailer, type SesMailer, type SesMailerOptions } from '../src/engines/ses.ts';
import { type MailerUnderTest, mailerContract, mailOf } from './mailer-contract.ts';

beforeAll(() => {
  // The SDK's usual variables; the local endpoint checks the form of the signature.
  process.env.AWS_ACCESS_KEY_ID = 'AKIDLOCAL00000000000';
  process.env.AWS_SECRET_ACCESS_KEY = 'a-secret-of-tests';
});

mailerContract(
  'the mailbox on disk',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mailer-'));
    const file = join(folder, 'mailbox.sqlite');
    const opened = [await openMailbox(file, fixedClock())];
    const [mailbox] = opened as [Mailbox];
    const intruder = new DatabaseSync(file);
    return {
      mailer: mailbox,
      received: () => mailbox.list({ limit: 100 }),
      async restart() {
        const again = await openMailbox(file, fixedClock());
        opened.push(again);
        return again;
      },
      // Another process writes and does not end.
      breakDown: async () => intruder.exec('begin exclusive'),
      mend: async () => intruder.exec('rollback'),
      async close() {
        intruder.close();
        for (const each of opened) each.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
  {
    'refuses an address that is none':
      'a file takes any address; auth checks them when accounts are opened',
  },
);

interface SesUnderTest extends MailerUnderTest {
  readonly mailer: SesMailer;
  readonly url: string;
}
const opened: SesUnderTest[] = [];

async function openSes({
  sender,
  ...options
}: Partial<SesSimulatorOptions> & {
  sender?: Partial<SesMailerOptions>;
} = {}): Promise<SesUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'mailer-'));
  let account: 'suspended' | undefined;
  const simulator = await createSesSimulator({
    folder,
    logger: quietLogger(),
    faults: { account: () => account },
    configurationSets: ['ticketing'],
    ...options,
  });
  const url = await listenOnFreePort(simulator.app);
  const mailers: SesMailer[] = [];
  const openMailer = () => {
    const mailer = createSesMailer({
      region: 'us-east-1',
      from: 'noreply@tickets.example',
      configurationSet: 'ticketing',
      endpoint: url,
      ...sender,
    });
    mailers.push(mailer);
    return mailer;
  };
  const way: SesUnderTest = {
    url,
    mailer: openMailer(),
    async received() {
      const { body } = await apiClient(url).get<{ items: MailboxMessage[] }>('/mailbox/messages');
      return body.items;
    },
    restart: async () => openMailer(),
    async breakDown() {
      account = 'suspended';
    },
    async mend() {
      account = undefined;
    },
    async close() {
      for (const mailer of mailers) mailer.close();
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return way;
}

mailerContract('Amazon SES, by the AWS SDK on the local endpoint', () => openSes(), {
  'one mail after a restart':
    'SES has no idempotency key, and a process that died cannot say what it was told',
});

describe('Amazon SES', () => {
  const open = async (options: Parameters<typeof openSes>[0] = {}) => {
    const way = await openSes(options);
    opened.push(way);
    return way;
  };
  afterEach(async () => {
    for (const way of opened.splice(0)) await way.close();
  });

  test('a sender that is not verified is refused for good', async () => {
    const { mailer } = await open({ verifiedIdentities: ['elsewhere.example'] });
    await expect(mailer.send(mailOf('msg_1'))).rejects.toThrow(
      new MailRefused('SES refuses the mail: MessageRejected'),
    );
  });

  test('a configuration set that is missing, or a failure of SES, is no refusal of the mail', async () => {
    const missing = await open({ configurationSets: [] });
    await expect(missing.mailer.send(mailOf('msg_1'))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
    const failing = await open({ faults: { send: () => 'fail' } });
    const failure = await failing.mailer.send(mailOf('msg_1')).catch((error: unknown) => error);
    expect(failure).not.toBeInstanceOf(MailRefused);
  });

  test('no answer ends in bounded time', async () => {
    const { mailer, received } = await open({
      faults: { send: () => 'hang' },
      sender: { answerMsMax: 200 },
    });
    const began = performance.now();
    await expect(mailer.send(mailOf('msg_1'))).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(performance.now() - began).toBeLessThan(4_000);
    expect(await received()).toEqual([]);
  });

  test('when mails come too fast, all go out in the end, each once', async () => {
    const { mailer, received } = await open({ sendRateMax: 5 });
    const ids = Array.from({ length: 12 }, (_, at) => `msg_${at}`);
    async function untilSent(id: string): Promise<void> {
      for (;;) {
        try {
          return await mailer.send(mailOf(id));
        } catch (error) {
          expect(error).toMatchObject({ name: 'TooManyRequestsException' });
          await new Promise((resolve) => setTimeout(resolve, 300));
        }
      }
    }
    await Promise.all(ids.map(untilSent));
    expect(await received()).toHaveLength(ids.length);
  });

  test('an address on SES’s own list is taken off it', async () => {
    const { mailer, url } = await open({ fateOf: () => 'bounced' });
    const sdk = new SESv2Client({ region: 'us-east-1', endpoint: url });
    const look = () =>
      sdk.send(new GetSuppressedDestinationCommand({ EmailAddress: 'gone@example.com' }));
    await mailer.send(mailOf('msg_1', 'gone@example.com'));
    await expect(look()).resolves.toBeDefined();
    await mailer.forgive('gone@example.com');
    await expect(look()).rejects.toMatchObject({ name: 'NotFoundException' });
    await mailer.forgive('gone@example.com');
    sdk.destroy();
  });

  test('many probes are one question to SES', async () => {
    let asked = 0;
    const account = () => {
      asked += 1;
      return undefined;
    };
    const { mailer } = await open({ faults: { account } });
    await Promise.all(Array.from({ length: 20 }, () => mailer.ping()));
    expect(asked).toBe(1);
  });
});
