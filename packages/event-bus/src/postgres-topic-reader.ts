import type { SqlClient } from '@ticketing/sql-database';
import { fetchMessagesMax, sharedMessagesMax } from './limits.ts';
import type { BusMessage } from './port.ts';

export interface MessageRow {
  readonly position: number;
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly time: string;
  readonly request_id: string | null;
  readonly traceparent: string | null;
  readonly data: string;
}

export const messageColumns =
  'position, id, key, type, time, request_id, traceparent, data::text as data';

const fetchMessages = `
  select ${messageColumns} from event_bus.messages
  where topic = $1 and position > $2 order by position limit $3`;

export function toMessage(row: MessageRow): BusMessage {
  return {
    id: row.id,
    key: row.key,
    type: row.type,
    time: row.time,
    ...(row.request_id === null ? {} : { requestId: row.request_id }),
    ...(row.traceparent === null ? {} : { traceparent: row.traceparent }),
    data: JSON.parse(row.data),
  };
}

/** A message and its place in the log. */
export interface PlacedMessage {
  readonly position: number;
  readonly message: BusMessage;
}

/** Reads one topic for all consumers of this process. */
export interface TopicReader {
  /** The next messages after a position, at most `fetchMessagesMax`. They are shared: nobody changes them. */
  readAfter(position: number): Promise<readonly PlacedMessage[]>;
}

/**
 * Several groups of one process read the same messages at nearly the same time: the newest are kept, and who
 * asks for the same place at once shares an answer. The log only grows at its end and its messages never
 * change, so what was read stays true.
 */
export function createTopicReader(client: SqlClient, topic: string): TopicReader {
  /** Without a gap: of all messages between its first and its last none is missing. */
  let newest: readonly PlacedMessage[] = [];
  const underWay = new Map<number, Promise<readonly PlacedMessage[]>>();

  function recall(position: number): readonly PlacedMessage[] {
    const first = newest[0]?.position;
    if (first === undefined || position < first) return [];
    const from = newest.findLastIndex((placed) => placed.position <= position) + 1;
    return newest.slice(from, from + fetchMessagesMax);
  }

  async function read(position: number): Promise<readonly PlacedMessage[]> {
    const rows = await client.query<MessageRow>(fetchMessages, [topic, position, fetchMessagesMax]);
    const read = rows.map((row) => ({ position: Number(row.position), message: toMessage(row) }));
    const last = newest.at(-1)?.position;
    if (read.length > 0 && (last === undefined || position >= last)) {
      newest = [...(position === last ? newest : []), ...read].slice(-sharedMessagesMax);
    }
    return read;
  }

  return {
    readAfter(position) {
      const known = recall(position);
      if (known.length > 0) return Promise.resolve(known);
      const asked = underWay.get(position);
      if (asked !== undefined) return asked;
      const reading = read(position).finally(() => underWay.delete(position));
      underWay.set(position, reading);
      return reading;
    },
  };
}
