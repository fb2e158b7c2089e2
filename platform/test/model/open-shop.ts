import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type {
  CatalogueFile,
  createPaymentIntent,
  Payment,
  ReplyOf,
  Session,
} from '@ticketing/contracts';
import { derivedId } from '@ticketing/service-kit';
import { type ApiClient, apiClient, withoutLimits } from '@ticketing/testing';
import { startPlatform } from '../../src/platform.ts';
import { platformPorts } from '../../src/ports.ts';

const organizerKey = 'model-house';
const password = 'a password of the model test';
const dayMs = 86_400_000;

/** What customers pay for a seat of each level, and the fee within it, in won. */
export const levels = [
  { code: 'R', section: 'floor', rows: ['A'], priceMinor: 50_000, bookingFeeMinor: 1_000 },
  { code: 'S', section: 'floor', rows: ['B'], priceMinor: 33_330, bookingFeeMinor: 500 },
  { code: 'ST', section: 'pit', priceMinor: 7_001, bookingFeeMinor: 0 },
] as const;
/** Seats of each level, counted on from 0. */
export const seatsOfLevel = 5;

/** When a performance starts, which is when its sale ends, and how it is sold. */
export interface ShowTimes {
  readonly key: string;
  readonly daysAhead: number;
  readonly ticketsPerCustomerMax: number;
  readonly depositHours: number | undefined;
}

/** Performances of a sale: one on which cancelling is free, one on which it costs a fifth. */
export const shows = [
  { key: 'far', daysAhead: 30, ticketsPerCustomerMax: 4, depositHours: 24 },
  { key: 'near', daysAhead: 5, ticketsPerCustomerMax: 3, depositHours: undefined },
] as const;

/** A card, as the browser sends it to the payment server. */
export const cards = {
  good: '4242424242424242',
  declined: '4000000000000002',
  threeDSecure: '4000002500003155',
} as const;

type Begun = ReplyOf<typeof createPaymentIntent>;

/** How often each kind of reply came: `POST /bookings/:id/cancel state_conflict`. */
export type Outcomes = Map<string, number>;

/** Answer of the payment server to a card. */
export interface CardReply {
  readonly status?: string;
  readonly next_action?: { readonly redirect_to_url?: { readonly url: string } };
  readonly error?: { readonly code?: string };
}

/** A running platform with an organizer and customers, all of it reached by HTTP. */
export interface Shop {
  readonly apiUrl: string;
  readonly anyone: ApiClient;
  readonly organizer: ApiClient;
  readonly customers: readonly ApiClient[];
  /** Access tokens of the organizer and of the first customer, for requests that no client makes. */
  readonly tokens: { readonly organizer: string; readonly customer: string };
  readonly paymentsUrl: string;
  /** Of what customers and the organizer sent. */
  readonly outcomes: Outcomes;
  /** Signs the customer in anew. */
  signIn(customer: number): Promise<Session>;
  /** Puts an event with `shows` on sale, or those of `times`; answers the ids of its performances. */
  openSale(times?: readonly ShowTimes[]): Promise<string[]>;
  payByCard(begun: Begun, number: string): Promise<CardReply>;
  /** Transfers money to the payment's account as a customer does at a bank; answers the bank's status. */
  transfer(payment: Payment, amountMinor: number): Promise<number>;
  close(): Promise<void>;
}

const emailOf = (customer: number) => `customer${customer}@model.example`;

const customerCount = 3;

