import { retryPauseFirstMs, retryPauseMsMax } from './limits.ts';
import type { BusMessage } from './port.ts';

interface Entry {
  readonly position: number;
  readonly message: BusMessage;
  attempt: number;
  finished: boolean;
}

/** Messages in hand: one at a time per key, several keys at once, retried until they succeed. */
export interface OrderedWork {
  /** Takes a message. Positions must rise from call to call. */
  add(position: number, message: BusMessage): void;
  /** The highest position up to which all messages are finished. */
  finishedUpTo(): number;
  /** Messages taken and not yet at or below `finishedUpTo`. */
  size(): number;
  /** Starts what may start now; call it when `mayStart` turned true. */
  resume(): void;
  /** Starts no more handlers; resolves when those that run have ended. */
  stop(): Promise<void>;
}

interface OrderedWorkOptions {
  /** Everything up to here was finished before. */
  readonly startPosition: number;
  /** Keys handled at the same time. */
  readonly keysAtOnceMax: number;
  readonly onMessage: (message: BusMessage, attempt: number) => Promise<void>;
  /** Asked right before each call of the handler. */
  readonly mayStart: () => boolean;
  /** `finishedUpTo` rose. */
  readonly onProgress: () => void;
  readonly onRejection: (message: BusMessage, attempt: number, error: unknown) => void;
}

export function retryPauseMs(attempt: number): number {
  return Math.min(retryPauseFirstMs * 2 ** (attempt - 1), retryPauseMsMax);
}

export function createOrderedWork(options: OrderedWorkOptions): OrderedWork {
  /** All entries behind `finishedUpTo`, by position; `head` is the first that still counts. */
  let entries: Entry[] = [];
  let head = 0;
  let finishedUpTo = options.startPosition;

  const waitingByKey = new Map<string, Entry[]>();
  const readyKeys: string[] = [];
  const retryTimers = new Set<NodeJS.Timeout>();
  let running = 0;
  let stopped = false;
  let onIdle: (() => void) | undefined;

  function startReadyKeys(): void {
    while (
      !stopped &&
      running < options.keysAtOnceMax &&
      readyKeys.length > 0 &&
      options.mayStart()
    ) {
      const key = readyKeys.shift() as string;
      const entry = waitingByKey.get(key)?.[0];
      if (entry !== undefined) void handle(key, entry);
    }
  }

  async function handle(key: string, entry: Entry): Promise<void> {
    running += 1;
    entry.attempt += 1;
    try {
      await options.onMessage(entry.message, entry.attempt);
      finish(key, entry);
    } catch (error) {
      options.onRejection(entry.message, entry.attempt, error);
      retryLater(key, retryPauseMs(entry.attempt));
    }
    running -= 1;
    startReadyKeys();
    if (running === 0) onIdle?.();
  }

  function finish(key: string, entry: Entry): void {
    entry.finished = true;
    const queue = waitingByKey.get(key) as Entry[];
    queue.shift();
    if (queue.length === 0) waitingByKey.delete(key);
    else readyKeys.push(key);

    const before = finishedUpTo;
    for (let next = entries[head]; next?.finished; next = entries[head]) {
      finishedUpTo = next.position;
      head += 1;
    }
    // Cut the finished part off now and then: shifting one by one would copy the array each time.
    if (head > 1_000) {
      entries = entries.slice(head);
      head = 0;
    }
    if (finishedUpTo !== before) options.onProgress();
  }

  /** A pausing key gives its place among the running ones to others. */
  function retryLater(key: string, pauseMs: number): void {
    if (stopped) return;
    const timer = setTimeout(() => {
      retryTimers.delete(timer);
      readyKeys.unshift(key);
      startReadyKeys();
    }, pauseMs);
    retryTimers.add(timer);
  }

  return {
    add(position, message) {
      const entry: Entry = { position, message, attempt: 0, finished: false };
      entries.push(entry);
      const queue = waitingByKey.get(message.key);
      if (queue !== undefined) {
        queue.push(entry);
        return;
      }
      waitingByKey.set(message.key, [entry]);
      readyKeys.push(message.key);
      startReadyKeys();
    },
    finishedUpTo: () => finishedUpTo,
    size: () => entries.length - head,
    resume: startReadyKeys,
    async stop() {
      stopped = true;
      for (const timer of retryTimers) clearTimeout(timer);
      if (running > 0) await new Promise<void>((resolve) => (onIdle = resolve));
    },
  };
}
