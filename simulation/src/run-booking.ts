import {
  type BookingDependencies,
  beginPayment,
  bulkPauseMs,
  confirmBooking,
  createBookingMetrics,
  createCatalogue,
  driveBulkChanges,
  driveDueBookings,
  endBooking,
  secureSeats,
  subscribeToCatalogue,
  toPayable,
} from '@ticketing/booking-service/simulation';
import * as contract from '@ticketing/contracts';
import { problem, type ServiceCaller } from '@ticketing/service-kit';
import { quietLogger, testTokens } from '@ticketing/testing';
import { bookingStoreOf } from './booking-store.ts';
import type { BookingTable } from './booking-table.ts';
import { withShortDeposits } from './catalogue.ts';
import { clockOf, idsOf } from './process-ports.ts';
import { type InventoryParts, inventoryClientFor, type Keepers } from './run-inventory.ts';
import { ask, type Process, serve, type World } from './world.ts';

export interface BookingParts extends InventoryParts {
  readonly keepers: Keepers;
  readonly bookings: BookingTable;
}

/** The instances that live. */
export type BookingInstances = Map<string, { process: Process; dependencies: BookingDependencies }>;

const paySeconds = 10;
const drivePauseMs = 1_000;
const metrics = createBookingMetrics();
const logger = quietLogger();
const tokens = testTokens();

/** Starts the real operations of booking as one instance on the shared table. */
export async function runBooking(
  parts: BookingParts,
  instances: BookingInstances,
  process: Process,
): Promise<void> {
  const { world, bus, catalogue, keepers, bookings } = parts;
  const clock = clockOf(world, process);
  const events = catalogue.callerFor(process);
  const known = createCatalogue({ events, clock });
  const dependencies: BookingDependencies = {
    store: bookingStoreOf(bookings, (effect) => ask(world, process, { effect })),
    inventory: {
      ...inventoryClientFor(parts, keepers, process),
      auditPerformance: notSimulated,
      getSeatStatus: notSimulated,
      watchSeats: notSimulated,
      ping: async () => undefined,
      close: async () => undefined,
    },
    events,
    catalogue: { ...known, learn: (terms) => known.learn(withShortDeposits(terms)) },
    eventBus: bus.portFor(process),
    tokens,
    metrics,
    paySeconds,
    newId: idsOf(world, process),
    newShortId: () => shortId(world),
    clock,
    logger,
  };
  instances.set(process.name, { process, dependencies });
  await subscribeToCatalogue(dependencies, undefined);
  void keepDriving(dependencies, process);
  void keepChangingInBulk(dependencies, process);
}

async function keepDriving(dependencies: BookingDependencies, process: Process): Promise<void> {
  while (process.alive) {
    const looked = await driveDueBookings(dependencies).catch(() => 0);
    if (looked === 0) await dependencies.clock.sleep(drivePauseMs);
  }
}

async function keepChangingInBulk(
  dependencies: BookingDependencies,
  process: Process,
): Promise<void> {
  const worker = dependencies.newId('message');
  const { signal } = new AbortController();
  while (process.alive) {
    await driveBulkChanges(dependencies, { worker, signal }).catch(() => 0);
    await dependencies.clock.sleep(bulkPauseMs);
  }
}

function notSimulated(): never {
  throw new Error('nobody asks for this in a simulation');
}

function shortId(world: World): string {
  const bytes = new Uint8Array(12);
  world.random.fill(bytes);
  return Buffer.from(bytes).toString('base64url');
}

/** Booking as payment calls it: some instance answers, or none. */
export function bookingCallerFor(
  world: World,
  instances: BookingInstances,
  process: Process,
): ServiceCaller {
  return {
    call: (endpoint, input) => {
      const { params, body } = input as { params: { bookingId: string }; body?: unknown };
      const operation = operations.get(endpoint);
      if (operation === undefined) throw new Error(`nobody answers ${endpoint.path}`);
      const effect = () => {
        const { process: callee, dependencies } = world.random.pick([...instances.values()]);
        return serve(world, callee, () =>
          operation(dependencies, { ...params, ...(body as object) } as never),
        );
      };
      return ask(world, process, { effect: effect as never });
    },
  };
}

type Operation = (dependencies: BookingDependencies, command: never) => Promise<unknown>;

/** As the routes of booking call them. */
const operations = new Map<unknown, Operation>([
  [contract.getPayableBooking, readPayable],
  [contract.beginPayment, beginPayment],
  [contract.secureSeats, secureSeats],
  [contract.confirmBooking, confirmBooking],
  [contract.abandonBooking, abandonBooking],
] as [unknown, Operation][]);

async function readPayable({ store }: BookingDependencies, command: { bookingId: string }) {
  const record = await store.get(command.bookingId);
  if (record === undefined) throw problem('booking_not_found');
  return toPayable(record);
}

async function abandonBooking(
  dependencies: BookingDependencies,
  command: { bookingId: string; paymentId: string; reason: 'timeout' | 'seats_lost' },
) {
  const record = await dependencies.store.get(command.bookingId);
  if (record === undefined) throw problem('booking_not_found');
  if (record.paymentId !== undefined && record.paymentId !== command.paymentId) {
    throw problem('state_conflict', 'Another payment was first');
  }
  const { reason } = command;
  const ended = await endBooking(dependencies, record.id, { reason, evenWhenSecured: true });
  if (ended.state !== 'expired') throw problem('state_conflict', 'The booking has tickets');
  return toPayable(ended);
}
