import type { PaymentFacts } from '@ticketing/contracts';
import { sum } from './booking-record.ts';
import { type AuditedBooking, hasTickets, type SaleFault } from './sale-fault.ts';

type Invariant = SaleFault['invariant'];

/**
 * Compares a booking with all payments that name it: I4, no ticket without its captured money; I3, captured
 * money ends in tickets less what their cancellations give back, or all of it goes back; I7, nobody pays twice.
 * @param booking undefined: nothing is known of it, or it is forgotten.
 */
export function findMoneyFaults(
  booking: AuditedBooking | undefined,
  payments: readonly PaymentFacts[],
): SaleFault[] {
  const faults: SaleFault[] = [];
  const captured = payments.filter(({ state }) => state === 'captured');
  for (const payment of captured) faults.push(...faultsOfCaptured(booking, payment));
  if (booking === undefined) return faults;
  const tell = (invariant: Invariant, detail: string) =>
    faults.push({ invariant, subject: booking.id, detail });
  if (hasTickets(booking) && !captured.some((payment) => pays(payment, booking))) {
    tell('I4', `has tickets, and no captured payment of its ${booking.totalMinor}`);
  }
  const live = payments.filter(({ state }) => state !== 'voided');
  if (live.length > 1) {
    tell('I7', `has ${live.length} payments: ${live.map(({ paymentId }) => paymentId).join(', ')}`);
  }
  return faults;
}

const pays = ({ paymentId, amountMinor }: PaymentFacts, booking: AuditedBooking): boolean =>
  paymentId === booking.paymentId && amountMinor === booking.totalMinor;

/** It has tickets, or had them before they were cancelled. */
const isSold = (booking: AuditedBooking): boolean =>
  hasTickets(booking) && booking.state !== 'expired' && booking.state !== 'pending_payment';

function faultsOfCaptured(booking: AuditedBooking | undefined, payment: PaymentFacts): SaleFault[] {
  const { paymentId, amountMinor, refundAskedMinor, refundedMinor } = payment;
  const faults: SaleFault[] = [];
  // An unknown booking has no name that leads anywhere: the payment's does.
  const subject = booking?.id ?? paymentId;
  const tell = (detail: string) => faults.push({ invariant: 'I3', subject, detail });
  const paid = `${paymentId} took ${amountMinor}`;
  if (refundAskedMinor > amountMinor || refundedMinor > amountMinor) {
    const backMinor = Math.max(refundAskedMinor, refundedMinor);
    tell(`${paid}, and gives ${backMinor} back`);
    return faults;
  }
  if (booking !== undefined && isSold(booking) && paymentId === booking.paymentId) {
    const owedMinor = sum(booking.cancellations.map(({ refundMinor }) => refundMinor));
    if (refundAskedMinor !== owedMinor) {
      tell(`${paid}, its cancellations owe ${owedMinor}, and ${refundAskedMinor} goes back`);
    }
  } else if (refundAskedMinor !== amountMinor) {
    const why = booking === undefined ? 'without a booking' : 'without tickets for it';
    tell(`${paid} ${why}, and ${refundAskedMinor} goes back`);
  }
  return faults;
}
