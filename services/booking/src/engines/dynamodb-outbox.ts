import {
  ConditionalCheckFailedException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { BusMessage, EventBus } from '@ticketing/event-bus';
import type { Clock, Logger, NewId } from '@ticketing/service-kit';
import { bookingIndexes, shards } from './dynamodb-table.ts';

/** Messages that wait in the items of their bookings. */
export interface DynamoOutbox {
  /** Calls the listener with the booking of every write of this process that has messages. */
  onSaved(listener: (bookingId: string) => void): () => void;
  /** Bookings with waiting messages, the longest waiting first. */
  listWaiting(limit: number): Promise<readonly string[]>;
  /**
   * Takes a booking's messages for `owner`, oldest first, until `untilMs`. None when there are none or
   * another owner has them: so a booking's messages keep their order among relays.
   */
  claim(bookingId: string, by: OutboxClaim): Promise<readonly BusMessage[]>;
  /** Removes the oldest `count` unless another owner took over; true when more came meanwhile. */
  remove(bookingId: string, published: { owner: string; count: number }): Promise<boolean>;
}

export interface OutboxClaim {
  readonly owner: string;
  readonly nowMs: number;
  readonly untilMs: number;
}

const conflictsMax = 8;
const conflictPauseMs = 20;

/** Tries again what met a transaction on the same booking: it holds for milliseconds. */
export async function untilNoConflict<Result>(
  write: () => Promise<Result>,
  isConflict = (error: unknown): boolean => error instanceof TransactionConflictException,
): Promise<Result> {
  for (let conflicts = 1; ; conflicts += 1) {
    try {
      return await write();
    } catch (error) {
      if (!isConflict(error) || conflicts === conflictsMax) throw error;
      await new Promise((resolve) => setTimeout(resolve, conflictPauseMs * conflicts));
    }
  }
}

/** Answers undefined instead of throwing when the write's condition did not hold. */
export async function whenConditionHolds<Result>(
  write: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await untilNoConflict(write);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

/** The outbox of a table of bookings; `saved` is where the store tells of its writes. */
export function createDynamoOutbox(
  client: DynamoDBDocumentClient,
  table: string,
): DynamoOutbox & { saved(bookingId: string): void } {
  const listeners = new Set<(bookingId: string) => void>();
  const update = (
    bookingId: string,
    input: Omit<ConstructorParameters<typeof UpdateCommand>[0], 'TableName' | 'Key'>,
  ) =>
    whenConditionHolds(() =>
      client.send(
        new UpdateCommand({ TableName: table, Key: { booking_id: bookingId }, ...input }),
      ),
    );

  return {
    saved(bookingId) {
      for (const listener of listeners) listener(bookingId);
    },
    onSaved(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    async listWaiting(limit) {
      const { hash } = bookingIndexes.outbox;
      const pages = await Promise.all(
        shards.map((shard) =>
          client.send(
            new QueryCommand({
              TableName: table,
              IndexName: 'outbox',
              KeyConditionExpression: `${hash} = :shard`,
              ExpressionAttributeValues: { ':shard': String(shard) },
              Limit: limit,
            }),
          ),
        ),
      );
      return pages
        .flatMap(({ Items = [] }) => Items)
        .sort((a, b) => (String(a.outbox_since) < String(b.outbox_since) ? -1 : 1))
        .slice(0, limit)
        .map((item) => String(item.booking_id));
    },

    async claim(bookingId, { owner, nowMs, untilMs }) {
      const claimed = await update(bookingId, {
        UpdateExpression: 'SET outbox_owner = :owner, outbox_until = :until',
        ConditionExpression:
          'attribute_exists(outbox) AND ' +
          '(attribute_not_exists(outbox_owner) OR outbox_owner = :owner OR outbox_until < :now)',
        ExpressionAttributeValues: { ':owner': owner, ':until': untilMs, ':now': nowMs },
        ReturnValues: 'ALL_NEW',
      });
      const messages: string[] = claimed?.Attributes?.outbox ?? [];
      return messages.map((message): BusMessage => JSON.parse(message));
    },

    async remove(bookingId, { owner, count }) {
      const all = await update(bookingId, {
        UpdateExpression: 'REMOVE outbox, outbox_shard, outbox_since, outbox_owner, outbox_until',
        ConditionExpression: 'outbox_owner = :owner AND size(outbox) = :count',
        ExpressionAttributeValues: { ':owner': owner, ':count': count },
      });
      if (all !== undefined) return false;
      const places = Array.from({ length: count }, (_, index) => `outbox[${index}]`);
      const some = await update(bookingId, {
        UpdateExpression: `REMOVE ${places.join(', ')}`,
        ConditionExpression: 'outbox_owner = :owner AND size(outbox) > :count',
        ExpressionAttributeValues: { ':owner': owner, ':count': count },
      });
      return some !== undefined;
    },
  };
}

const atOnceMax = 16;
const waitingMax = 100;
/** Writes of this process are told at once; the poll finds what a process that died left behind. */
const pollMs = 1000;
/** How long a relay that died keeps a booking's messages from the others. */
const claimMs = 15_000;
const failurePauseMs = 500;

/**
 * Publishes waiting messages, at least once and in order per booking, then removes them, until closed.
 * Any number of relays may run. One that stalls for longer than its claim may publish again what
 * another has published since: consumers know messages by their ids.
 */
export function startDynamoOutboxRelay(options: {
  readonly outbox: DynamoOutbox;
  readonly eventBus: Pick<EventBus, 'publish'>;
  readonly topic: string;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Pick<Logger, 'error'>;
}): { close(): Promise<void> } {
  const { outbox, eventBus, topic, clock, log } = options;
  const owner = options.newId('message');
  const closing = new AbortController();
  const known = new Set<string>();
  let endPause: (() => void) | undefined;
  let nextPollMs = 0;

  const forget = outbox.onSaved((bookingId) => {
    known.add(bookingId);
    endPause?.();
  });

  async function relay(bookingId: string): Promise<void> {
    const nowMs = clock.now().getTime();
    const messages = await outbox.claim(bookingId, { owner, nowMs, untilMs: nowMs + claimMs });
    if (messages.length === 0) return;
    await eventBus.publish(topic, messages);
    if (await outbox.remove(bookingId, { owner, count: messages.length })) known.add(bookingId);
  }

  async function relayKnown(): Promise<void> {
    const bookingIds = [...known].slice(0, atOnceMax);
    for (const bookingId of bookingIds) known.delete(bookingId);
    const results = await Promise.allSettled(bookingIds.map(relay));
    const failed = results.find((result) => result.status === 'rejected');
    // The poll finds again what failed.
    if (failed !== undefined) throw failed.reason;
  }

  async function pause(ms: number): Promise<void> {
    const ended = new AbortController();
    endPause = () => ended.abort();
    if (closing.signal.aborted) ended.abort();
    await clock.sleep(ms, ended.signal).catch(() => undefined);
    endPause = undefined;
  }

  async function work(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        if (clock.now().getTime() >= nextPollMs) {
          for (const bookingId of await outbox.listWaiting(waitingMax)) known.add(bookingId);
          nextPollMs = clock.now().getTime() + pollMs;
        }
        if (known.size === 0) await pause(pollMs);
        else await relayKnown();
      } catch (error) {
        log.error({ err: error, topic }, 'outbox not published; trying again');
        await clock.sleep(failurePauseMs, closing.signal).catch(() => undefined);
      }
    }
  }

  const working = work();
  return {
    async close() {
      forget();
      closing.abort();
      endPause?.();
      await working;
    },
  };
}
