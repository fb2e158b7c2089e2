import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { mailboxRoutes, openJsonFolder, pickMessages } from '@ticketing/mailbox';
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
  const mails = await openJsonFolder(join(folder, 'mails'), SentMail);
  const suppression = await openSuppressionList(join(folder, 'suppression'), now);
  const key = createSigningKey(now());
  const app = createHttpService({
    name: 'ses-simulator',
    logger,
    // Nobody signs in here: AWS's signatures are checked by the API itself.
    tokens: createTokenVerifier({ secret: randomUUID(), algorithm: 'HS256' }),
    clock,
    readiness: { disk: () => mails.ping() },
  });
  const publicUrl = () =>
    options.publicUrl?.replace(/\/$/, '') ?? listeningUrl(app.server.address());
  const certificatePath = `/SimpleNotificationService-${key.fingerprint}.pem`;
  const sign = (message: UnsignedMessage) =>
    signMessage(message, key, `${publicUrl()}${certificatePath}`);
  const courier = await openFeedback(options, { sign, publicUrl, now });

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
    },
  };
}

async function openFeedback(
  options: SesSimulatorOptions,
  parts: {
    sign: (message: UnsignedMessage) => SignedMessage;
    publicUrl: () => string;
    now: () => Date;
  },
): Promise<Courier | undefined> {
  if (options.feedbackUrl === undefined) return undefined;
  return openCourier({
    ...parts,
    folder: options.folder,
    url: options.feedbackUrl,
    topicArn: options.feedbackTopicArn ?? topicArnDefault,
    retryMillisecondsFirst: options.feedbackRetryMillisecondsFirst ?? retryMillisecondsDefault,
    logger: options.logger,
  });
}

function mailboxOf(mails: Awaited<ReturnType<typeof openJsonFolder<typeof SentMail>>>) {
  return {
    list: async (filter: Parameters<typeof pickMessages>[1]) =>
      pickMessages(
        (await mails.readAll()).flatMap((mail) => toMailboxMessage(mail) ?? []),
        filter,
      ),
    async read(id: string) {
      const mail = await mails.read(id);
      return mail === undefined ? undefined : toMailboxMessage(mail);
    },
  };
}

const listeningUrl = (address: AddressInfo | string | null): string =>
  `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
