import { performanceChanged } from '@ticketing/contracts';
import { derivedId } from '@ticketing/service-kit';
import { type BookingWrite, isAtRest, restDueMs } from './at-rest.ts';
import { type BookingTable, createBookingTable } from './booking-table.ts';
import { type Catalogue, capacity, createSimulatedCatalogue } from './catalogue.ts';
import { type CustomerParts, type Told, visit } from './customers.ts';
import type { Outbox } from './outbox.ts';
import { createPaymentTable, type PaymentTable } from './payment-table.ts';
import { type BookingInstances, type BookingParts, runBooking } from './run-booking.ts';
import {
  type AnsweredCommand,
  inventoryClientFor,
  type Keepers,
  runInventory,
} from './run-inventory.ts';
import { bookingTopic, type PaymentInstances, runPayment, takeWebhook } from './run-payment.ts';
import { createSeatJournal, type SeatJournal } from './seat-journal.ts';
import { createSimulatedBus, type SimulatedBus } from './simulated-bus.ts';
import { createSimulatedProvider, type SimulatedProvider } from './simulated-provider.ts';
import { createProcess, createWorld, note, type Process, type World } from './world.ts';

/** All that a simulation leaves behind, for the checkers. */
export interface Record {
  readonly world: World;
  readonly catalogue: Catalogue;
  readonly journal: SeatJournal;
  readonly answered: readonly AnsweredCommand[];
  readonly bookings: BookingTable;
  readonly bookingWrites: readonly BookingWrite[];
  readonly payments: PaymentTable;
  readonly provider: SimulatedProvider;
  readonly bus: SimulatedBus;
  readonly outboxes: readonly Outbox[];
  readonly told: readonly Told[];
  /** Everything was at its end when the simulation was. */
  readonly isAtRest: boolean;
}

/** One whole on-sale of one performance: customers, crashes and all, then peace until all is at rest. */
export async function simulateOnSale(seed: number): Promise<Record> {
  const world = createWorld(seed);
  const { random, time } = world;
  const bus = createSimulatedBus(world);
  const bookingWrites: BookingWrite[] = [];
  const catalogue = createSimulatedCatalogue(world);
  const answered: AnsweredCommand[] = [];
  const journal = createSeatJournal(time.nowMs);
  const bookings = createBookingTable({
    nowMs: time.nowMs,
    onWrite(record, messages) {
      bookingWrites.push({ atMs: time.nowMs(), record, messages });
      note(world, 'booking store', `${record.id} is ${record.state}`, record);
    },
  });
  const payments = createPaymentTable((payment) => {
    note(world, 'payment store', `${payment.id} is ${payment.state}`, payment);
  });
  const keepers: Keepers = new Map();
  const bookingInstances: BookingInstances = new Map();
  const paymentInstances: PaymentInstances = new Map();
  const provider: SimulatedProvider = createSimulatedProvider(world, (body, triesMax) =>
    sendWebhook({ world, paymentInstances }, body, triesMax),
  );
  bus.relay(bookings.outbox, bookingTopic);
  bus.relay(payments.outbox, 'payment-events');
  bus.relay(catalogue.outbox, performanceChanged.topic);

  const parts: BookingParts = { world, bus, catalogue, journal, answered, keepers, bookings };
  const services: { [name: string]: (process: Process) => Promise<void> } = {
    inventory: (process) => runInventory(parts, keepers, process),
    booking: (process) => runBooking(parts, bookingInstances, process),
    payment: (process) =>
      runPayment(
        { world, bus, bookingInstances, payments, provider: () => provider },
        paymentInstances,
        process,
      ),
  };
  const start = (name: string): void => {
    const service = services[name.split('-')[0] ?? ''];
    const process = createProcess(world, name);
    note(world, name, 'starts', { skewMs: process.skewMs });
    void service?.(process);
  };
  world.restart = ({ name }) => start(name);
  for (const service of Object.keys(services)) {
    const copies = random.chance(service === 'inventory' ? 0.3 : 0.5) ? 1 : 2;
    for (let copy = 1; copy <= copies; copy += 1) start(`${service}-${copy}`);
  }
  jumpClocks(world, [keepers, bookingInstances, paymentInstances]);

  const browsers = { ...createProcess(world, 'browsers'), isBrowser: true, skewMs: 0 };
  const told: Told[] = [];
  const outside = { ...parts, browsers, bookingInstances, paymentInstances, provider, told };
  const visits = openTheDoors(outside, parts);
  changePlans(world, catalogue);
  changePrices(world, catalogue);

  let visitsEnded = false;
  void Promise.all(visits).then(() => {
    visitsEnded = true;
  });
  const outboxes = [bookings.outbox, payments.outbox, catalogue.outbox];
  const atRest = () => isAtRest({ bookings, payments, journal, bus, provider });
  let lookedAtMs = 0;
  const isOver = () => {
    if (time.nowMs() - lookedAtMs < 500) return false;
    lookedAtMs = time.nowMs();
    return visitsEnded && lookedAtMs > world.weather.faultsEndMs && atRest();
  };
  // Nobody waits longer than their own deadlines and 30 seconds of peace.
  for (let untilMs = 0; untilMs < restDueMs(world, { bookings, payments, visitsEnded }); ) {
    untilMs = restDueMs(world, { bookings, payments, visitsEnded });
    await time.run(untilMs, isOver);
    if (visitsEnded && time.nowMs() > world.weather.faultsEndMs && atRest()) break;
  }
  return {
    ...{
      world,
      catalogue,
      journal,
      answered,
      bookings,
      bookingWrites,
      payments,
      provider,
      bus,
      outboxes,
    },
    ...{ told, isAtRest: atRest() },
  };
}

