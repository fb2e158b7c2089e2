import { createMetrics, newId, systemClock } from '@ticketing/service-kit';
import { quietLogger } from '@ticketing/testing';
import type { Command } from '../../src/domain/commands.ts';
import { createInventoryMetrics } from '../../src/metrics.ts';
import { condenseJournal } from '../../src/operations/condense-journal.ts';
import type { KeeperReply } from '../../src/operations/performance-slot.ts';
import { systemScheduler } from '../../src/operations/scheduler.ts';
import { createSeatKeeper, type SeatKeeper } from '../../src/operations/seat-keeper.ts';
import { createPostgresSeatStore } from '../../src/storage/postgres-seat-store.ts';
import type { SeatStore } from '../../src/storage/seat-store.ts';
import { eventsOf, type TestGround } from './start-inventory.ts';

/** A seat keeper without its door, cut off from the database whenever a test likes. */
export interface TestKeeper {
  readonly seats: SeatKeeper;
  readonly store: SeatStore;
  readonly address: string;
  submit(performanceId: string, command: Command): Promise<KeeperReply>;
  /** Whatever it asks of the database from now on waits, as in a process that was stopped. */
  pause(): void;
  /** Lets it all through, late. */
  resume(): void;
}

export async function startKeeper(ground: TestGround, address: string): Promise<TestKeeper> {
  let gate = Promise.resolve();
  let open = () => {};
  const store = createPostgresSeatStore(ground.database);
  const gated = new Proxy(store, {
    get: (target, name: keyof SeatStore) =>
      name === 'readJournal'
        ? target.readJournal
        : (...parameters: never[]) =>
            gate.then(() => (target[name] as (...all: never[]) => unknown)(...parameters)),
  });
  const seats = createSeatKeeper({
    store: gated,
    condense: condenseJournal(gated),
    eventBus: ground.eventBus,
    events: eventsOf(ground),
    clock: systemClock,
    scheduler: systemScheduler,
    newId,
    instance: () => ({ id: `instance at ${address}`, address }),
    metrics: createInventoryMetrics(createMetrics('inventory')),
    log: quietLogger(),
  });
  await seats.start();
  return {
    seats,
    store,
    address,
    submit: (performanceId, command) =>
      new Promise((resolve) => seats.submit(performanceId, command, resolve)),
    pause() {
      gate = new Promise((resolve) => {
        open = resolve;
      });
    },
    resume: () => open(),
  };
}
