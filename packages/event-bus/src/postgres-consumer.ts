import { setTimeout as delay } from 'node:timers/promises';
import type { SqlClient } from '@ticketing/sql-database';
import { type CoalescedSave, createCoalescedSave } from './coalesced-save.ts';
import {
  cursorSaveMs,
  fetchMessagesMax,
  gatherMs,
  keysAtOnceMax,
  leaseMs,
  pollMs,
} from './limits.ts';
import { createOrderedWork, type OrderedWork } from './ordered-work.ts';
import type { BusMessage, SubscribeOptions } from './port.ts';
import { createLeasedCursor, type LeasedCursor } from './postgres-cursor.ts';
import {
  type MessageRow,
  messageColumns,
  type TopicReader,
  toMessage,
} from './postgres-topic-reader.ts';
import type { BusProblem, ReportProblem } from './report-problem.ts';
import { createSignal, type Signal } from './signal.ts';

const peekAtMessages = `
  select ${messageColumns} from event_bus.messages where topic = $1 and position > coalesce(
    (select position from event_bus.cursors where topic = $1 and consumer_group = $2), 0)
  order by position limit $3`;

/** What the group has not finished, the oldest first. */
export async function peekMessages(
  client: SqlClient,
  { topic, group }: { topic: string; group: string },
  countMax: number,
): Promise<BusMessage[]> {
  const rows = await client.query<MessageRow>(peekAtMessages, [topic, group, countMax]);
  return rows.map(toMessage);
}

export interface PostgresConsumer {
  /** There may be new messages, or the lease may be free. */
  wake(): void;
  /** Ends the consumer after the handlers that run; the group's place is saved. */
  close(): Promise<void>;
}

interface ConsumerDependencies {
  readonly client: SqlClient;
  /** Of the topic, for all consumers of this process. */
  readonly reader: TopicReader;
  /** Unique for this subscription among all processes. */
  readonly owner: string;
  readonly reportProblem: ReportProblem;
}

/** What the parts of one consumer share. */
interface ConsumerParts {
  readonly reader: TopicReader;
  readonly options: SubscribeOptions;
  readonly cursor: LeasedCursor;
  /** Rings for new messages, a lease that may be free, and the end. */
  readonly woken: Signal;
  /** Rings for room in the window, and the end. */
  readonly roomMade: Signal;
  readonly isClosing: () => boolean;
  readonly report: (problem: Omit<BusProblem, 'topic' | 'group'>) => void;
}

/**
 * Consumes a topic for a group while it owns the group's lease, and stands by while another does.
 * The owner alone calls the handler; that is what keeps one key from being handled in two
 * processes.
 */
export function startPostgresConsumer(
  { client, reader, owner, reportProblem }: ConsumerDependencies,
  options: SubscribeOptions,
): PostgresConsumer {
  const place = { topic: options.topic, group: options.group };
  let closing = false;
  const parts: ConsumerParts = {
    reader,
    options,
    cursor: createLeasedCursor(client, { ...place, owner }),
    woken: createSignal(),
    roomMade: createSignal(),
    isClosing: () => closing,
    report: (problem) => reportProblem({ ...problem, ...place }),
  };
  const ended = takeTurns(parts);
  return {
    wake: parts.woken.ring,
    async close() {
      closing = true;
      parts.woken.ring();
      parts.roomMade.ring();
      await ended;
    },
  };
}

/** Until the end: consumes when the lease is free, otherwise waits for it. */
async function takeTurns(parts: ConsumerParts): Promise<void> {
  const { cursor, woken, isClosing, report } = parts;
  while (!isClosing()) {
    try {
      const position = await cursor.take();
      if (position === undefined) await woken.wait(pollMs);
      else await consumeWhileLeased(parts, position);
    } catch (error) {
      report({ doing: 'consume', error });
      if (!isClosing()) await woken.wait(pollMs);
    }
  }
  await cursor.release().catch((error: unknown) => report({ doing: 'release lease', error }));
}

async function consumeWhileLeased(parts: ConsumerParts, startPosition: number): Promise<void> {
  const work = createOrderedWork({
    startPosition,
    keysAtOnceMax,
    onMessage: parts.options.onMessage,
    mayStart: parts.cursor.held,
    onProgress: () => saver.soon(),
    onRoom: parts.roomMade.ring,
    onRejection: (message, attempt, error) =>
      parts.report({ doing: 'handle message', error, messageId: message.id, attempt }),
  });
  const saver = startCursorSaver(parts, work);
  try {
    await takeMessages(parts, work, startPosition);
  } finally {
    await work.stop();
    await saver.finish();
  }
}

/** Fills the window until the subscription closes or the lease is lost. */
async function takeMessages(
  parts: ConsumerParts,
  work: OrderedWork,
  startPosition: number,
): Promise<void> {
  let position = startPosition;
  while (!parts.isClosing() && parts.cursor.held()) {
    if (work.room() < fetchMessagesMax) {
      await parts.roomMade.wait(pollMs);
      continue;
    }
    const next = await parts.reader.readAfter(position);
    for (const placed of next) work.add(placed.position, placed.message);
    position = next.at(-1)?.position ?? position;
    if (next.length === fetchMessagesMax || parts.isClosing()) continue;
    if (next.length > 0) await delay(gatherMs);
    await parts.woken.wait(pollMs);
  }
}

/** Gathers finished messages into few writes, and keeps the lease alive when there are none. */
function startCursorSaver(
  { cursor, woken, roomMade, report }: ConsumerParts,
  work: OrderedWork,
): Pick<CoalescedSave, 'soon' | 'finish'> {
  let savedPosition = work.finishedUpTo();
  const saver = createCoalescedSave(save, cursorSaveMs);
  const heartbeat = setInterval(saver.soon, leaseMs / 3);

  async function save(): Promise<void> {
    const position = work.finishedUpTo();
    try {
      if (await cursor.save(position)) {
        savedPosition = position;
        work.resume();
      } else {
        woken.ring();
        roomMade.ring();
      }
    } catch (error) {
      // The next finished message or heartbeat tries again.
      report({ doing: 'save cursor', error });
    }
  }

  return {
    soon: saver.soon,
    async finish() {
      clearInterval(heartbeat);
      await saver.abandon();
      if (work.finishedUpTo() !== savedPosition) await save();
    },
  };
}
