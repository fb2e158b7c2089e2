import { setTimeout as sleep } from 'node:timers/promises';
import { deadLetterReasonCharactersMax } from './limits.ts';
import type { BusMessage, DeadLetter, EventBus, SubscribeOptions } from './port.ts';
import type { ReportProblem } from './report-problem.ts';

/** The type of the messages in a group's dead-letter topic; their data is a `DeadLetter`. */
export const deadLetterType = 'message.set_aside';

const deadLetterSuffix = '.dead-letters';
const clearPollMs = 100;

/** Where messages go that a group gave up. */
export const deadLetterTopicOf = (group: string): string => `${group}${deadLetterSuffix}`;

/** Such topics are kept until somebody has looked at them. */
export const isDeadLetterTopic = (topic: string): boolean => topic.endsWith(deadLetterSuffix);

/** The group whose place in the dead-letter topic says what is dealt with. */
export const redriveGroupOf = (group: string): string => `${group}.redrive`;

/** Thrown by a handler for a message that no further attempt can mend: it is set aside at once. */
export class UnfitMessage extends Error {
  override readonly name = 'UnfitMessage';
}

interface Dependencies {
  readonly publish: EventBus['publish'];
  readonly reportProblem: ReportProblem;
}

/**
 * The subscription's handler, which sets aside what can never be handled. When the dead letter itself
 * cannot be published, the message is tried again like any other: it is never dropped.
 */
export function setAsideFailures(
  { publish, reportProblem }: Dependencies,
  options: SubscribeOptions,
): SubscribeOptions['onMessage'] {
  const { topic, group, attemptsMax = Number.POSITIVE_INFINITY } = options;
  return async (message, attempt) => {
    try {
      await options.onMessage(message, attempt);
    } catch (error) {
      if (!(error instanceof UnfitMessage) && attempt < attemptsMax) throw error;
      const letter = createDeadLetter({ message, topic, group, attempts: attempt }, error);
      await publish(deadLetterTopicOf(group), [wrap(letter)]);
      const where = { topic, group, messageId: message.id, attempt };
      reportProblem({ doing: 'handle message, which is set aside', error, ...where });
      options.onSetAside?.(letter);
    }
  };
}

function createDeadLetter(
  failed: Pick<DeadLetter, 'message' | 'topic' | 'group' | 'attempts'>,
  error: unknown,
): DeadLetter {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    ...failed,
    reason: reason.slice(0, deadLetterReasonCharactersMax),
    setAsideAt: new Date().toISOString(),
  };
}

/** The same id and key: a letter that is published twice is known by it, and its order holds. */
function wrap(letter: DeadLetter): BusMessage {
  const { id, key, requestId, traceparent } = letter.message;
  return {
    id,
    key,
    type: deadLetterType,
    time: letter.setAsideAt,
    ...(requestId !== undefined && { requestId }),
    ...(traceparent !== undefined && { traceparent }),
    data: letter,
  };
}

/** The letter in a message of a dead-letter topic. Throws UnfitMessage when there is none. */
function unwrap({ id, type, data }: BusMessage): DeadLetter {
  if (type !== deadLetterType) throw new UnfitMessage(`${id} is no dead letter`);
  return data as DeadLetter;
}

/** The letters of a group that nobody has dealt with, the oldest first. */
export async function listDeadLetters(
  bus: Pick<EventBus, 'peek'>,
  group: string,
  countMax: number,
): Promise<DeadLetter[]> {
  const messages = await bus.peek(deadLetterTopicOf(group), redriveGroupOf(group), countMax);
  return messages.map(unwrap);
}

/**
 * Deals with every letter that the group has now, by publishing its message again to its own topic
 * or by dropping it. Other groups of that topic see the message twice, as they may at any time.
 * Resolves to how many there were.
 */
export async function clearDeadLetters(
  bus: EventBus,
  group: string,
  how: 'redrive' | 'discard',
): Promise<number> {
  const [topic, redriveGroup] = [deadLetterTopicOf(group), redriveGroupOf(group)];
  // Counted before it begins, so that a message that fails again at once does not go round for ever.
  const count = await bus.lag(topic, redriveGroup);
  if (count === 0) return 0;
  let cleared = 0;
  const subscription = await bus.subscribe({
    topic,
    group: redriveGroup,
    async onMessage(message) {
      if (cleared >= count) throw new Error('came while letters were cleared; it stays');
      const letter = unwrap(message);
      if (how === 'redrive') await bus.publish(letter.topic, [letter.message]);
      cleared += 1;
    },
  });
  while (cleared < count && (await bus.lag(topic, redriveGroup)) > 0) await sleep(clearPollMs);
  await subscription.close();
  return cleared;
}
