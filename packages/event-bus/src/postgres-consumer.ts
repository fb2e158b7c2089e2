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
import type { ReportProblem } from './report-problem.ts';
import { createSignal } from './signal.ts';

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

/**
 * Consumes a topic for a group while it owns the group's lease, and stands by while another does.
 * The owner alone calls the handler; that is what keeps one key from being handled in two processes.
 */
export function startPostgresConsumer(
  dependencies: ConsumerDependencies,
  options: SubscribeOptions,
): PostgresConsumer {
  const { client, owner } = dependencies;
  const place = { topic: options.topic, group: options.group };
  const cursor = createLeasedCursor(client, { ...place, owner });
  const woken = createSignal();
  const roomMade = createSignal();
  let closing = false;

  function ringAll(): void {
    woken.ring();
    roomMade.ring();
  }

  const report = (doing: string, error: unknown): void =>
    dependencies.reportProblem({ doing, error, ...place });

  async function run(): Promise<void> {
    while (!closing) {
      try {
        const position = await cursor.take();
        if (position === undefined) await woken.wait(pollMs);
        else await consume(position);
      } catch (error) {
        report('consume', error);
        if (!closing) await woken.wait(pollMs);
      }
    }
    await cursor.release().catch((error: unknown) => report('release lease', error));
  }

  async function consume(startPosition: number): Promise<void> {
    const work = createOrderedWork({
      startPosition,
      keysAtOnceMax,
      onMessage: options.onMessage,
      mayStart: cursor.held,
      onProgress() {
        saver.soon();
        roomMade.ring();
      },
      onRejection: (message, attempt, error) =>
        dependencies.reportProblem({
          doing: 'handle message',
          error,
          ...place,
          messageId: message.id,
          attempt,
        }),
    });
    const saver = startCursorSaver({ cursor, work, onLeaseLost: ringAll, report });
    try {
      await takeMessages(work, startPosition);
    } finally {
      await work.stop();
      await saver.finish();
    }
  }

  /** Fills the window until the subscription closes or the lease is lost. */
  async function takeMessages(work: OrderedWork, startPosition: number): Promise<void> {
    let position = startPosition;
    while (!closing && cursor.held()) {
      const room = windowMessagesMax - work.size();
      if (room < fetchMessagesMax) {
        await roomMade.wait(pollMs);
        continue;
      }
      const rows = await client.query<MessageRow>(fetchMessages, [
        options.topic,
        position,
        fetchMessagesMax,
      ]);
      for (const row of rows) work.add(Number(row.position), toMessage(row));
      const last = rows.at(-1);
      if (last !== undefined) position = Number(last.position);
      else if (!closing) await woken.wait(pollMs);
    }
  }

  const ended = run();
  return {
    wake: woken.ring,
    async close() {
      closing = true;
      ringAll();
      await ended;
    },
  };
}

/** Gathers finished messages into few writes, and keeps the lease alive when there are none. */
function startCursorSaver(parts: {
  cursor: LeasedCursor;
  work: OrderedWork;
  onLeaseLost: () => void;
  report: (doing: string, error: unknown) => void;
}): Pick<CoalescedSave, 'soon' | 'finish'> {
  const { cursor, work } = parts;
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
        parts.onLeaseLost();
      }
    } catch (error) {
      // The next finished message or heartbeat tries again.
      parts.report('save cursor', error);
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
