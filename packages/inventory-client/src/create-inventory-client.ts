import type { InventoryClient, InventoryClientOptions } from './port.ts';

/** Placeholder wiring, replaced in the next change. */
export function createInventoryClient(_options: InventoryClientOptions): InventoryClient {
  throw new Error('not built yet');
}
