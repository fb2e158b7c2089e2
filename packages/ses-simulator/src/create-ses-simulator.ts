import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  type MailboxReader,
  mailboxRoutes,
  openRecordFile,
  pickMessages,
  type RecordFile,
  type Records,
} from '@ticketing/mailbox';
import {
  createHttpService,
  createTokenVerifier,
  registerEndpoints,
  type Service,
  systemClock,
} from '@ticketing/service-kit';
import { createSendRate } from './domain/send-rate.ts';
import { SentMail, toMailboxMessage } from './domain/sent-mail.ts';
import { createSigningKey } from './feedback/certificate.ts';
import { type Courier, openCourier } from './feedback/courier.ts';
import { type SignedMessage, signMessage, type UnsignedMessage } from './feedback/sign-message.ts';
import { checkSignature } from './http/check-signature.ts';
import { registerApi } from './http/register-api.ts';
import { registerSns } from './http/register-sns.ts';
import { describeAccount } from './operations/describe-account.ts';
import { createSendMail } from './operations/send-mail.ts';
import type { SesSimulatorOptions } from './options.ts';
import { openSuppressionList } from './storage/suppression-list.ts';

export interface SesSimulator extends Service {
  /** Signs a message as the simulator's Amazon SNS would; for tests of those who check signatures. */
  sign(message: UnsignedMessage): SignedMessage;
}

/** SES's own limit of a mail. */
const messageBytesDefault = 40 * 1024 * 1024;
const retryMillisecondsDefault = 500;
export const topicArnDefault = 'arn:aws:sns:us-east-1:000000000000:ses-feedback';

/**
 * A local server that speaks the part of SESv2 which the ticketing services use, and tells what became
 * of mails as Amazon SNS does. Throws an Error with NODE_ENV=production: what is sent here reaches nobody.
 */
export async function createSesSimulator(options: SesSimulatorOptions): Promise<SesSimulator> {
  if (process.env.NODE_ENV === 'production') {
    throw new Error(
      'The local SESv2 endpoint sends no mail, so it does not run with NODE_ENV=production.',
    );
  }
  const { folder, logger, clock = systemClock, region = 'us-east-1', faults } = options;
  const now = () => clock.now();
  const file = await openRecordFile(join(folder, 'ses.sqlite'));
  const mails = file.records('mail', SentMail);
  const suppression = openSuppressionList(file, now);
  const key = createSigningKey(now());
  const app = createHttpService({
    name: 'ses-simulator',
    logger,
    // Nobody signs in here: AWS's signatures are checked by the API itself.
    tokens: createTokenVerifier({ secret: randomUUID(), algorithm: 'HS256' }),
    clock,
    readiness: { disk: () => file.ping() },
  });
  const publicUrl = () =>
    options.publicUrl?.replace(/\/$/, '') ?? listeningUrl(app.server.address());
  const certificatePath = `/SimpleNotificationService-${key.fingerprint}.pem`;
  const sign = (message: UnsignedMessage) =>
    signMessage(message, key, `${publicUrl()}${certificatePath}`);
  const courier = openFeedback(options, { file, sign, publicUrl, now });

  registerApi(app, {
    bodyBytesMax: options.messageBytesMax ?? messageBytesDefault,
    check: (request) =>
      checkSignature(request, {
        region,
        now: now(),
        ...(options.credentials !== undefined && { credentials: options.credentials }),
      }),
    suppression,
    describeAccount: () => describeAccount(options.sendRateMax, faults?.account?.()),
    sendMail: createSendMail({
      ...options,
      region,
      mails,
      suppression,
      now,
      rate: createSendRate(options.sendRateMax, () => now().getTime()),
      publish: async (event) =>
        courier?.publish('Amazon SES Email Event Notification', JSON.stringify(event)),
    }),
  });
  registerSns(app, { courier, certificatePath, certificatePem: key.certificatePem });
  registerEndpoints(app, mailboxRoutes(mailboxOf(mails)));

  return {
    name: 'ses-simulator',
    app,
    sign,
    async start() {
      await app.ready();
      courier?.start();
    },
    async close() {
      await app.close();
      await courier?.close();
      file.close();
    },
  };
}

function openFeedback(
  options: SesSimulatorOptions,
  parts: {
    file: RecordFile;
    sign: (message: UnsignedMessage) => SignedMessage;
    publicUrl: () => string;
    now: () => Date;
  },
): Courier | undefined {
  if (options.feedbackUrl === undefined) return undefined;
  return openCourier({
    ...parts,
    url: options.feedbackUrl,
    topicArn: options.feedbackTopicArn ?? topicArnDefault,
    retryMillisecondsFirst: options.feedbackRetryMillisecondsFirst ?? retryMillisecondsDefault,
    logger: options.logger,
  });
}

function mailboxOf(mails: Records<SentMail>): MailboxReader {
  return {
    list: async (filter) =>
      pickMessages(
        Iterator.from(mails.newestFirst())
          .map(toMailboxMessage)
          .filter((message) => message !== undefined),
        filter,
      ),
    async read(id) {
      const mail = mails.read(id);
      return mail === undefined ? undefined : toMailboxMessage(mail);
    },
  };
}

const listeningUrl = (address: AddressInfo | string | null): string =>
  `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
