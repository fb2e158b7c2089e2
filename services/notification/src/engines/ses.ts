import {
  DeleteSuppressedDestinationCommand,
  GetAccountCommand,
  SESv2Client,
  SESv2ServiceException,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2';
import { type Mail, type Mailer, MailRefused } from '../domain/mail.ts';
import { sendOnce } from './send-once.ts';

export interface SesMailerOptions {
  readonly region: string;
  /** A sender that SES knows as verified. */
  readonly from: string;
  readonly replyTo?: string | undefined;
  /** Publishes bounces and complaints. */
  readonly configurationSet?: string | undefined;
  /** Another address than the region's. */
  readonly endpoint?: string | undefined;
  /** For one attempt. */
  readonly answerMsMax?: number;
}

export interface SesMailer extends Mailer {
  close(): void;
}

const connectMsMax = 2_000;
const answerMsDefault = 5_000;
/** Within one `send`; then the bus tries again, with growing pauses. */
const attemptsMax = 2;
/** A probe must be answered soon; SES lets the account be read once a second. */
const pingMsMax = 2_000;
const pingKeptMs = 5_000;

/** What is wrong with the mail itself. Everything else may pass, or be mended by an operator. */
const refusals = new Set(['MessageRejected', 'BadRequestException', 'SerializationException']);

/**
 * Sends by Amazon SES, with the credentials of the AWS SDK's default chain. SES has no idempotency key: a
 * mail goes out twice when its answer is lost, or when the process dies between SES's answer and the bus's
 * cursor. Too many rather than none. When SES says that mails come too fast, the SDK slows all of them down
 * (`adaptive`).
 */
export function createSesMailer(options: SesMailerOptions): SesMailer {
  const { region, endpoint } = options;
  const common = { region, ...(endpoint !== undefined && { endpoint }) };
  const sending = new SESv2Client({
    ...common,
    maxAttempts: attemptsMax,
    retryMode: 'adaptive',
    requestHandler: timeouts(options.answerMsMax ?? answerMsDefault),
  });
  // Apart, so that probes do not queue behind mails.
  const asking = new SESv2Client({
    ...common,
    maxAttempts: 1,
    requestHandler: timeouts(pingMsMax),
  });
  return {
    send: sendOnce(async (mail) => {
      try {
        await sending.send(toCommand(mail, options));
      } catch (error) {
        if (!(error instanceof SESv2ServiceException) || !refusals.has(error.name)) throw error;
        // SES's own words may name the address; they are in the cause, for the log.
        throw new MailRefused(`SES refuses the mail: ${error.name}`, { cause: error });
      }
    }),
    async forgive(address) {
      try {
        await asking.send(new DeleteSuppressedDestinationCommand({ EmailAddress: address }));
      } catch (error) {
        if (!isNamed(error, 'NotFoundException')) throw error;
      }
    },
    ping: keepFor(pingKeptMs, () => askAccount(asking)),
    close() {
      sending.destroy();
      asking.destroy();
    },
  };
}

const timeouts = (answerMsMax: number) => ({
  connectionTimeout: connectMsMax,
  requestTimeout: answerMsMax,
  // Without it the SDK only warns.
  throwOnRequestTimeout: true,
});

/** Its tags come back in SES's events, and let the local endpoint show the mail. */
function toCommand(mail: Mail, options: SesMailerOptions): SendEmailCommand {
  const { id, kind, recipient, locale, subject, html, text } = mail;
  const { from, replyTo, configurationSet } = options;
  const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
  return new SendEmailCommand({
    FromEmailAddress: from,
    Destination: { ToAddresses: [recipient.email] },
    ...(replyTo !== undefined && { ReplyToAddresses: [replyTo] }),
    ...(configurationSet !== undefined && { ConfigurationSetName: configurationSet }),
    EmailTags: [
      { Name: 'kind', Value: kind },
      { Name: 'message', Value: id },
      { Name: 'account', Value: recipient.accountId },
      { Name: 'locale', Value: locale },
    ],
    Content: {
      Simple: { Subject: utf8(subject), Body: { Html: utf8(html), Text: utf8(text) } },
    },
  });
}

/** Rejects when SES does not answer, or does not send for this account. */
async function askAccount(client: SESv2Client): Promise<void> {
  try {
    const account = await client.send(new GetAccountCommand({}), {
      abortSignal: AbortSignal.timeout(pingMsMax),
    });
    if (account.SendingEnabled === false) throw new Error('SES does not send for this account');
  } catch (error) {
    // It answers; that we may not look, or look too often, keeps no mail from going out.
    if (isNamed(error, 'AccessDeniedException', 'TooManyRequestsException')) return;
    throw error;
  }
}

/** One answer for all who ask within the time, good or bad. */
function keepFor(keptMs: number, ask: () => Promise<void>): () => Promise<void> {
  let kept: { readonly answer: Promise<void>; readonly untilMs: number } | undefined;
  return () => {
    const now = performance.now();
    if (kept === undefined || kept.untilMs <= now) kept = { answer: ask(), untilMs: now + keptMs };
    return kept.answer;
  };
}

const isNamed = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof SESv2ServiceException && names.includes(error.name);
