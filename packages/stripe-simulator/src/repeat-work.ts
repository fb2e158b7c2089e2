export interface RepeatedWork {
  /** Does the work once, then again and again, each time after a pause. */
  start(): Promise<void>;
  /** Resolves when the work that is under way is done; none follows. */
  stop(): Promise<void>;
}

/** Work in the background that must not end the process when it fails, nor keep it alive. */
export function repeatWork(
  work: () => Promise<void>,
  options: { everyMilliseconds: number; onError: (error: unknown) => void },
): RepeatedWork {
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const run = async (): Promise<void> => {
    await work().catch(options.onError);
    if (isStopped) return;
    timer = setTimeout(() => {
      running = run();
    }, options.everyMilliseconds);
    timer.unref();
  };
  return {
    start: () => {
      running = run();
      return running;
    },
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
