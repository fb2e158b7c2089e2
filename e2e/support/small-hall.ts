import { randomUUID } from 'node:crypto';
import type {
  Booking,
  createSeatMap,
  EventDetail,
  OrganizerEvent,
  ReplyOf,
  Session,
  Venue,
} from '@ticketing/contracts';
import { decodeSeatStatus } from '@ticketing/contracts/codecs/seat-status';
import { demoPassword } from '@ticketing/platform';
import { type ApiClient, type ApiReply, apiClient, waitUntil } from '@ticketing/testing';
import type { Person } from './accounts.ts';
import { addresses } from './addresses.ts';
import type { Offer } from './catalogue.ts';

const dayMs = 24 * 60 * 60 * 1000;
const soldMsMax = 20_000;
const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString();
const both = (ko: string, en: string) => ({ ko, en });

/** One block of three rows of eight seats; the second begins with a wheelchair place and its companion seat. */
const seatMap = {
  name: both('소극장', 'Studio'),
  stage: {
    outline: [
      [0, 0],
      [80, 0],
      [80, 10],
      [0, 10],
    ],
    label: both('무대', 'Stage'),
    focus: [40, 5],
  },
  sections: [
    {
      id: 'a',
      kind: 'seated',
      name: both('A구역', 'Block A'),
      rows: [
        row('1', 25, {}),
        row('2', 36, { accessible: [0], companions: [1] }),
        row('3', 47, {}),
      ],
    },
  ],
};

function row(label: string, y: number, kept: { accessible?: number[]; companions?: number[] }) {
  const geometry = { line: { x: 5, y, dx: 10, dy: 0 } };
  return { label, count: 8, first: 1, numberStep: 1, geometry, ...kept };
}

/** The price of a seat and the fee within it, in won. */
export const smallHall = { priceMinor: 33_000, feeMinor: 3_000, depositHours: 24 } as const;

function take<Body>({ status, body }: ApiReply<Body>, expected: number): Body {
  if (status !== expected) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body;
}

let organizer: Promise<ApiClient> | undefined;

/** The API as the demo organizer uses it; signed in once. */
export function organizerApi(): Promise<ApiClient> {
  organizer ??= signIn();
  return organizer;
}

async function signIn(): Promise<ApiClient> {
  const credentials = { email: 'organizer@example.com', password: demoPassword };
  const session = await apiClient(addresses.api).post<Session>('/auth/login', credentials);
  return apiClient(addresses.api, take(session, 200).accessToken);
}

/** An event of a test's own in a hall of 24 seats: wheelchair places, no single seat alone, bank transfers. */
export async function openSmallHall(): Promise<Offer> {
  const api = await organizerApi();
  const create = async <Body>(path: string, body: unknown) =>
    take(await api.post<Body>(path, body, { idempotencyKey: randomUUID() }), 201);
  const venue = await create<Venue>('/organizer/venues', {
    name: both('골목 소극장', 'Alley Studio'),
    region: 'seoul',
    city: both('서울', 'Seoul'),
    address: both('서울 종로구 대학로 1', '1 Daehak-ro, Jongno-gu, Seoul'),
    timeZone: 'Asia/Seoul',
  });
  const map = await create<ReplyOf<typeof createSeatMap>>(
    `/organizer/venues/${venue.id}/seat-maps`,
    seatMap,
  );
  const event = await create<OrganizerEvent>('/organizer/events', {
    title: both('골목의 낭독회', 'A Reading in the Alley'),
    category: 'play',
    description: both('배우 넷이 읽는 밤.', 'Four actors read through a night.'),
    artists: [],
    tags: [],
    venueId: venue.id,
    seatMapId: map.id,
    currency: 'KRW',
    ageMin: 0,
    runningMinutes: 90,
    priceLevels: [
      {
        code: 'R',
        name: both('R석', 'R'),
        priceMinor: smallHall.priceMinor,
        bookingFeeMinor: smallHall.feeMinor,
        zones: [{ section: 'a' }],
      },
    ],
  });
  await create(`/organizer/events/${event.id}/performances`, {
    startsAt: inDays(30),
    saleOpensAt: inDays(-1),
    saleClosesAt: inDays(29),
    preventSingleSeats: true,
    accessibleReleaseAt: inDays(28),
    depositHours: smallHall.depositHours,
    waitingRoom: 'off',
  });
  take(await api.post(`/organizer/events/${event.id}/publish`, {}), 200);
  return untilSold(event.id);
}

/** Inventory hears of a new performance by the bus. */
async function untilSold(eventId: string): Promise<Offer> {
  const api = apiClient(addresses.api);
  return waitUntil(
    async () => {
      const { body } = await api.get<EventDetail>(`/events/${eventId}`);
      const performance = body.performances?.[0];
      if (performance?.saleState !== 'on_sale') return undefined;
      const seats = await api.get(`/performances/${performance.id}/seat-status`);
      return seats.status === 200 ? { event: body, performance } : undefined;
    },
    { withinMs: soldMsMax, everyMs: 100 },
  );
}

/** `seatNo` of a seat of the hall, by what stands on its ticket. */
export const seatNoOf = (row: number, number: number): number => (row - 1) * 8 + number - 1;

/** Holds seats by name, through the API. */
export async function holdSeatNos(
  { api }: Person,
  { performance }: Offer,
  seatNos: readonly number[],
): Promise<Booking> {
  const command = { performanceId: performance.id, seatNos };
  const idempotencyKey = randomUUID();
  return take(await api.post<Booking>('/bookings', command, { idempotencyKey }), 201);
}

/**
 * Lets the organizer change the price of the hall's only level. Booking learns it from somebody who was shown
 * it and takes these seats: the bus may be slower than a test.
 */
export async function changePrice(
  offer: Offer,
  priceMinor: number,
  first: { soldTo: Person; seatNos: readonly number[] },
): Promise<void> {
  const api = await organizerApi();
  const path = `/organizer/events/${offer.event.summary.id}`;
  const { input } = take(await api.get<OrganizerEvent>(path), 200);
  const priceLevels = input.priceLevels.map((level) => ({ ...level, priceMinor }));
  take(await api.put(path, { ...input, priceLevels }), 200);
  const { soldTo, seatNos } = first;
  const expectedTotalMinor = seatNos.length * priceMinor;
  const command = { performanceId: offer.performance.id, seatNos, expectedTotalMinor };
  const idempotencyKey = randomUUID();
  take(await soldTo.api.post<Booking>('/bookings', command, { idempotencyKey }), 201);
}

/** How the seats stand, as everybody may read it. */
export async function readSeats({ performance }: Offer): Promise<Uint8Array> {
  const reply = await fetch(`${addresses.api}/performances/${performance.id}/seat-status`);
  return decodeSeatStatus(new Uint8Array(await reply.arrayBuffer())).status;
}
