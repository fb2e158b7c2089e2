import { randomUUID } from 'node:crypto';
import type {
  Booking,
  CancellationQuote,
  createPaymentIntent,
  Payment,
  PaymentMethod,
  ReplyOf,
  Ticket,
} from '@ticketing/contracts';
import { accessTokenFor } from '@ticketing/testing';
import type { FaultyShop } from './faulty-shop.ts';
import { createPatience } from './patience.ts';

/** A booking, and the payment that was begun for it. */
export interface Order {
  readonly booking: Booking;
  readonly begun: ReplyOf<typeof createPaymentIntent>;
}

/** A customer who asks again, under the same key, until there is an answer. */
export interface CarefulCustomer {
  /** Two places of a performance, to be paid in this way. */
  order(performanceId: string, method: PaymentMethod): Promise<Order>;
  /** Answers the status of the bank. */
  transfer(order: Order, amountMinor?: number): Promise<number>;
  payByCard(order: Order, number: string): Promise<void>;
  untilBooking(order: Order, state: Booking['state']): Promise<void>;
  payment(order: Order): Promise<Payment>;
  ticketsOf(order: Order): Promise<readonly Ticket[]>;
  /** Gives an unpaid booking up. */
  release(order: Order): Promise<void>;
  /** Gives all tickets back; answers what is to be refunded. */
  cancel(order: Order): Promise<number>;
}

export const quantity = 2;
const answeredMsMax = 60_000;

/** Somebody new, in a shop in which things are killed. */
export async function openCarefulCustomer({
  api,
  offer,
  doors,
}: FaultyShop): Promise<CarefulCustomer> {
  const token = await accessTokenFor();
  const atLast = <Reply>(request: () => Promise<Reply | undefined>): Promise<Reply> =>
    createPatience(answeredMsMax).atLast(request);
  const read = <Reply>(path: string) => atLast(() => api.call<Reply>('GET', path, { token }));
  const write = <Reply>(path: string, body?: object, headers: Record<string, string> = {}) => {
    const keyed = { 'idempotency-key': randomUUID(), ...headers };
    return atLast(() => api.call<Reply>('POST', path, { token, body, headers: keyed }));
  };

  return {
    async order(performanceId, method) {
      const entries = `/waiting-room/${performanceId}/entries`;
      const { admissionToken = '' } = await write<{ admissionToken?: string }>(entries, {});
      const booking = await write<Booking>(
        '/bookings',
        { performanceId, best: { levelCode: offer.levelCode, quantity } },
        { 'x-admission-token': admissionToken },
      );
      const begun = await write<Order['begun']>('/payments/intents', {
        bookingId: booking.id,
        method,
      });
      return { booking, begun };
    },
    async transfer({ begun: { payment } }, amountMinor = payment.amountMinor) {
      const body = new URLSearchParams({
        account_number: payment.deposit?.accountNumber ?? '',
        amount: String(amountMinor),
      });
      return (await fetch(`${doors.paymentServerUrl}/bank`, { method: 'POST', body })).status;
    },
    async payByCard({ begun: { clientSecret, config } }, number) {
      const intentId = clientSecret.split('_secret')[0];
      const body = new URLSearchParams({
        key: config.publishableKey,
        client_secret: clientSecret,
        'payment_method_data[type]': 'card',
        'payment_method_data[card][number]': number,
        'payment_method_data[card][exp_month]': '12',
        'payment_method_data[card][exp_year]': '2031',
        'payment_method_data[card][cvc]': '123',
      });
      const url = `${doors.paymentServerUrl}/v1/payment_intents/${intentId}/confirm`;
      const { status } = await fetch(url, { method: 'POST', body });
      if (status !== 200) throw new Error(`the card was answered ${status}`);
    },
    async untilBooking({ booking: { id } }, state) {
      await atLast(async () => {
        const now = await api.call<Booking>('GET', `/bookings/${id}`, { token });
        return now.state === state || undefined;
      });
    },
    payment: ({ begun: { payment } }) => read(`/payments/${payment.id}`),
    async ticketsOf({ booking: { id } }) {
      return (await read<{ tickets: Ticket[] }>(`/bookings/${id}/tickets`)).tickets;
    },
    async release({ booking: { id } }) {
      await write(`/bookings/${id}/release`);
    },
    async cancel({ booking: { id } }) {
      const { refundMinor } = await read<CancellationQuote>(`/bookings/${id}/cancellation`);
      await write(`/bookings/${id}/cancel`, { expectedRefundMinor: refundMinor });
      return refundMinor;
    },
  };
}
