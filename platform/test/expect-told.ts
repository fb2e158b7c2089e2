import type { ServiceName } from '@ticketing/testing';
import { expect } from 'vitest';
import type { EnginesShop } from './engines-shop.ts';

const tellMs = 12_000;

/** An engine that does not work, and who says so how. */
export interface Trouble {
  /** The name under which services know it. */
  readonly knownAs: string;
  /** Who cannot work without it. */
  readonly notReady: readonly ServiceName[];
  /** Who names it and goes on. */
  readonly degraded: readonly ServiceName[];
}

/** What `/readyz` says: status code, status, and the state of one engine. */
export async function stateOf(
  { system }: Pick<EnginesShop, 'system'>,
  name: ServiceName,
  engine: string,
): Promise<string> {
  const signal = AbortSignal.timeout(10_000);
  const reply = await fetch(`${system.urlOf(name)}/readyz`, { signal });
  const { status, engines } = (await reply.json()) as {
    status: string;
    engines: Record<string, string>;
  };
  return `${reply.status} ${status} ${engines[engine]}`;
}

/** Every service that the engine matters to tells of it within seconds. */
export async function expectTold(
  shop: Pick<EnginesShop, 'system'>,
  { knownAs, notReady, degraded }: Trouble,
): Promise<void> {
  for (const name of notReady) {
    const told = () => stateOf(shop, name, knownAs);
    await expect.poll(told, { timeout: tellMs }).toBe('503 not_ready down');
  }
  for (const name of degraded) {
    const told = () => stateOf(shop, name, knownAs);
    await expect.poll(told, { timeout: tellMs }).toBe('200 degraded down');
  }
}
