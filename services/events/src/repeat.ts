import type { Clock, Logger } from '@ticketing/service-kit';

/**
 * Runs `work` at once and then again `everyMs` after each end, until the returned function is
 * called; that resolves when the last run has ended. A run that fails is logged, and the next comes
 * as usual.
 */
export function repeat(
  name: string,
  everyMs: number,
  { clock, logger }: { clock: Clock; logger: Logger },
  work: () => Promise<unknown>,
): () => Promise<void> {
  const stopping = new AbortController();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await work();
      } catch (error) {
        logger.error({ error, work: name }, 'repeated work failed');
      }
      // The sleep rejects when it is cut short; then the loop ends.
      await clock.sleep(everyMs, stopping.signal).catch(() => undefined);
    }
  }

  const running = run();
  return async () => {
    stopping.abort(new Error('stopped'));
    await running;
  };
}
