import { randomBytes, randomUUID } from 'node:crypto';
import type { RecordFile, Records } from '@ticketing/mailbox';
import type { Logger } from '@ticketing/service-kit';
import { type Static, Type } from 'typebox';
import { postMessage } from './post-message.ts';
import type { SignedMessage, UnsignedMessage } from './sign-message.ts';

const Pending = Type.Object({
  messageId: Type.String(),
  subject: Type.String(),
  message: Type.String(),
  timestamp: Type.String(),
});
type Pending = Static<typeof Pending>;

const Subscription = Type.Object({
  url: Type.String(),
  topicArn: Type.String(),
  token: Type.String(),
  isConfirmed: Type.Boolean(),
});
type Subscription = Static<typeof Subscription>;

export interface CourierOptions {
  readonly file: RecordFile;
  readonly url: string;
  readonly topicArn: string;
  readonly retryMillisecondsFirst: number;
  readonly publicUrl: () => string;
  readonly sign: (message: UnsignedMessage) => SignedMessage;
  readonly now: () => Date;
  readonly logger: Logger;
}

/** Amazon SNS with one topic and one subscriber over HTTP. */
export interface Courier {
  /** Resolves when the message is on disk; it is posted until it is accepted, refused or given up. */
  publish(subject: string, message: string): Promise<void>;
  /** What the subscriber fetches to say yes; false for a token of another time. */
  confirm(topicArn: string, token: string): Promise<boolean>;
  start(): void;
  close(): Promise<void>;
}

const postsAtOnceMax = 8;
const retryMsMax = 5_000;
/** About an hour, the longest that SNS tries. */
const attemptsMax = 720;

/** Messages wait until the subscriber confirmed. What an earlier process left is posted too. */
export function openCourier(options: CourierOptions): Courier {
  const { logger } = options;
  const pending = options.file.records('feedback', Pending);
  const subscriptions = options.file.records('subscription', Subscription);
  let subscription = openSubscription(subscriptions, options);
  const closing = new AbortController();
  const waiting: Pending[] = [...pending.newestFirst()].reverse();
  const active = new Set<Promise<void>>();
  let isStarted = false;

  /** Tries until there is an answer that counts; the pause doubles. */
  async function deliver(message: () => UnsignedMessage, isDone: () => boolean): Promise<void> {
    let pauseMs = options.retryMillisecondsFirst;
    for (let attempt = 1; attempt <= attemptsMax && !closing.signal.aborted; attempt += 1) {
      const outcome = await postMessage(options.url, options.sign(message()), closing.signal);
      if (isDone() || outcome === 'accepted') return;
      if (outcome === 'refused') {
        logger.warn({ type: message().Type }, 'the subscriber refused a message');
        return;
      }
      await pause(pauseMs, closing.signal);
      pauseMs = Math.min(pauseMs * 2, retryMsMax);
    }
    if (!closing.signal.aborted) logger.error({ type: message().Type }, 'a message was given up');
  }

  function pump(): void {
    while (isStarted && subscription.isConfirmed && active.size < postsAtOnceMax) {
      const next = waiting.shift();
      if (next === undefined) return;
      const work = deliver(
        () => notification(next, options.topicArn),
        () => false,
      )
        .then(() => (closing.signal.aborted ? undefined : pending.remove(next.messageId)))
        .catch((error: unknown) => logger.error({ err: error }, 'a message was not posted'))
        .finally(() => {
          active.delete(work);
          pump();
        });
      active.add(work);
    }
  }

  /** Asked again until the subscriber answers, however late it starts. */
  async function askToConfirm(): Promise<void> {
    while (!subscription.isConfirmed && !closing.signal.aborted) {
      const asked = () => confirmation(subscription, options);
      await deliver(asked, () => subscription.isConfirmed);
      await pause(options.retryMillisecondsFirst, closing.signal);
    }
  }

  return {
    async publish(subject, message) {
      const timestamp = options.now().toISOString();
      const item = { messageId: randomUUID(), subject, message, timestamp };
      pending.add(item.messageId, item);
      waiting.push(item);
      pump();
    },
    async confirm(topicArn, token) {
      if (topicArn !== options.topicArn || token !== subscription.token) return false;
      subscription = { ...subscription, isConfirmed: true };
      subscriptions.save(subscriptionId, subscription);
      pump();
      return true;
    },
    start() {
      isStarted = true;
      const asking = askToConfirm().finally(() => active.delete(asking));
      active.add(asking);
      pump();
    },
    async close() {
      isStarted = false;
      closing.abort();
      await Promise.all(active);
    },
  };
}

const subscriptionId = 'feedback';

/** The one of before, unless it was for another address or topic. */
function openSubscription(
  subscriptions: Records<Subscription>,
  { url, topicArn }: CourierOptions,
): Subscription {
  const kept = subscriptions.read(subscriptionId);
  if (kept?.url === url && kept.topicArn === topicArn) return kept;
  const token = randomBytes(32).toString('hex');
  const subscription = { url, topicArn, token, isConfirmed: false };
  subscriptions.save(subscriptionId, subscription);
  return subscription;
}

const notification = (item: Pending, topicArn: string): UnsignedMessage => ({
  Type: 'Notification',
  MessageId: item.messageId,
  TopicArn: topicArn,
  Subject: item.subject,
  Message: item.message,
  Timestamp: item.timestamp,
});

function confirmation({ token, topicArn }: Subscription, options: CourierOptions): UnsignedMessage {
  const query = new URLSearchParams({
    Action: 'ConfirmSubscription',
    TopicArn: topicArn,
    Token: token,
  });
  return {
    Type: 'SubscriptionConfirmation',
    MessageId: randomUUID(),
    Token: token,
    TopicArn: topicArn,
    Message: `You have chosen to subscribe to the topic ${topicArn}.`,
    SubscribeURL: `${options.publicUrl()}/?${query}`,
    Timestamp: options.now().toISOString(),
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
