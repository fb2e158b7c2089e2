import { reportMailProblem } from '@ticketing/contracts';
import { fitsSchema, problem } from '@ticketing/service-kit';
import type { NotificationDependencies } from '../dependencies.ts';
import { readFeedback, SesEvent } from '../domain/mail-feedback.ts';
import {
  hasValidSignature,
  isCertificateUrl,
  isSubscribeUrl,
  type SnsAddresses,
  SnsMessage,
} from '../domain/sns-message.ts';

type Dependencies = Pick<NotificationDependencies, 'auth' | 'metrics' | 'clock' | 'logger' | 'sns'>;

/** SNS tries for an hour; what is older comes from somebody who kept it. */
const ageMsMax = 2 * 3_600_000;
/** Clocks differ. */
const aheadMsMax = 15 * 60_000;
/** Ids of messages that are remembered, so that they are counted once. */
const rememberedMax = 10_000;

/** Takes one post of Amazon SNS. Throws ApiError. */
export type ReceiveFeedback = (body: Buffer) => Promise<void>;

/**
 * Listens to one topic. A message counts when Amazon signed it, it is of that topic and not old; then
 * addresses that gave mails back for good are reported to auth. Repeating one does no harm.
 */
export function createReceiveFeedback(
  dependencies: Dependencies,
  addresses: SnsAddresses,
): ReceiveFeedback {
  const seen = new Set<string>();
  return async (body) => {
    const message = await checkMessage(dependencies, addresses, body);
    if (seen.has(message.MessageId)) return;
    await handle(dependencies, addresses, message);
    if (seen.size >= rememberedMax) seen.clear();
    seen.add(message.MessageId);
  };
}

async function checkMessage(
  { sns, clock, logger }: Dependencies,
  addresses: SnsAddresses,
  body: Buffer,
): Promise<SnsMessage> {
  const message = parseJson(body.toString('utf8'));
  if (!fitsSchema(SnsMessage, message)) throw problem('invalid_request', 'No message of SNS');
  if (message.TopicArn !== addresses.topicArn) throw problem('not_found', 'Another topic');
  if (!isCertificateUrl(message.SigningCertURL, addresses)) {
    throw problem('webhook_signature_invalid', 'The certificate is not Amazon’s');
  }
  const pem = await sns.certificate(message.SigningCertURL).catch((error: unknown) => {
    logger.warn({ err: error }, 'the certificate of SNS could not be fetched');
    throw problem('service_unavailable', 'The certificate could not be fetched');
  });
  if (!hasValidSignature(message, pem)) throw problem('webhook_signature_invalid');
  const ageMs = clock.now().getTime() - Date.parse(message.Timestamp);
  if (ageMs > ageMsMax || ageMs < -aheadMsMax) {
    throw problem('webhook_signature_invalid', 'The message is too old');
  }
  return message;
}

async function handle(
  dependencies: Dependencies,
  addresses: SnsAddresses,
  message: SnsMessage,
): Promise<void> {
  const { logger } = dependencies;
  if (message.Type === 'Notification') return applyEvent(dependencies, message.Message);
  if (message.Type === 'UnsubscribeConfirmation') {
    logger.error({ topic: message.TopicArn }, 'bounces and complaints are not told any more');
    return;
  }
  const url = message.SubscribeURL ?? '';
  if (!isSubscribeUrl(url, addresses)) {
    throw problem('webhook_signature_invalid', 'The link is not Amazon’s');
  }
  await dependencies.sns.confirm(url).catch((error: unknown) => {
    logger.warn({ err: error }, 'the subscription could not be confirmed');
    throw problem('service_unavailable', 'The subscription could not be confirmed');
  });
  logger.info({ topic: message.TopicArn }, 'bounces and complaints are told from now on');
}

/** SES also writes a sentence for a test when a topic is set up: it is no event. */
async function applyEvent({ auth, metrics }: Dependencies, text: string): Promise<void> {
  const event = parseJson(text);
  if (!fitsSchema(SesEvent, event)) {
    metrics.feedback.inc({ outcome: 'other' });
    return;
  }
  const { outcome, reports } = readFeedback(event);
  for (const report of reports) {
    const body = { ...report, mailSentAt: event.mail.timestamp };
    await auth.call(reportMailProblem, { body });
  }
  metrics.feedback.inc({ outcome });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
