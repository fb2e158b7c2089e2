import { afterEach, beforeEach, describe } from 'vitest';
import { testConsuming } from './contract-consume.ts';
import { type ContractKit, createContractKit, type EventBusUnderTest } from './contract-kit.ts';
import { testPublishing } from './contract-publish.ts';
import { testSettingAside } from './contract-set-aside.ts';

export type { EventBusUnderTest } from './contract-kit.ts';

/** Proves the promises of the port `EventBus`, sentence by sentence, on any adapter. */
export function describeEventBus(name: string, subject: () => EventBusUnderTest): void {
  describe(`${name} keeps the promises of an event bus`, { timeout: 60_000 }, () => {
    let kit: ContractKit;
    beforeEach(() => {
      kit = createContractKit(subject());
    });
    afterEach(() => kit.close());
    testPublishing(() => kit);
    testConsuming(() => kit);
    testSettingAside(() => kit);
  });
}
