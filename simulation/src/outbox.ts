import type { BusMessage } from '@ticketing/event-bus';

/** Messages that were saved with what they tell of and are not published yet, in their order. */
export interface Outbox {
  readonly waiting: BusMessage[];
  /** All that were ever saved. */
  readonly saved: BusMessage[];
  add(messages: readonly BusMessage[]): void;
  /** Called when something was saved. */
  whenAdded: () => void;
}

export function createOutbox(): Outbox {
  const waiting: BusMessage[] = [];
  const saved: BusMessage[] = [];
  const outbox: Outbox = {
    waiting,
    saved,
    add(messages) {
      waiting.push(...messages);
      saved.push(...messages);
      if (messages.length > 0) outbox.whenAdded();
    },
    whenAdded: () => undefined,
  };
  return outbox;
}
