import { bookingCancelled, bookingExpired, topics } from '@ticketing/contracts';
import type { BusMessage, Subscription } from '@ticketing/event-bus';
import { fitsSchema } from '@ticketing/service-kit';
import type { PaymentDependencies } from '../dependencies.ts';
import { requestRefund } from '../operations/refund-cancellation.ts';
import { makePaymentDue } from '../storage/payments.ts';

/** Cancelled tickets are refunded; the intent of a booking that ended is cancelled. */
export function subscribeToBookings(
  dependencies: PaymentDependencies,
  topic: string = topics.booking,
): Promise<Subscription> {
  return dependencies.eventBus.subscribe({
    topic,
    group: 'payment-service',
    onMessage: (message) => applyMessage(dependencies, message),
  });
}

async function applyMessage(dependencies: PaymentDependencies, message: BusMessage): Promise<void> {
  const { database, clock, logger } = dependencies;
  if (message.type === bookingCancelled.type && fitsSchema(bookingCancelled.data, message.data)) {
    const { booking, cancellationId, refundMinor } = message.data;
    if (booking.paymentId === undefined) {
      logger.error({ bookingId: booking.id }, 'a cancelled booking without a payment');
      return;
    }
    await requestRefund(dependencies, {
      cancellationId,
      refundMinor,
      paymentId: booking.paymentId,
    });
  } else if (
    message.type === bookingExpired.type &&
    fitsSchema(bookingExpired.data, message.data)
  ) {
    const due = { at: clock.now(), cancel: true };
    await makePaymentDue(database, { bookingId: message.data.booking.id }, due);
  } else if (message.type === bookingCancelled.type || message.type === bookingExpired.type) {
    // Trying again cannot mend it, and it must not hold up what comes after.
    logger.error({ messageId: message.id }, 'message does not fit its contract');
  }
}
