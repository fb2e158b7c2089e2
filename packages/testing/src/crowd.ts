import { setTimeout as sleep } from 'node:timers/promises';
import { buy, type Offer, RefusedError, type ShopApi } from './shopper.ts';

/** A sale that the shop acknowledged: its customer saw the tickets. */
export interface Sale {
  readonly bookingId: string;
  readonly token: string;
  /** `performance.now()` at which it began and at which the tickets were there. */
  readonly begunAt: number;
  readonly endedAt: number;
}

/** Shoppers who buy one thing after the other, whatever happens to the shop. */
export interface Crowd {
  readonly sales: readonly Sale[];
  /** How often each refusal came; `unreachable` counts connections that failed. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Lets everybody finish what is under way. */
  stop(): Promise<void>;
}

const pauseAfterFailureMs = 150;

/**
 * Lets one shopper for each token buy until stopped, at the gateways by turns, from all offers by turns. Whatever is refused or breaks is
 * counted and tried again elsewhere.
 */
export function startCrowd(shop: {
  readonly apis: readonly ShopApi[];
  readonly tokens: readonly string[];
  readonly offers: readonly Offer[];
  /** Between two sales of a shopper, of whom each may buy only so much; default: none. */
  readonly pauseMs?: number;
}): Crowd {
  const sales: Sale[] = [];
  const refusals: Record<string, number> = {};
  let open = true;

  async function keepBuying(token: string, shopper: number): Promise<void> {
    for (let turn = shopper; open; turn += 1) {
      const api = shop.apis[turn % shop.apis.length];
      const offer = shop.offers[(turn * 7 + shopper) % shop.offers.length];
      if (api === undefined || offer === undefined) throw new Error('no shop or nothing on sale');
      const begunAt = performance.now();
      try {
        const bookingId = await buy(api, token, offer);
        sales.push({ bookingId, token, begunAt, endedAt: performance.now() });
        await sleep(shop.pauseMs ?? 0);
      } catch (error) {
        const code = error instanceof RefusedError ? error.code : 'unreachable';
        refusals[code] = (refusals[code] ?? 0) + 1;
        await sleep(pauseAfterFailureMs);
      }
    }
  }

  const shoppers = shop.tokens.map(keepBuying);
  return {
    sales,
    refusals,
    async stop() {
      open = false;
      await Promise.all(shoppers);
    },
  };
}
