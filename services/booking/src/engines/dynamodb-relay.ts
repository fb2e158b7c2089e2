import type { EventBus } from '@ticketing/event-bus';
import type { Clock, Logger, NewId } from '@ticketing/service-kit';
import type { DynamoOutbox } from './dynamodb-outbox.ts';

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
    const claimed = await outbox.claim(bookingId, { owner, nowMs, untilMs: nowMs + claimMs });
    if (claimed === undefined) return;
    if (claimed.messages.length > 0) await eventBus.publish(topic, claimed.messages);
    if (await outbox.remove(claimed)) known.add(bookingId);
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
