import type { BookingRecord } from '@ticketing/booking-service/simulation';
import type { BusMessage } from '@ticketing/event-bus';
import type { BookingTable } from './booking-table.ts';
import type { PaymentTable } from './payment-table.ts';
import type { SeatJournal } from './seat-journal.ts';
import type { SimulatedBus } from './simulated-bus.ts';
import type { SimulatedProvider } from './simulated-provider.ts';
import { startMs, type World } from './world.ts';

export interface BookingWrite {
  readonly atMs: number;
  readonly record: BookingRecord;
  readonly messages: readonly BusMessage[];
}

/** How long after the last fault and after its own deadline a booking may still be under way. */
const healingMs = 30_000;
/** A hold outlives the time to pay by 45 s, a payment is cancelled 60 s after it, and looked at every 30. */
const ownDeadlineMs = 45_000 + 60_000 + 30_000;
/** Visits that do not end by then never will. */
const visitsMsMax = 240_000;

/** Until when everything must be at rest. */
export function restDueMs(
  { weather }: World,
  {
    bookings,
    payments,
    visitsEnded,
  }: { bookings: BookingTable; payments: PaymentTable; visitsEnded: boolean },
): number {
  if (!visitsEnded) return startMs + visitsMsMax;
  const deadlines = bookings.all().map(({ expiresAt }) => Date.parse(expiresAt) + ownDeadlineMs);
  // One that came back is made again a minute after that was heard.
  for (const { workDueAtMs } of payments.refunds.values()) deadlines.push(workDueAtMs ?? 0);
  return Math.max(weather.faultsEndMs, ...deadlines) + weather.skewMsMax * 2 + healingMs;
}

/** Whether nothing is under way any more, and what is, for people. */
export function isAtRest(parts: {
  bookings: BookingTable;
  payments: PaymentTable;
  journal: SeatJournal;
  bus: SimulatedBus;
  provider: SimulatedProvider;
}): boolean {
  return parts.bus.isIdle() && parts.provider.isIdle() && unfinished(parts).length === 0;
}

export function unfinished({
  bookings,
  payments,
  journal,
}: {
  bookings: BookingTable;
  payments: PaymentTable;
  journal: SeatJournal;
}): string[] {
  const told: string[] = [];
  for (const record of bookings.all()) {
    const { id, state, seatsReleased, cancellations } = record;
    if (state === 'pending_payment') told.push(`booking ${id} is still pending`);
    if (state === 'expired' && seatsReleased !== true) told.push(`seats of ${id} are not back`);
    if (cancellations.some(({ seatsReturned }) => !seatsReturned)) {
      told.push(`cancelled seats of ${id} are not back`);
    }
  }
  for (const { id, state } of payments.payments.values()) {
    if (state !== 'captured' && state !== 'voided') told.push(`payment ${id} is still ${state}`);
  }
  for (const { id, providerId } of payments.refunds.values()) {
    if (providerId === undefined) told.push(`refund ${id} is not made`);
  }
  for (const { kind } of bookings.listRunningBulkChanges(1))
    told.push(`the bulk ${kind} is running`);
  for (const holdId of openHolds(journal)) told.push(`hold ${holdId} stands`);
  return told;
}

/** Holds that are neither sold nor given back nor expired. */
function openHolds({ rows }: SeatJournal): Set<string> {
  const open = new Set<string>();
  for (const { effects } of [...rows].sort((a, b) => a.sequence - b.sequence)) {
    for (const effect of effects) {
      if (effect.kind === 'held') open.add(effect.holdId);
      else if (effect.kind === 'released' || effect.kind === 'confirmed')
        open.delete(effect.holdId);
      else if (effect.kind === 'expired') for (const id of effect.holdIds) open.delete(id);
    }
  }
  return open;
}
