import { type PaymentFacts, readPaymentFacts } from '@ticketing/contracts';
import type { InventoryClient } from '@ticketing/inventory-client';
import type { Clock, ServiceCaller } from '@ticketing/service-kit';
import { findMoneyFaults } from '../domain/find-money-faults.ts';
import { findRepeatFaults } from '../domain/find-repeat-faults.ts';
import { findSeatFaults, type SoldSeat } from '../domain/find-seat-faults.ts';
import { auditAtOnceMax } from '../domain/limits.ts';
import { type AuditedBooking, type SaleFault, toAudited } from '../domain/sale-fault.ts';
import type { BookingStore } from '../storage/booking-store.ts';

export interface LookDependencies {
  readonly store: Pick<BookingStore, 'get' | 'listOpenOfPerformance'>;
  readonly inventory: Pick<InventoryClient, 'auditPerformance'>;
  /** The payment service. */
  readonly payments: ServiceCaller;
  readonly clock: Pick<Clock, 'now'>;
}

/** Where to look at a fault again. */
export type Place =
  | { readonly kind: 'booking'; readonly id: string }
  | { readonly kind: 'performance'; readonly id: string };

/** A fault as it was seen once: what is under way may look so. */
export interface Suspicion {
  readonly fault: SaleFault;
  readonly place: Place;
  /** The same for the same fault seen again. */
  readonly name: string;
}

/** Called between the steps of a look, so that it takes its time. */
export type Rest = () => Promise<void>;

/** Compares bookings with their payments; at most `auditAtOnceMax` of them. */
export async function lookAtBookings(
  dependencies: Pick<LookDependencies, 'payments'>,
  bookings: readonly AuditedBooking[],
): Promise<Suspicion[]> {
  const known = new Map(bookings.map((booking) => [booking.id, booking]));
  return lookAtMoney(dependencies, [...known.keys()], known);
}

/** The same for ids; of those that lead to no booking the payments are looked at alone. */
export async function lookAtBookingIds(
  dependencies: Pick<LookDependencies, 'store' | 'payments'>,
  bookingIds: readonly string[],
): Promise<Suspicion[]> {
  return lookAtMoney(dependencies, bookingIds, await readBookings(dependencies, bookingIds));
}

async function lookAtMoney(
  { payments }: Pick<LookDependencies, 'payments'>,
  bookingIds: readonly string[],
  known: ReadonlyMap<string, AuditedBooking>,
): Promise<Suspicion[]> {
  if (bookingIds.length === 0) return [];
  const facts = await payments.call(readPaymentFacts, { body: { bookingIds: [...bookingIds] } });
  const ofBooking = Map.groupBy(facts.payments, (payment: PaymentFacts) => payment.bookingId);
  return bookingIds.flatMap((id) =>
    findMoneyFaults(known.get(id), ofBooking.get(id) ?? []).map((fault) =>
      suspect(fault, { kind: 'booking', id }),
    ),
  );
}

async function readBookings(
  { store }: Pick<LookDependencies, 'store'>,
  bookingIds: readonly string[],
): Promise<Map<string, AuditedBooking>> {
  const records = await Promise.all(bookingIds.map((id) => store.get(id)));
  return new Map(records.flatMap((record) => (record ? [[record.id, toAudited(record)]] : [])));
}

/** Compares the bookings of a performance with what inventory knows of its seats. */
export async function lookAtPerformance(
  dependencies: LookDependencies,
  performanceId: string,
  rest: Rest,
): Promise<Suspicion[]> {
  const place: Place = { kind: 'performance', id: performanceId };
  const seats = await readSeats(dependencies, performanceId, rest);
  const open = await readOpenBookings(dependencies, performanceId, rest);
  const known = new Map(open.map((booking) => [booking.id, booking]));
  const named = [...new Set(seats.sold.map(({ bookingId }) => bookingId))];
  const missing = named.filter((id) => !known.has(id));
  for (const ids of chunks(missing)) {
    for (const [id, booking] of await readBookings(dependencies, ids)) known.set(id, booking);
    await rest();
  }
  const bookings = [...known.values()];
  const { sold, customerSeatsMax } = seats;
  return [
    ...findSeatFaults({ performanceId, bookings, sold, customerSeatsMax }),
    ...findRepeatFaults(bookings),
    ...seats.differences.map((text) => toFault(text, performanceId, bookings)),
  ]
    .map((fault) => suspect(fault, place))
    .concat(
      seats.faults.map((text) => {
        const fault = toFault(text, performanceId, bookings);
        // What is counted wrongly goes on changing while seats are sold.
        const name = `${fault.invariant} ${fault.subject} ${fault.detail.replace(/\b\d+\b/g, 'n')}`;
        return { fault, place, name };
      }),
    );
}

