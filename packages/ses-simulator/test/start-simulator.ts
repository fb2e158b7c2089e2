import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SESv2Client, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { listenOnFreePort, quietLogger } from '@ticketing/testing';
import { createSesSimulator, type SesSimulator, type SesSimulatorOptions } from '../src/index.ts';

export const credentials = {
  accessKeyId: 'AKIDLOCALSIMULATOR01',
  secretAccessKey: 'a-secret-of-tests-for-signatures',
};

export interface StartedSimulator {
  readonly simulator: SesSimulator;
  readonly url: string;
  readonly folder: string;
  /** The real SDK, which tries once only. */
  client(given?: { secretAccessKey?: string; accessKeyId?: string }): SESv2Client;
  close(): Promise<void>;
}

export async function startSimulator(
  options: Partial<SesSimulatorOptions> = {},
): Promise<StartedSimulator> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'ses-')));
  const simulator = await createSesSimulator({
    logger: quietLogger(),
    credentials,
    ...options,
    folder,
  });
  const url = await listenOnFreePort(simulator.app);
  await simulator.start();
  const clients: SESv2Client[] = [];
  return {
    simulator,
    url,
    folder,
    client(given = {}) {
      const client = new SESv2Client({
        region: 'us-east-1',
        endpoint: url,
        maxAttempts: 1,
        credentials: { ...credentials, ...given },
      });
      clients.push(client);
      return client;
    },
    async close() {
      for (const client of clients) client.destroy();
      await simulator.close();
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A mail as notification sends it. */
export const mailTo = (
  address: string,
  changes: Partial<SendEmailCommandInput> = {},
): SendEmailCommandInput => ({
  FromEmailAddress: '티케팅 프로 <noreply@tickets.example>',
  Destination: { ToAddresses: [address] },
  EmailTags: [
    { Name: 'kind', Value: 'booking_confirmed' },
    { Name: 'message', Value: 'msg_1' },
    { Name: 'account', Value: `acc_${'0'.repeat(26)}` },
    { Name: 'locale', Value: 'ko' },
  ],
  Content: {
    Simple: {
      Subject: { Data: '[예매 완료] 한강의 <밤>', Charset: 'UTF-8' },
      Body: {
        Html: { Data: '<html><head></head><p>한강의 밤</p></html>', Charset: 'UTF-8' },
        Text: { Data: '한강의 밤', Charset: 'UTF-8' },
      },
    },
  },
  ...changes,
});
