import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
  /** Real time; default 15 s, which a slow machine beside others needs and a test that passes does not wait. */
  readonly withinMs?: number;
  readonly everyMs?: number;
}

/**
 * Asks again and again until the condition gives something true, and returns that.
 * Rejects after `withinMs`, with the condition's own error if the last try threw one.
 */
export async function waitUntil<Result>(
  condition: () => Result | Promise<Result>,
  { withinMs = 15_000, everyMs = 10 }: WaitOptions = {},
): Promise<Exclude<Awaited<Result>, false | null | undefined | 0 | ''>> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    let failure: unknown;
    try {
      const result = await condition();
      if (result) return result as Exclude<Awaited<Result>, false | null | undefined | 0 | ''>;
    } catch (error) {
      failure = error;
    }
    if (Date.now() >= deadline) {
      throw new Error(`It did not come true within ${withinMs} ms: ${condition}`, {
        cause: failure,
      });
    }
    await delay(everyMs);
  }
}