interface SeatsOfInventory {
  readonly sold: SoldSeat[];
  readonly faults: string[];
  readonly differences: string[];
  customerSeatsMax: number;
}

/** Throws when inventory does not answer: then nothing is known. */
async function readSeats(
  { inventory }: Pick<LookDependencies, 'inventory'>,
  performanceId: string,
  rest: Rest,
): Promise<SeatsOfInventory> {
  // Of a performance that there is not, nothing is sold.
  const all: SeatsOfInventory = {
    sold: [],
    faults: [],
    differences: [],
    customerSeatsMax: Number.POSITIVE_INFINITY,
  };
  for (let from: number | undefined = 0; from !== undefined; ) {
    const page = await inventory.auditPerformance(performanceId, from);
    if (page.result === 'PERFORMANCE_NOT_FOUND') return all;
    if (page.result !== 'OK') throw new Error(`inventory does not tell of ${performanceId}`);
    for (const { bookingId, ...seat } of page.seats) {
      if (bookingId !== undefined) all.sold.push({ ...seat, bookingId });
    }
    all.faults.push(...page.faults);
    all.differences.push(...page.differences);
    all.customerSeatsMax = page.customerSeatsMax;
    from = page.nextSeatNo;
    await rest();
  }
  return all;
}

/** Those that are there now: a slow walk would never catch up with a sale. */
async function readOpenBookings(
  { store, clock }: Pick<LookDependencies, 'store' | 'clock'>,
  performanceId: string,
  rest: Rest,
): Promise<AuditedBooking[]> {
  const startedAt = clock.now().toISOString();
  const open: AuditedBooking[] = [];
  let afterId = '';
  for (;;) {
    const page = await store.listOpenOfPerformance(performanceId, {
      afterId,
      limit: auditAtOnceMax,
    });
    open.push(...page.map(toAudited));
    await rest();
    const last = page.at(-1);
    if (last === undefined || page.length < auditAtOnceMax) return open;
    if (last.createdAt > startedAt) return open;
    afterId = last.id;
  }
}

/** A fault in inventory's words, of the booking it names or of a booking of the customer it names. */
function toFault(
  text: string,
  performanceId: string,
  bookings: readonly AuditedBooking[],
): SaleFault {
  const [, invariant, detail = text] = /^(I[129]) (.*)$/.exec(text) ?? [];
  const [customerId] = /\bacc_\w+/.exec(detail) ?? [];
  const [bookingId] = /\bbkg_\w+/.exec(detail) ?? [];
  const ofCustomer = bookings.findLast((booking) => booking.customerId === customerId);
  return {
    invariant: (invariant ?? 'I2') as SaleFault['invariant'],
    subject: bookingId ?? ofCustomer?.id ?? performanceId,
    detail: `${performanceId}: ${detail}`,
  };
}

const suspect = (fault: SaleFault, place: Place): Suspicion => ({
  fault,
  place,
  name: `${fault.invariant} ${fault.subject} ${fault.detail}`,
});

/** In parts of what is looked at at once. */
export const chunks = <Item>(items: readonly Item[]): Item[][] =>
  Array.from({ length: Math.ceil(items.length / auditAtOnceMax) }, (_, part) =>
    items.slice(part * auditAtOnceMax, (part + 1) * auditAtOnceMax),
  );
