import { Worker } from 'node:worker_threads';
import type { Condense } from '../operations/condense-journal.ts';
import type {
  CondenseSettings,
  FromCondenseThread,
  ToCondenseThread,
} from './condense-messages.ts';

export interface Condenser {
  /** Waits for its turn. Rejects when the snapshot could not be made or kept. */
  readonly condense: Condense;
  /** Ends the thread at once, also in the middle of a snapshot: one statement keeps it, or does not. */
  close(): Promise<void>;
}

/**
 * Makes snapshots beside the thread that sells: writing down a hundred thousand holds takes a tenth of a
 * second, in which nothing else could be decided. The thread starts with the first snapshot.
 */
export function openCondenser(settings: CondenseSettings): Condenser {
  let thread: Worker | undefined;
  /** Who waits for the answer to the one question that is asked at a time. */
  let waiting = Promise.withResolvers<void>();
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  function openThread(): Worker {
    const opened = new Worker(new URL('./condense-thread.ts', import.meta.url), {
      workerData: settings,
    });
    // It alone must not keep the process alive.
    opened.unref();
    opened.on('message', ({ failure }: FromCondenseThread) => {
      if (failure === undefined) waiting.resolve();
      else waiting.reject(new Error(failure));
    });
    const lose = (reason: unknown) => {
      if (thread !== opened) return;
      thread = undefined;
      waiting.reject(reason);
    };
    opened.on('error', lose);
    opened.on('exit', () => lose(new Error('the thread that makes snapshots ended')));
    return opened;
  }

  function ask(performanceId: string): Promise<void> {
    if (isClosed) return Promise.reject(new Error('no more snapshots are made'));
    waiting = Promise.withResolvers<void>();
    thread ??= openThread();
    const message: ToCondenseThread = { performanceId };
    thread.postMessage(message);
    return waiting.promise;
  }

  return {
    condense(performanceId) {
      const asked = last.then(() => ask(performanceId));
      last = asked.catch(() => undefined);
      return asked;
    },
    async close() {
      isClosed = true;
      await thread?.terminate();
    },
  };
}
