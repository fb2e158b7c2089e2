import type { BookingDependencies } from '@ticketing/booking-service/simulation';
import {
  cancelBooking,
  createBooking,
  endBooking,
  quoteCancellation,
} from '@ticketing/booking-service/simulation';
import type { Booking } from '@ticketing/contracts';
import { createPaymentIntent, readPayment } from '@ticketing/payment-service/simulation';
import { ApiError, derivedId } from '@ticketing/service-kit';
import { type Catalogue, performanceId } from './catalogue.ts';
import { type Choice, chooseSeats } from './choose-seats.ts';
import type { BookingInstances } from './run-booking.ts';
import type { PaymentInstances } from './run-payment.ts';
import type { SimulatedProvider } from './simulated-provider.ts';
import { ask, note, type Process, serve, type World } from './world.ts';

/** What a customer was told, for the checkers. */
export interface Told {
  readonly customerId: string;
  readonly key: string;
  readonly what: 'booking' | 'payment' | 'cancellation';
  readonly id: string;
  readonly seatNos: readonly number[];
  /** What the seats cost, as the page showed before they were booked. */
  readonly shownMinor?: number;
  /** What a cancellation is to give back, as the customer agreed. */
  readonly refundMinor?: number;
  /** The code of a refusal, where it was one, and when that was asked for. */
  readonly refusal?: { readonly code: string; readonly askedAtMs: number };
}

export interface CustomerParts {
  readonly world: World;
  readonly catalogue: Catalogue;
  readonly browsers: Process;
  readonly bookingInstances: BookingInstances;
  readonly paymentInstances: PaymentInstances;
  readonly provider: SimulatedProvider;
  readonly told: Told[];
}

interface Customer extends CustomerParts {
  readonly id: string;
}

const triesMax = 6;

/** One customer's whole visit, by a script that the seed chose. */
export async function visit(parts: CustomerParts, number: number): Promise<void> {
  const { world } = parts;
  const customer = { ...parts, id: derivedId('account', number) };
  const tabs = world.random.chance(0.25) ? world.random.integer(2, 3) : 1;
  const visits = Array.from({ length: tabs }, (_, tab) => buy(customer, `${number}-${tab}`));
  await Promise.all(visits);
}

async function buy(customer: Customer, key: string): Promise<void> {
  const { world } = customer;
  const choice = chooseSeats(world, customer.catalogue);
  const clicks = world.random.chance(0.3) ? 2 : 1;
  const answers = await Promise.all(
    Array.from({ length: clicks }, () => hold(customer, key, choice)),
  );
  const booking = answers.find((answer) => answer !== undefined);
  if (booking === undefined) return;
  await pause(world, 3_000);
  const end = world.random.next();
  if (end < 0.1) return leave(customer, booking.id);
  if (end < 0.25) return;
  await Promise.all([pay(customer, booking.id, key), leaveInAnotherTab(customer, booking.id)]);
  if (world.random.chance(0.5)) await cancelSome(customer, booking.id, key);
}

/** At the price that was shown; most agree to another one when they are told. */
async function hold(customer: Customer, key: string, choice: Choice): Promise<Booking | undefined> {
  const command = { performanceId, ...choice, customerId: customer.id, idempotencyKey: key };
  let nowMinor: unknown;
  const booking = await insist(
    customer,
    () => atBooking(customer, (dependencies) => createBooking(dependencies, command)),
    ({ extra }) => {
      nowMinor = extra?.totalMinor;
    },
  );
  if (booking !== undefined) {
    const seatNos = booking.seats.map(({ seatNo }) => seatNo);
    const { expectedTotalMinor: shownMinor } = choice;
    const shown = shownMinor !== undefined && { shownMinor };
    tell(customer, { key, what: 'booking', id: booking.id, seatNos, ...shown });
  }
  if (typeof nowMinor !== 'number' || customer.world.random.chance(0.2)) return booking;
  await pause(customer.world, 2_000);
  return hold(customer, `${key}-at-${nowMinor}`, { ...choice, expectedTotalMinor: nowMinor });
}

async function leave(customer: Customer, bookingId: string): Promise<void> {
  await insist(customer, () =>
    atBooking(customer, (dependencies) =>
      endBooking(dependencies, bookingId, { reason: 'released', evenWhenSecured: false }),
    ),
  );
}

/** Now and then, while it is being paid or when it has its tickets: then nothing may come of it. */
async function leaveInAnotherTab(customer: Customer, bookingId: string): Promise<void> {
  if (!customer.world.random.chance(0.2)) return;
  await pause(customer.world, 9_000);
  await leave(customer, bookingId);
}

async function pay(customer: Customer, bookingId: string, key: string): Promise<void> {
  const { random } = customer.world;
  // Where no deposits are taken, the first method is refused, and a card is tried.
  const methods = random.chance(0.3) ? [deposit, card] : [card];
  if (random.chance(0.1)) methods.push(deposit);
  for (const [place, method] of methods.entries()) {
    if (await method(customer, bookingId, `${key}-${place}`)) return;
  }
}

/** Each way to pay answers whether the customer leaves it at that, or tries another. */
type Method = (customer: Customer, bookingId: string, key: string) => Promise<boolean>;

const card: Method = async (customer, bookingId, key) => {
  const { world, provider } = customer;
  const payment = await begin(customer, { bookingId, method: 'card' }, key);
  if (payment === undefined) return false;
  await pause(world, 4_000);
  if (world.random.chance(0.1)) return true;
  if (world.random.chance(0.25)) {
    provider.answerCard(payment.intentId, 'declined');
    await pause(world, 3_000);
    if (world.random.chance(0.3)) return false;
  }
  if (world.random.chance(0.25)) {
    provider.answerCard(payment.intentId, 'asks the bank');
    await pause(world, world.random.chance(0.3) ? 90_000 : 5_000);
  }
  provider.answerCard(payment.intentId, 'accepted');
  await waitForEnd(customer, payment.paymentId);
  return true;
};

