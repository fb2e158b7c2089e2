import { performanceChanged } from '@ticketing/contracts';
import type { InventoryClient } from '@ticketing/inventory-client';
import {
  condenseJournal,
  createInventoryMetrics,
  createSeatKeeper,
  type SeatKeeper,
  type SeatStore,
} from '@ticketing/inventory-service/simulation';
import { quietLogger } from '@ticketing/testing';
import { Registry } from 'prom-client';
import { type Catalogue, performanceId } from './catalogue.ts';
import { clockOf, idsOf } from './process-ports.ts';
import { type SeatJournal, termsCommandOf } from './seat-journal.ts';
import { seatStoreOf } from './seat-store.ts';
import type { SimulatedBus } from './simulated-bus.ts';
import { ask, freeze, mayHappen, note, type Process, serve, type World, when } from './world.ts';

type Command = Parameters<SeatKeeper['submit']>[1];
type KeeperReply = Parameters<Parameters<SeatKeeper['submit']>[2]>[0];

/** A command that was answered, for the checkers. */
export interface AnsweredCommand {
  readonly command: Command;
  readonly reply: KeeperReply;
  /** Rows of the journal when it was asked, and when it was answered. */
  readonly rowsBefore: number;
  readonly rowsAfter: number;
}

export interface InventoryParts {
  readonly world: World;
  readonly journal: SeatJournal;
  readonly catalogue: Catalogue;
  readonly bus: SimulatedBus;
  readonly answered: AnsweredCommand[];
}

/** The instances that live, by their address. */
export type Keepers = Map<string, { readonly process: Process; readonly seats: SeatKeeper }>;

/** All simulations of a process share them; nobody scrapes. */
const metrics = { ...createInventoryMetrics(new Registry()), setGauges: () => undefined };
const log = quietLogger();

/** Starts the real seat keeper as one instance among others, on the journal that they share. */
export async function runInventory(
  parts: InventoryParts,
  keepers: Keepers,
  process: Process,
): Promise<void> {
  const { world, catalogue, bus, journal } = parts;
  const id = idsOf(world, process)('message');
  const eventBus = bus.portFor(process);
  const store = storeFor(world, process, journal);
  const seats = createSeatKeeper({
    store,
    condense: condenseJournal(store),
    // Availability is a hint for people who browse; nothing here depends on it.
    eventBus: { publish: async () => undefined },
    events: catalogue.callerFor(process),
    clock: clockOf(world, process),
    scheduler: {
      monotonicMs: () => world.time.nowMs(),
      nextTurn: () =>
        new Promise((resolve) => {
          world.time.after(0, () => when(world, process, resolve));
        }),
      after(ms, work) {
        let isOff = false;
        world.time.after(ms, () =>
          when(world, process, () => {
            if (!isOff) work();
          }),
        );
        return () => {
          isOff = true;
        };
      },
    },
    newId: idsOf(world, process),
    instance: () => ({ id, address: process.name }),
    metrics,
    log,
  });
  keepers.set(process.name, { process, seats });
  // What cannot be read at once is looked for again, second by second.
  seats.start().catch(() => undefined);
  await eventBus.subscribe({
    topic: performanceChanged.topic,
    group: 'inventory-service',
    onMessage: async ({ data }) => {
      const { terms } = data as { terms: ReturnType<Catalogue['terms']> };
      const { opened } = await ask(world, process, { effect: () => journal.saveTerms(terms) });
      if (!opened) return;
      const reply = await new Promise<KeeperReply>((resolve) =>
        seats.submit(performanceId, termsCommandOf(terms), resolve),
      );
      if (!['OK', 'NOT_LEADER'].includes(reply.result)) throw new Error(reply.result);
    },
  });
}

function storeFor(world: World, process: Process, journal: SeatJournal): SeatStore {
  const journals = { of: () => journal, all: () => [[performanceId, journal]] as const };
  return seatStoreOf(journals, (effect) => ask(world, process, { effect }), {
    onWrite({ sequence, effects }, isWritten) {
      const what = isWritten ? 'writes a row' : 'is fenced';
      note(world, process.name, what, { sequence, effects });
    },
    onLease() {
      // The worst moment of all: it leads, and does not know yet what it leads.
      if (mayHappen(world, world.weather.freeze * 4)) freeze(world, process);
    },
  });
}

const triesMax = 8;
const noHold = { seatNos: [], fence: 0, expiresAtMs: 0, conflicts: [], limit: 0 };

/** Inventory as a process of another service reaches it: the leader is looked for, and no command rejects. */
export function inventoryClientFor(
  { world, answered, journal }: InventoryParts,
  keepers: Keepers,
  process: Process,
): Pick<InventoryClient, CommandName> {
  async function execute(command: Command): Promise<KeeperReply> {
    let address = world.random.pick([...keepers.keys()]);
    for (let tries = 0; tries < triesMax; tries += 1) {
      const asked = address;
      const reply = await ask(world, process, { effect: () => submit(asked, command) }).catch(
        (): KeeperReply => ({ result: 'UNAVAILABLE' }),
      );
      if (reply.result !== 'NOT_LEADER') return reply;
      const isKnown = reply.leader !== undefined && keepers.has(reply.leader);
      address = isKnown ? (reply.leader ?? asked) : world.random.pick([...keepers.keys()]);
      if (!isKnown || address === asked) await clockOf(world, process).sleep(200);
    }
    return { result: 'UNAVAILABLE' };
  }

  function submit(address: string, command: Command): Promise<KeeperReply> {
    const keeper = keepers.get(address);
    if (keeper === undefined) return Promise.resolve({ result: 'UNAVAILABLE' });
    return serve(world, keeper.process, () => {
      const rowsBefore = journal.rows.length;
      return new Promise<KeeperReply>((resolve) =>
        keeper.seats.submit(performanceId, command, (reply) => {
          answered.push({ command, reply, rowsBefore, rowsAfter: journal.rows.length });
          note(world, address, `answers ${reply.result}`, command);
          resolve(reply);
        }),
      );
    });
  }

  const holdReply = ({ result, hold, conflicts = [], limit = 0 }: KeeperReply) => ({
    ...noHold,
    ...hold,
    ...{ result, conflicts, limit },
  });
  return {
    holdSeats: async ({ performanceId: _, ...rest }) =>
      holdReply(await execute({ kind: 'hold_seats', ...rest })),
    holdBestAvailable: async ({ performanceId: _, sectionId = '', ...rest }) =>
      holdReply(await execute({ kind: 'hold_best_available', sectionId, ...rest })),
    releaseHold: async ({ holdId, customerId }) =>
      execute({ kind: 'release_hold', holdId, customerId }),
    confirmHold: async ({ performanceId: _, ...rest }) =>
      execute({ kind: 'confirm_hold', ...rest }),
    returnSeats: async ({ bookingId, seatNos, returnId }) =>
      execute({ kind: 'return_seats', bookingId, seatNos, returnId }),
    extendHold: async ({ performanceId: _, deferred = false, ...rest }) =>
      holdReply(await execute({ kind: 'extend_hold', deferred, ...rest })),
    changeBlocks: async ({ changeId, block, release }) => {
      const reply = await execute({ kind: 'change_blocks', changeId, block, release });
      return { result: reply.result, conflicts: reply.conflicts ?? [] };
    },
  };
}

type CommandName =
  | 'holdSeats'
  | 'holdBestAvailable'
  | 'releaseHold'
  | 'confirmHold'
  | 'returnSeats'
  | 'extendHold'
  | 'changeBlocks';
