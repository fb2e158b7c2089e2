import type { SqlClient } from '@ticketing/sql-database';
import { type CoalescedSave, createCoalescedSave } from './coalesced-save.ts';
import {
  cursorSaveMs,
  fetchMessagesMax,
  keysAtOnceMax,
  leaseMs,
  pollMs,
  windowMessagesMax,
} from './limits.ts';
import { createOrderedWork, type OrderedWork } from './ordered-work.ts';
import type { BusMessage, SubscribeOptions } from './port.ts';
import { createLeasedCursor, type LeasedCursor } from './postgres-cursor.ts';
import type { BusProblem, ReportProblem } from './report-problem.ts';
import { createSignal, type Signal } from './signal.ts';

interface MessageRow {
  readonly position: number;
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly time: string;
  readonly request_id: string | null;
  readonly data: string;
}

const fetchMessages = `
  select position, id, key, type, time, request_id, data::text as data
  from event_bus.messages where topic = $1 and position > $2 order by position limit $3`;

function toMessage(row: MessageRow): BusMessage {
  return {
    id: row.id,
    key: row.key,
    type: row.type,
    time: row.time,
    ...(row.request_id === null ? {} : { requestId: row.request_id }),
    data: JSON.parse(row.data),
  };
}

export interface PostgresConsumer {
  /** There may be new messages, or the lease may be free. */
  wake(): void;
  /** Ends the consumer after the handlers that run; the group's place is saved. */
  close(): Promise<void>;
}

interface ConsumerDependencies {
  readonly client: SqlClient;
  /** Unique for this subscription among all processes. */
  readonly owner: string;
  readonly reportProblem: ReportProblem;
}

/** What the parts of one consumer share. */
interface ConsumerParts {
  readonly client: SqlClient;
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
  { client, owner, reportProblem }: ConsumerDependencies,
  options: SubscribeOptions,
): PostgresConsumer {
  const place = { topic: options.topic, group: options.group };
  let closing = false;
  const parts: ConsumerParts = {
    client,
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
    onProgress() {
      saver.soon();
      parts.roomMade.ring();
    },
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
    if (windowMessagesMax - work.size() < fetchMessagesMax) {
      await parts.roomMade.wait(pollMs);
      continue;
    }
    const rows = await parts.client.query<MessageRow>(fetchMessages, [
      parts.options.topic,
      position,
      fetchMessagesMax,
    ]);
    for (const row of rows) work.add(Number(row.position), toMessage(row));
    const last = rows.at(-1);
    if (last !== undefined) position = Number(last.position);
    else if (!parts.isClosing()) await parts.woken.wait(pollMs);
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