/** Starts the whole platform in this process, on data and ports of its own. */
export async function openShop(
  portOffset: number,
  settings: Readonly<Record<string, string>> = {},
): Promise<Shop> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ticketing-model-'));
  const ports = platformPorts(portOffset);
  const env = { ...withoutLimits, ...settings, TICKETING_DATA_FOLDER: folder, LOG_LEVEL: 'fatal' };
  const platform = await startPlatform({ env, ports });
  const apiUrl = `http://127.0.0.1:${ports['api-gateway']}/api`;
  const anyone = apiClient(apiUrl);
  const organizerId = derivedId('organizer', organizerKey);
  const person = { password, locale: 'ko' } as const;
  await platform.auth.seed([
    { ...person, email: 'house@model.example', name: 'House', role: 'organizer', organizerId },
    ...Array.from({ length: customerCount }, (_, customer) => ({
      ...{ ...person, email: emailOf(customer), name: `Customer ${customer}` },
      role: 'customer' as const,
    })),
  ]);
  const outcomes: Outcomes = new Map();
  const signInAs = async (email: string) => {
    const { body } = await anyone.post<Session>('/auth/login', { email, password });
    return { session: body, api: counted(apiClient(apiUrl, body.accessToken), outcomes) };
  };
  const { api: organizer, session: house } = await signInAs('house@model.example');
  const customers: ApiClient[] = [];
  const tokens = { organizer: house.accessToken, customer: '' };
  for (let customer = 0; customer < customerCount; customer += 1) {
    const { api, session } = await signInAs(emailOf(customer));
    customers.push(api);
    if (customer === 0) tokens.customer = session.accessToken;
  }
  const paymentsUrl = `http://127.0.0.1:${ports.stripeSimulator}`;
  let sales = 0;
  return {
    ...{ apiUrl, anyone, organizer, customers, tokens, paymentsUrl, outcomes },
    async signIn(customer) {
      const { session, api } = await signInAs(emailOf(customer));
      customers[customer] = api;
      return session;
    },
    async openSale(times = shows) {
      sales += 1;
      const key = `sale-${sales}`;
      const { status, body } = await organizer.post(
        '/organizer/catalogue-imports',
        saleOf(key, times),
      );
      if (status !== 200) throw new Error(JSON.stringify(body));
      return times.map((show) => derivedId('performance', organizerKey, key, show.key));
    },
    payByCard: (begun, number) => payByCard(paymentsUrl, begun, number),
    async transfer({ deposit }, amountMinor) {
      const body = new URLSearchParams({
        account_number: deposit?.accountNumber ?? '',
        amount: String(amountMinor),
      });
      return (await fetch(`${paymentsUrl}/bank`, { method: 'POST', body })).status;
    },
    async close() {
      await platform.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The same, and counts what is answered to writes. */
function counted(api: ApiClient, outcomes: Outcomes): ApiClient {
  return {
    ...api,
    async post<Body>(...request: Parameters<ApiClient['post']>) {
      const reply = await api.post<Body>(...request);
      const place = request[0].replace(/[a-z]{3}_[0-9a-z]{26}/, ':id');
      const { code = reply.status } = reply.body as { code?: string };
      const outcome = `${place} ${code}`;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      return reply;
    },
  };
}

async function payByCard(
  paymentsUrl: string,
  { clientSecret, config }: Begun,
  number: string,
): Promise<CardReply> {
  const intentId = clientSecret.split('_secret')[0];
  const reply = await fetch(`${paymentsUrl}/v1/payment_intents/${intentId}/confirm`, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ key: config.publishableKey, client_secret: clientSecret, return_url: paymentsUrl },
      'payment_method_data[type]': 'card',
      'payment_method_data[card][number]': number,
      'payment_method_data[card][exp_month]': '12',
      'payment_method_data[card][exp_year]': '2034',
      'payment_method_data[card][cvc]': '123',
    }),
  });
  return (await reply.json()) as CardReply;
}

const text = (en: string) => ({ ko: `${en} (한)`, en });

function saleOf(key: string, times: readonly ShowTimes[]): CatalogueFile {
  const row = (label: string, y: number) => ({
    ...{ label, count: seatsOfLevel, first: 1, numberStep: 1 },
    geometry: { line: { x: -10, y, dx: 5, dy: 0 } },
  });
  const square = (y: number): [number, number][] => [
    ...([
      [-20, y],
      [20, y],
      [20, y + 20],
      [-20, y + 20],
    ] satisfies [number, number][]),
  ];
  // One moment for all: a sale that closes with the start must not close a millisecond later.
  const now = Date.now();
  const inDays = (days: number) => new Date(now + days * dayMs).toISOString();
  return {
    format: 'ticketing-catalogue/1',
    organizer: { key: organizerKey, name: text('Model House') },
    venues: [
      {
        ...{ key: 'hall', name: text('Hall'), region: 'seoul', city: text('Seoul') },
        ...{ address: text('1 Jongno'), timeZone: 'Asia/Seoul' },
        seatMaps: [
          {
            ...{ key: 'small', name: text('Small') },
            stage: { outline: square(-30), label: text('Stage'), focus: [0, 0] },
            sections: [
              {
                ...{ id: 'floor', kind: 'seated', name: text('Floor') },
                rows: [row('A', 20), row('B', 30)],
              },
              {
                ...{ id: 'pit', kind: 'standing', name: text('Pit'), outline: square(50) },
                capacity: seatsOfLevel,
              },
            ],
          },
        ],
      },
    ],
    events: [
      {
        ...{ key, title: text(`Show ${key}`), category: 'concert', description: text('A show.') },
        ...{ artists: [], tags: [], venue: 'hall', seatMap: 'small', currency: 'KRW' },
        ...{ ageMin: 0, runningMinutes: 90 },
        priceLevels: levels.map(({ section, ...level }) => ({
          ...{ code: level.code, name: text(level.code) },
          ...{ priceMinor: level.priceMinor, bookingFeeMinor: level.bookingFeeMinor },
          zones: [{ section, ...('rows' in level && { rows: [...level.rows] }) }],
        })),
        performances: times.map(({ key, daysAhead, ticketsPerCustomerMax, depositHours }) => ({
          ...{ key, startsAt: inDays(daysAhead), saleOpensAt: inDays(-1), waitingRoom: 'off' },
          ...{ saleClosesAt: inDays(daysAhead), ticketsPerCustomerMax },
          ...(depositHours !== undefined && { depositHours }),
        })),
      },
    ],
  };
}