/** The money comes in the last moment, or too late, as often as soon. */
const deposit: Method = async (customer, bookingId, key) => {
  const { world, provider } = customer;
  const payment = await begin(customer, { bookingId, method: 'virtual_account' }, key);
  if (payment === undefined || world.random.chance(0.15)) return false;
  await pause(world, world.random.chance(0.5) ? 5_000 : 35_000);
  provider.transfer(payment.intentId);
  await waitForEnd(customer, payment.paymentId);
  return true;
};

type ToPay = Pick<Parameters<typeof createPaymentIntent>[1], 'bookingId' | 'method'>;

/** Sometimes two clicks at once, of which each has its key. */
async function begin(customer: Customer, toPay: ToPay, key: string) {
  const times = customer.world.random.chance(0.3) ? 2 : 1;
  const begun = await Promise.all(
    Array.from({ length: times }, (_, time) => beginToPay(customer, toPay, `${key}-${time}`)),
  );
  return begun.find((answer) => answer !== undefined);
}

async function beginToPay(customer: Customer, toPay: ToPay, key: string) {
  const command = { ...toPay, customerId: customer.id, idempotencyKey: key };
  const begun = await insist(customer, () =>
    atPayment(customer, ({ dependencies }) => createPaymentIntent(dependencies, command)),
  );
  if (begun === undefined) return undefined;
  const { id: paymentId } = begun.payment;
  tell(customer, { key, what: 'payment', id: paymentId, seatNos: [] });
  return { paymentId, intentId: begun.clientSecret.replace('_secret', '') };
}

/** Looks at the page a few times, which drives the payment on. */
async function waitForEnd(customer: Customer, paymentId: string): Promise<void> {
  const own = { paymentId, customerId: customer.id };
  for (let look = 0; look < 4; look += 1) {
    await pause(customer.world, 4_000);
    const payment = await insist(customer, () =>
      atPayment(customer, ({ dependencies, settler }) => readPayment(dependencies, settler, own)),
    );
    if (payment?.state === 'captured' || payment?.state === 'voided') return;
  }
}

async function cancelSome(customer: Customer, bookingId: string, key: string): Promise<void> {
  const { world } = customer;
  // Some wait and see whether it is moved.
  await pause(world, world.random.chance(0.3) ? 40_000 : 5_000);
  const isAll = world.random.chance(0.4);
  const times = world.random.chance(0.3) ? 2 : 1;
  const chosen = await insist(customer, () =>
    atBooking(customer, async ({ store, clock }) => {
      const record = await store.get(bookingId);
      const tickets = record?.seats.flatMap(({ ticket }) => ticket?.id ?? []) ?? [];
      const ticketIds = isAll ? tickets : tickets.slice(0, 1);
      if (record === undefined || ticketIds.length === 0) return undefined;
      const quote = quoteCancellation(record, { ticketIds, now: clock.now() });
      return { ticketIds, expectedRefundMinor: quote.refundMinor };
    }),
  );
  if (chosen === undefined) return;
  const command = {
    bookingId,
    customerId: customer.id,
    idempotencyKey: `${key}-cancel`,
    ...chosen,
  };
  const news = { key: command.idempotencyKey, what: 'cancellation', id: bookingId } as const;
  const cancel = async () => {
    const booking = await insist(
      customer,
      () => atBooking(customer, (dependencies) => cancelBooking(dependencies, command)),
      ({ code }, askedAtMs) =>
        tell(customer, { ...news, seatNos: [], refusal: { code, askedAtMs } }),
    );
    const refundMinor = chosen.expectedRefundMinor;
    if (booking !== undefined) tell(customer, { ...news, seatNos: [], refundMinor });
  };
  await Promise.all(Array.from({ length: times }, cancel));
}

const atBooking = <Answer>(
  { bookingInstances, world }: Customer,
  work: (dependencies: BookingDependencies) => Promise<Answer>,
): Promise<Answer> => {
  const { process, dependencies } = world.random.pick([...bookingInstances.values()]);
  return serve(world, process, () => work(dependencies));
};

type PaymentInstance = PaymentInstances extends Map<string, infer Instance> ? Instance : never;
const atPayment = <Answer>(
  { paymentInstances, world }: Customer,
  work: (instance: PaymentInstance) => Promise<Answer>,
): Promise<Answer> => {
  const instance = world.random.pick([...paymentInstances.values()]);
  return serve(world, instance.process, () => work(instance));
};

/** Asks again under the same key while nobody answers; undefined when it is refused, or given up. */
async function insist<Answer>(
  { world, browsers, id }: Customer,
  effect: () => Promise<Answer>,
  whenRefused: (refusal: ApiError, askedAtMs: number) => void = () => undefined,
): Promise<Answer | undefined> {
  for (let tries = 0; tries < triesMax; tries += 1) {
    const askedAtMs = world.time.nowMs();
    try {
      return await ask(world, browsers, { effect });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      note(world, id, `hears ${error.code}`);
      if (error.status < 500) {
        whenRefused(error, askedAtMs);
        return undefined;
      }
    }
    await pause(world, 2_000);
  }
  return undefined;
}

function tell({ told, world, id }: Customer, news: Omit<Told, 'customerId'>): void {
  told.push({ customerId: id, ...news });
  note(world, id, `is told of the ${news.what}`, news);
}

const pause = ({ time, random }: World, msMax: number): Promise<void> =>
  new Promise((resolve) => time.after(random.next() * msMax, () => resolve()));
