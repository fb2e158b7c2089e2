import type {
  Booking,
  createPaymentIntent,
  EventDetail,
  Performance,
  ReplyOf,
  SearchReply,
  Session,
  Ticket,
} from '@ticketing/contracts';
import { Pool } from 'undici';

type Begun = ReplyOf<typeof createPaymentIntent>;

/** A performance to buy from, and the level with the most seats. */
export interface Offer {
  readonly performance: Performance;
  readonly levelCode: string;
}

const confirmedMsMax = 30_000;
/** A shop that says nothing for so long is taken for broken. */
const answerMsMax = 15_000;
const seatsASale = 2;

export class RefusedError extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Our problem documents, and the errors of the payment provider, of which not all have codes. */
interface Refusal {
  readonly type?: string;
  readonly error?: { readonly code?: string; readonly type?: string };
}

/**
 * Calls the API as browsers do, over kept connections. Below undici's `request`, whose streams and promises would
 * cost a crowd as much as all of its own work.
 */
export function createShopApi(apiUrl: string, connections: number) {
  const pools = new Map<string, Pool>();
  const poolOf = (origin: string): Pool => {
    const pool =
      pools.get(origin) ??
      new Pool(origin, {
        connections,
        pipelining: 1,
        headersTimeout: answerMsMax,
        bodyTimeout: answerMsMax,
      });
    pools.set(origin, pool);
    return pool;
  };

  const send = <Reply>(
    method: 'GET' | 'POST',
    { origin, path }: Address,
    { headers, body }: { headers: Record<string, string>; body?: string },
  ): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let status = 0;
      poolOf(origin).dispatch(
        { method, path, headers, body: body ?? null },
        {
          onRequestStart() {},
          onResponseStart(_controller, statusCode) {
            status = statusCode;
          },
          onResponseData(_controller, chunk) {
            chunks.push(chunk);
          },
          onResponseEnd() {
            try {
              resolve(readReply<Reply>(status, chunks));
            } catch (error) {
              reject(error);
            }
          },
          onResponseError(_controller, error) {
            reject(error);
          },
        },
      );
    });

  const { origin, pathname } = new URL(apiUrl);
  const call = <Reply>(
    method: 'GET' | 'POST',
    address: string,
    more: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Reply> =>
    send<Reply>(
      method,
      { origin, path: `${pathname}${address}` },
      {
        headers: {
          ...(more.body !== undefined && { 'content-type': 'application/json' }),
          ...(more.token !== undefined && { authorization: `Bearer ${more.token}` }),
          ...more.headers,
        },
        ...(more.body !== undefined && { body: JSON.stringify(more.body) }),
      },
    );

  return { call, send, close: () => Promise.all([...pools.values()].map((pool) => pool.close())) };
}

interface Address {
  /** `http://127.0.0.1:8000` */
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
}

/** The reply's JSON. Throws RefusedError for a refusal. */
function readReply<Reply>(status: number, chunks: readonly Buffer[]): Reply {
  const reply: unknown = JSON.parse(Buffer.concat(chunks).toString());
  if (status < 300) return reply as Reply;
  const { type = '', error } = reply as Refusal;
  throw new RefusedError(error?.code ?? error?.type ?? type.replace('urn:ticketing:error:', ''));
}
export type ShopApi = ReturnType<typeof createShopApi>;

/** On-sale performances with many seats, the largest first. */
export async function findOffers(api: ShopApi, count: number): Promise<Offer[]> {
  const { items } = await api.call<SearchReply>('GET', '/search?saleState=on_sale&limit=60');
  const offers: Offer[] = [];
  for (const { id } of items) {
    const event = await api.call<EventDetail>('GET', `/events/${id}`);
    const levelCode = event.priceLevels.at(-1)?.code;
    const open = event.performances.filter(
      ({ saleState, waitingRoom }) => saleState === 'on_sale' && waitingRoom !== 'always',
    );
    if (levelCode !== undefined) {
      offers.push(...open.map((performance) => ({ performance, levelCode })));
    }
  }
  return offers.sort((a, b) => b.performance.capacity - a.performance.capacity).slice(0, count);
}

/** Opens an account; answers its access token. */
export async function register(api: ShopApi, number: number): Promise<string> {
  const { accessToken } = await api.call<Session>('POST', '/auth/register', {
    body: {
      email: `shopper${number}-${Date.now()}@example.com`,
      password: `a long pass phrase ${number}`,
      name: `Shopper ${number}`,
    },
  });
  return accessToken;
}

let keys = 0;
const nextKey = () => {
  keys += 1;
  return { 'idempotency-key': `bench-${process.pid}-${keys}` };
};

/**
 * One complete sale: through the (open) waiting room, two seats held, card paid, tickets in hand. Answers the
 * booking's id. Throws RefusedError with the code of whatever was refused.
 */
export async function buy(api: ShopApi, token: string, offer: Offer): Promise<string> {
  const { id } = offer.performance;
  const entry = await api.call<{ admissionToken?: string }>('POST', `/waiting-room/${id}/entries`, {
    token,
    body: {},
  });
  const booking = await api.call<Booking>('POST', '/bookings', {
    token,
    headers: { ...nextKey(), 'x-admission-token': entry.admissionToken ?? '' },
    body: { performanceId: id, best: { levelCode: offer.levelCode, quantity: seatsASale } },
  });
  const begun = await api.call<Begun>('POST', '/payments/intents', {
    token,
    headers: nextKey(),
    body: { bookingId: booking.id },
  });
  await payByCard(api, begun);
  await untilConfirmed(api, token, booking.id);
  const { tickets } = await api.call<{ tickets: Ticket[] }>(
    'GET',
    `/bookings/${booking.id}/tickets`,
    {
      token,
    },
  );
  if (tickets.length !== seatsASale) throw new RefusedError('no_tickets');
  return booking.id;
}

/** As the card form does, with a test card that pays. Throws RefusedError as `buy` does. */
export async function payByCard(api: ShopApi, { clientSecret, config }: Begun): Promise<void> {
  const intentId = clientSecret.split('_secret')[0] ?? '';
  const address = {
    origin: String(config.apiBaseUrl).replace('//localhost:', '//127.0.0.1:'),
    path: `/v1/payment_intents/${intentId}/confirm`,
  };
  await api.send('POST', address, {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      key: config.publishableKey,
      client_secret: clientSecret,
      'payment_method_data[type]': 'card',
      'payment_method_data[card][number]': '4242424242424242',
      'payment_method_data[card][exp_month]': '12',
      'payment_method_data[card][exp_year]': '2031',
      'payment_method_data[card][cvc]': '123',
    }).toString(),
  });
}

async function untilConfirmed(api: ShopApi, token: string, bookingId: string): Promise<void> {
  const deadline = Date.now() + confirmedMsMax;
  while (Date.now() < deadline) {
    const { state } = await api.call<Booking>('GET', `/bookings/${bookingId}/settled`, { token });
    if (state === 'confirmed') return;
    if (state !== 'pending_payment') throw new RefusedError(`booking_${state}`);
  }
  throw new RefusedError('not_confirmed_in_time');
}
