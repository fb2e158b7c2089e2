import { bookingCancelled, bookingExpired } from '@ticketing/contracts';
import type { BusMessage, SubscribeOptions, Subscription } from '@ticketing/event-bus';
import { attemptsThroughOutage, dataOf, UnfitMessage } from '@ticketing/service-kit';
import type { PaymentDependencies } from '../dependencies.ts';
import { requestRefund } from '../operations/request-refund.ts';

/** Cancelled tickets are refunded; the intent of a booking that ended is cancelled. */
export function subscribeToBookings(
  dependencies: PaymentDependencies,
  { topic, onSetAside }: Pick<SubscribeOptions, 'topic' | 'onSetAside'>,
): Promise<Subscription> {
  return dependencies.eventBus.subscribe({
    topic,
    group: 'payment-service',
    // Money is owed. A handler only notes the refund, so what fails is the database, and no refund is
    // given up in its outage; one that fails for a whole night is for people, not for those behind it.
    attemptsMax: attemptsThroughOutage,
    onSetAside,
    onMessage: (message) => applyMessage(dependencies, message),
  });
}

/** Throws UnfitMessage for what can never be applied. */
export async function applyMessage(
  dependencies: Pick<PaymentDependencies, 'store' | 'clock'>,
  message: BusMessage,
): Promise<void> {
  const { store, clock } = dependencies;
  if (message.type === bookingCancelled.type) {
    const { booking, cancellationId, refundMinor } = dataOf(bookingCancelled, message);
    if (booking.paymentId === undefined) {
      throw new UnfitMessage(`the cancelled booking ${booking.id} has no payment`);
    }
    const answer = await requestRefund(dependencies, {
      id: cancellationId,
      paymentId: booking.paymentId,
      bookingId: booking.id,
      refundMinor,
      currency: booking.currency,
    });
    if (answer === 'refused') {
      const { paymentId } = booking;
      throw new UnfitMessage(`${cancellationId} asks more back than ${paymentId} can give`);
    }
  } else if (message.type === bookingExpired.type) {
    const { booking } = dataOf(bookingExpired, message);
    await store.makeDueOfBooking(booking.id, { at: clock.now(), cancel: true });
  }
}
