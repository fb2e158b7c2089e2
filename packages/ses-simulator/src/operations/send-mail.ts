import { randomUUID } from 'node:crypto';
import type { Records } from '@ticketing/mailbox';
import { type MailEvent, mailEvents, type Told } from '../domain/mail-events.ts';
import { addressIn, type MailToSend, readSendEmail } from '../domain/read-send-email.ts';
import type { createSendRate } from '../domain/send-rate.ts';
import type { SentMail } from '../domain/sent-mail.ts';
import { SesError } from '../domain/ses-error.ts';
import { fateOfSimulatedRecipient } from '../domain/simulated-recipients.ts';
import type { SesSimulatorOptions } from '../options.ts';
import type { SuppressionList } from '../storage/suppression-list.ts';

export interface SendMailDependencies
  extends Pick<
    SesSimulatorOptions,
    'verifiedIdentities' | 'configurationSets' | 'fateOf' | 'faults'
  > {
  readonly region: string;
  readonly mails: Records<SentMail>;
  readonly suppression: SuppressionList;
  readonly rate: ReturnType<typeof createSendRate>;
  readonly publish: (event: MailEvent) => Promise<void>;
  readonly now: () => Date;
}

/** What the caller hears: a fault may keep it from hearing anything. */
export type SendOutcome =
  | { readonly reply: 'sent'; readonly messageId: string }
  | { readonly reply: 'lost' }
  | { readonly reply: 'none' };
export type SendMail = (body: Buffer) => Promise<SendOutcome>;

/** SendEmail: the mail is on disk, and what will be told of it too, before it is answered. */
export function createSendMail(dependencies: SendMailDependencies): SendMail {
  const { mails, rate, faults, now } = dependencies;
  return async (body) => {
    const fault = faults?.send?.();
    if (fault === 'hang') return { reply: 'none' };
    if (fault === 'fail') throw new SesError('InternalFailure', 'The request processing failed.');
    refuseAccount(faults?.account?.());
    const mail = readSendEmail(body);
    refuseSender(dependencies, mail);
    if (!rate.take(mail.recipients.length)) {
      throw new SesError('TooManyRequestsException', 'Maximum sending rate exceeded.');
    }
    const messageId = newMessageId(now());
    const { configurationSet, ...rest } = mail;
    const sent = {
      ...rest,
      messageId,
      sentAt: now().toISOString(),
      ...(configurationSet !== undefined && { configurationSet }),
    };
    mails.add(messageId, sent);
    for (const recipient of mail.recipients) await tell(dependencies, sent, recipient);
    return fault === 'lose_reply' ? { reply: 'lost' } : { reply: 'sent', messageId };
  };
}

function refuseAccount(state: 'suspended' | 'paused' | undefined): void {
  if (state === 'suspended') {
    throw new SesError('AccountSuspendedException', 'The account is suspended.');
  }
  if (state === 'paused') {
    throw new SesError('SendingPausedException', 'Sending is paused for this account.');
  }
}

function refuseSender(dependencies: SendMailDependencies, mail: MailToSend): void {
  const { verifiedIdentities, configurationSets = [], region } = dependencies;
  const sender = addressIn(mail.from).toLowerCase();
  const domain = sender.slice(sender.indexOf('@') + 1);
  if (verifiedIdentities !== undefined && ![sender, domain].some(among(verifiedIdentities))) {
    throw new SesError(
      'MessageRejected',
      'Email address is not verified. The following identities failed the check in region ' +
        `${region.toUpperCase()}: ${sender}`,
    );
  }
  const { configurationSet } = mail;
  if (configurationSet !== undefined && !configurationSets.includes(configurationSet)) {
    throw new SesError(
      'NotFoundException',
      `Configuration set <${configurationSet}> does not exist.`,
    );
  }
}

const among = (names: readonly string[]) => (name: string) =>
  names.some((known) => known.toLowerCase() === name);

/** Publishes what became of the mail; an address that bounces for good is not written to again. */
async function tell(
  { suppression, fateOf, publish, now }: SendMailDependencies,
  mail: SentMail,
  recipient: string,
): Promise<void> {
  const simulated = fateOfSimulatedRecipient(recipient);
  let fate: Told['fate'] = simulated ?? fateOf?.(recipient) ?? 'delivered';
  if ((await suppression.find(recipient)) !== undefined) fate = 'on_account_suppression_list';
  // Amazon's own simulated addresses come on no list, so that they can be used again.
  else if (simulated === undefined && (fate === 'bounced' || fate === 'complained')) {
    const reason = fate === 'bounced' ? 'BOUNCE' : 'COMPLAINT';
    await suppression.put({ address: recipient, reason });
  }
  const at = now();
  for (const event of mailEvents(mail, { recipient, fate, at, feedbackId: newMessageId(at) })) {
    await publish(event);
  }
}

/** Like SES's: a time, a UUID, a count. */
const newMessageId = (at: Date): string =>
  `${at.getTime().toString(16).padStart(16, '0')}-${randomUUID()}-000000`;
