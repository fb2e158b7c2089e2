import { randomUUID } from 'node:crypto';
import type { Booking, createPaymentIntent, ReplyOf, Ticket } from '@ticketing/contracts';
import { type Offer, payByCard, RefusedError, type ShopApi } from '@ticketing/testing';
import { createPatience } from './patience.ts';

/** What a customer saw on the way to the tickets. */
export interface Purchase {
  readonly bookingId: string;
  readonly tickets: readonly Ticket[];
  /** How often what was refused, or broke, before it went well. */
  readonly refusals: Readonly<Record<string, number>>;
}

const quantity = 2;

/**
 * One sale by somebody who does not give up: each request is sent again, under the same key, until it is answered.
 * Rejects when the tickets are not there in time, and at once when a repeated request is answered otherwise.
 */
export async function buyAtLast(
  api: ShopApi,
  { token, offer, withinMs }: { token: string; offer: Offer; withinMs: number },
): Promise<Purchase> {
  const { atLast, refusals } = createPatience(withinMs);
  const { id: performanceId } = offer.performance;
  const [bookingKey, paymentKey] = [randomUUID(), randomUUID()];
  const entry = await atLast(() =>
    api.call<{ admissionToken?: string }>('POST', `/waiting-room/${performanceId}/entries`, {
      token,
      body: {},
    }),
  );
  const book = () =>
    api.call<Booking>('POST', '/bookings', {
      token,
      headers: {
        'idempotency-key': bookingKey,
        'x-admission-token': entry.admissionToken ?? '',
      },
      body: { performanceId, best: { levelCode: offer.levelCode, quantity } },
    });
  const booking = await atLast(book);
  const begun = await atLast(() =>
    api.call<ReplyOf<typeof createPaymentIntent>>('POST', '/payments/intents', {
      token,
      headers: { 'idempotency-key': paymentKey },
      body: { bookingId: booking.id },
    }),
  );
  await atLast(async () => {
    await payByCard(api, begun).catch((error: unknown) => {
      // It was heard the first time.
      const code = error instanceof RefusedError ? error.code : '';
      if (code !== 'payment_intent_unexpected_state') throw error;
    });
    return true;
  });
  await atLast(async () => {
    const { state } = await api.call<Booking>('GET', `/bookings/${booking.id}`, { token });
    return state === 'confirmed' ? true : undefined;
  });
  const { tickets } = await atLast(() =>
    api.call<{ tickets: Ticket[] }>('GET', `/bookings/${booking.id}/tickets`, { token }),
  );
  if (tickets.length !== quantity) throw new Error(`${tickets.length} tickets`);
  const again = await atLast(book);
  if (again.id !== booking.id) throw new Error('the same key made another booking');
  return { bookingId: booking.id, tickets, refusals };
}
