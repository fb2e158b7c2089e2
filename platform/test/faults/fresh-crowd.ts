import { setTimeout as sleep } from 'node:timers/promises';
import { accessTokenFor, buy, type Offer, RefusedError, type ShopApi } from '@ticketing/testing';

/** Shoppers who come, buy once, and are followed by others; who is refused or sees nothing leaves. */
export interface FreshCrowd {
  /** Bookings whose customer saw the tickets. */
  readonly sold: readonly string[];
  /** Those who bought since `performance.now()` said so much. */
  soldSince(beganAt: number): number;
  /** How often each refusal came; `unreachable` counts connections that failed. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Lets everybody finish what is under way. */
  stop(): Promise<void>;
}

const pauseAfterFailureMs = 150;

export function startFreshCrowd(
  { api, offer }: { readonly api: ShopApi; readonly offer: Offer },
  shoppersAtOnce: number,
): FreshCrowd {
  const sold: string[] = [];
  const begunAt: number[] = [];
  const refusals: Record<string, number> = {};
  let open = true;

  async function comeAndGo(): Promise<void> {
    while (open) {
      const now = performance.now();
      try {
        sold.push(await buy(api, await accessTokenFor(), offer));
        begunAt.push(now);
      } catch (error) {
        const code = error instanceof RefusedError ? error.code : 'unreachable';
        refusals[code] = (refusals[code] ?? 0) + 1;
        await sleep(pauseAfterFailureMs);
      }
    }
  }

  const shoppers = Array.from({ length: shoppersAtOnce }, comeAndGo);
  return {
    sold,
    refusals,
    soldSince: (beganAt) => begunAt.filter((each) => each > beganAt).length,
    async stop() {
      open = false;
      await Promise.all(shoppers);
    },
  };
}
