import { randomUUID } from 'node:crypto';
import type { Booking, BookingState, createPaymentIntent, ReplyOf } from '@ticketing/contracts';
import { type ApiReply, waitUntil } from '@ticketing/testing';
import type { Person } from './accounts.ts';
import { addresses } from './addresses.ts';
import { cards } from './card-form.ts';
import type { Offer } from './catalogue.ts';

const settledMsMax = 20_000;

function take<Body>({ status, body }: ApiReply<Body>, expected: number): Body {
  if (status !== expected) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body;
}

/** Holds the best seats of the last level, through the API. */
export async function holdSeats({ api }: Person, offer: Offer, quantity: number): Promise<Booking> {
  const levelCode = offer.event.priceLevels.at(-1)?.code;
  const command = { performanceId: offer.performance.id, best: { levelCode, quantity } };
  const idempotencyKey = randomUUID();
  return take(await api.post<Booking>('/bookings', command, { idempotencyKey }), 201);
}

/**
 * A booking that is paid and has its tickets, through the API and the local payment server, for tests in which
 * buying is not the point.
 */
export async function buyTickets(person: Person, offer: Offer, quantity: number): Promise<Booking> {
  const { id: bookingId } = await holdSeats(person, offer, quantity);
  const idempotencyKey = randomUUID();
  const intent = take(
    await person.api.post<ReplyOf<typeof createPaymentIntent>>(
      '/payments/intents',
      { bookingId },
      { idempotencyKey },
    ),
    201,
  );
  await sendCard(intent.clientSecret, intent.config.publishableKey);
  return untilState(person, bookingId, 'confirmed');
}

/** Sends the card to the payment server as the browser does. */
async function sendCard(clientSecret: string, key: string): Promise<void> {
  const id = clientSecret.split('_secret_')[0];
  const body = new URLSearchParams({
    key,
    client_secret: clientSecret,
    return_url: addresses.site,
    'payment_method_data[type]': 'card',
    'payment_method_data[card][number]': cards.good.replaceAll(' ', ''),
    'payment_method_data[card][exp_month]': '12',
    'payment_method_data[card][exp_year]': '2034',
    'payment_method_data[card][cvc]': '123',
  });
  const url = `${addresses.payments}/v1/payment_intents/${id}/confirm`;
  const reply = await fetch(url, { method: 'POST', body });
  if (!reply.ok) throw new Error(`The card was not taken: ${await reply.text()}`);
}

/** The booking once it has come to the state. */
export async function untilState(
  { api }: Person,
  bookingId: string,
  state: BookingState,
): Promise<Booking> {
  return waitUntil(
    async () => {
      const { body } = await api.get<Booking>(`/bookings/${bookingId}`);
      return body.state === state ? body : undefined;
    },
    { withinMs: settledMsMax, everyMs: 100 },
  );
}
