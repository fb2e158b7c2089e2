import { BusRefusal, type CheckedMessage, checkMessage } from './check-messages.ts';
import {
  publishBatchBytesMax,
  publishBatchMessagesMax,
  publishQueueMessagesMax,
} from './limits.ts';
import type { BusMessage } from './port.ts';

/** The messages of one publish call, which become visible together. */
export type PublishCall = readonly CheckedMessage[];

interface WaitingCall {
  readonly messages: PublishCall;
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface PublishQueue {
  /** Resolves when the messages are durable; rejects when they are not, or nobody knows. */
  publish(messages: readonly BusMessage[]): Promise<void>;
  /** Resolves when all calls made so far have been answered. */
  settle(): Promise<void>;
}

/**
 * Publishes to one topic: calls that come while a batch is written are gathered into the next one,
 * in the order in which they were made.
 */
export function createPublishQueue(
  topic: string,
  writeBatch: (calls: readonly PublishCall[]) => Promise<void>,
): PublishQueue {
  let waiting: WaitingCall[] = [];
  let waitingMessages = 0;
  let flushing: Promise<void> | undefined;

  /** At least one call, and as many as fit. */
  function takeBatch(): WaitingCall[] {
    let count = 0;
    let messages = 0;
    let bytes = 0;
    for (const call of waiting) {
      messages += call.messages.length;
      bytes += call.bytes;
      if (count > 0 && (messages > publishBatchMessagesMax || bytes > publishBatchBytesMax)) break;
      count += 1;
    }
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    for (const call of batch) waitingMessages -= call.messages.length;
    return batch;
  }

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const batch = takeBatch();
      try {
        await writeBatch(batch.map((call) => call.messages));
        for (const call of batch) call.resolve();
      } catch (error) {
        for (const call of batch) call.reject(error);
      }
    }
    flushing = undefined;
  }

  return {
    async publish(messages) {
      const checked = messages.map(checkMessage);
      if (checked.length === 0) return;
      if (waitingMessages + checked.length > publishQueueMessagesMax) {
        throw new BusRefusal(`more than ${publishQueueMessagesMax} messages wait for ${topic}`);
      }
      waitingMessages += checked.length;
      const bytes = checked.reduce((sum, message) => sum + message.bytes, 0);
      const answered = new Promise<void>((resolve, reject) => {
        waiting.push({ messages: checked, bytes, resolve, reject });
      });
      flushing ??= flush();
      await answered;
    },
    async settle() {
      await flushing;
    },
  };
}