function openTheDoors(outside: CustomerParts, parts: BookingParts): Promise<void>[] {
  const { world, browsers } = outside;
  const { random, time } = world;
  const customers = Array.from({ length: random.integer(2, 6) }, (_, number) => number);
  const later = (msMax: number, work: () => Promise<void>): Promise<void> =>
    new Promise((resolve, reject) =>
      time.after(random.next() * msMax, () => void work().then(resolve, reject)),
    );
  const visits = customers.map((number) => later(15_000, () => visit(outside, number)));
  const inventory = inventoryClientFor(parts, parts.keepers, browsers);
  const held = () =>
    parts.journal.rows.flatMap(({ sequence, effects }) =>
      effects.flatMap((effect) => (effect.kind === 'held' ? [{ ...effect, fence: sequence }] : [])),
    );
  // Somebody who stood still for too long comes with what was true before.
  const ghost = async () => {
    const holds = held();
    if (holds.length === 0) return;
    const { holdId, customerId, fence } = random.pick(holds);
    const performanceId = parts.catalogue.terms().performanceId;
    const bookingId = derivedId('booking', 'ghost', holdId);
    const stale = fence - random.integer(1, 2);
    await inventory.confirmHold({ performanceId, holdId, customerId, fence: stale, bookingId });
  };
  const block = async () => {
    const seatNo = random.integer(0, capacity - 1);
    const performanceId = parts.catalogue.terms().performanceId;
    const changeId = derivedId('message', 'block', seatNo);
    await inventory.changeBlocks({ performanceId, changeId, block: [seatNo], release: [] });
  };
  if (random.chance(0.4)) visits.push(later(30_000, ghost));
  if (random.chance(0.3)) visits.push(later(20_000, block));
  return visits;
}

/** The organizer may move the performance, think again, and move it once more; and may cancel it. */
function changePlans({ random, time }: World, catalogue: Catalogue): void {
  const moves = random.chance(0.4) ? random.integer(1, 3) : 0;
  const pauseMsMax = random.pick([1_000, 3_000, 10_000]);
  let atMs = random.integer(5_000, 30_000);
  for (let move = 0; move < moves; move += 1) {
    time.after(atMs, () => catalogue.postponePerformance());
    atMs += random.integer(100, pauseMsMax);
  }
  if (random.chance(0.25)) {
    time.after(random.integer(5_000, 30_000), () => catalogue.cancelPerformance());
  }
}

/** While most customers choose; the bus brings it late, twice or not in order. */
function changePrices({ random, time }: World, catalogue: Catalogue): void {
  const changes = random.chance(0.4) ? random.integer(1, 3) : 0;
  for (let change = 0; change < changes; change += 1) {
    time.after(random.integer(0, 20_000), () => catalogue.changePrices());
  }
}

/** Now and then somebody sets a clock. */
function jumpClocks(
  world: World,
  all: readonly ReadonlyMap<string, { readonly process: Process }>[],
): void {
  const { random, time, weather } = world;
  if (weather.skewMsMax === 0 || random.chance(0.5)) return;
  time.after(random.integer(1_000, 30_000), () => {
    const processes = all.flatMap((instances) => [...instances.values()]);
    const { process } = random.pick(processes);
    process.skewMs = random.integer(-weather.skewMsMax, weather.skewMsMax);
    note(world, process.name, 'has its clock set', { skewMs: process.skewMs });
  });
}

/** Until it is taken, or so often. */
async function sendWebhook(
  { world, paymentInstances }: { world: World; paymentInstances: PaymentInstances },
  body: Buffer,
  triesMax: number,
): Promise<void> {
  for (let tries = 1; !(await takeWebhook(paymentInstances, world, body)); tries += 1) {
    if (tries === triesMax) return;
    await new Promise<void>((resolve) => world.time.after(1_000 * tries, resolve));
  }
}
