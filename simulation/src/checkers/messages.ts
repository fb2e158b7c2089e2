import type { Checker } from './checker.ts';

/**
 * I11: all that was saved to be told reached every group that listens, a booking's change is told once, and
 * nothing was set aside.
 */
export const checkMessages: Checker = ({
  outboxes,
  bookings,
  bookingWrites,
  bus,
  isAtRest,
  payments,
}) => {
  if (!isAtRest) return [];
  const faults: string[] = [];
  const published = new Set(bus.published.map(({ message }) => message.id));
  const delivered = new Set(bus.deliveries.map(({ group, message }) => `${group} ${message.id}`));
  for (const { message, group, setAside } of bus.deliveries) {
    if (setAside) faults.push(`I11 ${group} set ${message.type} of ${message.key} aside`);
  }
  for (const { id, type, key } of outboxes.flatMap(({ saved }) => saved)) {
    if (!published.has(id)) faults.push(`I11 ${type} of ${key} was never published`);
    if (type.startsWith('booking.') && !delivered.has(`payment-service ${id}`)) {
      faults.push(`I11 ${type} of ${key} did not reach payment`);
    }
  }
  const messages = bookingWrites.flatMap((write) => write.messages);
  const told = (key: string, type: string) =>
    messages.filter((message) => message.key === key && message.type === type).length;
  for (const { id, confirmedAt, state, cancellations } of bookings.all()) {
    const expected = {
      'booking.created': 1,
      'booking.confirmed': confirmedAt === undefined ? 0 : 1,
      'booking.expired': state === 'expired' ? 1 : 0,
      'booking.cancelled': cancellations.length,
    };
    for (const [type, times] of Object.entries(expected)) {
      if (told(id, type) !== times)
        faults.push(`I11 ${id}: ${type} is told ${told(id, type)} times`);
    }
    for (const { id: refundId, refundMinor } of cancellations) {
      const isOwed = refundMinor === 0 || payments.refunds.has(refundId);
      if (!isOwed) faults.push(`I11 the cancellation ${refundId} was not applied by payment`);
    }
  }
  return faults;
};
