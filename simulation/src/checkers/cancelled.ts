import type { Checker } from './checker.ts';

/**
 * I3, I11: when the organizer cancelled the performance, that reached every booking: no ticket is valid, and
 * what each customer paid was given back, whoever cancelled first.
 */
export const checkCancelled: Checker = ({ catalogue, bookings, isAtRest }) => {
  if (!isAtRest || catalogue.terms().status !== 'cancelled') return [];
  const faults: string[] = [];
  for (const { id, seats, cancellations, confirmedAt, totalMinor } of bookings.all()) {
    if (confirmedAt === undefined) continue;
    if (seats.some(({ ticket }) => ticket?.state === 'valid')) {
      faults.push(`I11 ${id} has valid tickets of a cancelled performance`);
      continue;
    }
    const keptMinor = cancellations
      .filter(({ reason }) => reason === 'organizer')
      .reduce((left, { feeMinor }) => left + feeMinor, 0);
    const settledMinor = cancellations.reduce(
      (left, { refundMinor, feeMinor }) => left - refundMinor - feeMinor,
      totalMinor,
    );
    if (keptMinor !== 0) faults.push(`I3 the organizer keeps ${keptMinor} of ${id}`);
    if (settledMinor !== 0) faults.push(`I3 ${settledMinor} of ${id} are not accounted for`);
  }
  return faults;
};
