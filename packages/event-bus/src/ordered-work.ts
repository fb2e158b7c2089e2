import { createFinishedPrefix, type PrefixEntry } from './finished-prefix.ts';
import {
  retryPauseFirstMs,
  retryPauseMsMax,
  windowMessagesMax,
  windowSpanMessagesMax,
} from './limits.ts';
import type { BusMessage } from './port.ts';

interface Job {
  readonly entry: PrefixEntry;
  readonly message: BusMessage;
  attempt: number;
}

/** Messages in hand: one at a time per key, several keys at once, retried until they succeed. */
export interface OrderedWork {
  /** Takes a message. Positions must rise from call to call. */
  add(position: number, message: BusMessage): void;
  /** The highest position up to which all messages are finished. */
  finishedUpTo(): number;
  /** Messages taken and not yet at or below `finishedUpTo`. */
  size(): number;
  /** How many more messages may be taken now. */
  room(): number;
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
  /** A message is finished, so that there is more room. */
  readonly onRoom: () => void;
  readonly onRejection: (message: BusMessage, attempt: number, error: unknown) => void;
}

/** Between half and the whole: messages that failed together must not come back together again and again. */
function retryPauseMs(attempt: number): number {
  const whole = Math.min(retryPauseFirstMs * 2 ** (attempt - 1), retryPauseMsMax);
  return (whole * (1 + Math.random())) / 2;
}

export function createOrderedWork(options: OrderedWorkOptions): OrderedWork {
  const prefix = createFinishedPrefix(options.startPosition);
  const jobsByKey = new Map<string, Job[]>();
  const readyKeys: string[] = [];
  const retryTimers = new Set<NodeJS.Timeout>();
  let running = 0;
  let unfinished = 0;
  let stopped = false;
  let onIdle: (() => void) | undefined;

  function startReadyKeys(): void {
    while (!stopped && running < options.keysAtOnceMax && readyKeys.length > 0) {
      if (!options.mayStart()) return;
      const key = readyKeys.shift() as string;
      const job = jobsByKey.get(key)?.[0];
      if (job !== undefined) void handle(key, job);
    }
  }

  async function handle(key: string, job: Job): Promise<void> {
    running += 1;
    job.attempt += 1;
    try {
      await options.onMessage(job.message, job.attempt);
      finish(key, job);
    } catch (error) {
      options.onRejection(job.message, job.attempt, error);
      retryLater(key, retryPauseMs(job.attempt));
    }
    running -= 1;
    startReadyKeys();
    if (running === 0) onIdle?.();
  }

  function finish(key: string, job: Job): void {
    const jobs = jobsByKey.get(key) ?? [];
    jobs.shift();
    if (jobs.length === 0) jobsByKey.delete(key);
    else readyKeys.push(key);
    unfinished -= 1;
    if (prefix.finish(job.entry)) options.onProgress();
    options.onRoom();
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

  function add(position: number, message: BusMessage): void {
    unfinished += 1;
    const job: Job = { entry: prefix.add(position), message, attempt: 0 };
    const jobs = jobsByKey.get(message.key);
    if (jobs !== undefined) {
      jobs.push(job);
      return;
    }
    jobsByKey.set(message.key, [job]);
    readyKeys.push(message.key);
    startReadyKeys();
  }

  /** What is finished takes no more than its position, so one that is not holds up few others. */
  function room(): number {
    return Math.min(windowMessagesMax - unfinished, windowSpanMessagesMax - prefix.size());
  }

  async function stop(): Promise<void> {
    stopped = true;
    for (const timer of retryTimers) clearTimeout(timer);
    if (running === 0) return;
    await new Promise<void>((resolve) => {
      onIdle = resolve;
    });
  }

  return { add, finishedUpTo: prefix.upTo, size: prefix.size, room, resume: startReadyKeys, stop };
}
