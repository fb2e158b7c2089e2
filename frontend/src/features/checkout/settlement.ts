import type { Booking, Payment } from '@ticketing/contracts';

/** How a payment that was sent stands, from the booking and the payment together. */
export type Settlement =
  | { readonly kind: 'confirmed' }
  /** The bank said no; the seats are still held. */
  | { readonly kind: 'declined'; readonly code: string }
  /** The booking is over without tickets; the screen reads the reason from it. */
  | { readonly kind: 'ended' }
  /** `step`: 0 the card, 1 the seats, 2 the tickets are under way. */
  | { readonly kind: 'settling'; readonly step: 0 | 1 | 2 };

export function settlementOf(
  booking: Pick<Booking, 'state'>,
  payment: Pick<Payment, 'state' | 'declineCode'> | undefined,
): Settlement {
  if (booking.state === 'expired' || booking.state === 'cancelled') return { kind: 'ended' };
  if (booking.state !== 'pending_payment') return { kind: 'confirmed' };
  if (payment?.state === 'failed') {
    return { kind: 'declined', code: payment.declineCode ?? 'card_declined' };
  }
  if (payment?.state === 'captured') return { kind: 'settling', step: 2 };
  return { kind: 'settling', step: payment?.state === 'authorised' ? 1 : 0 };
}

/** Whether a payment is on its way, so that no card form may be shown. */
export const isUnderWay = (payment: Pick<Payment, 'state'> | undefined): boolean =>
  payment?.state === 'authorised' || payment?.state === 'captured';

/** Between two looks at a payment under way; the second and later ones wait at the shop for its end. */
export const lookPauseMs = 100;
/** Looks before it slows down for good: about half a minute. */
const quickLooks = 32;

/** How long a look may wait for the end of the payment, after `looks` answers. */
export function waitSecondsAt(looks: number): number {
  if (looks === 0) return 0;
  return looks <= quickLooks ? 1 : 4;
}
