import type { EventDetail, Performance, SearchReply } from '@ticketing/contracts';
import { apiClient, waitUntil } from '@ticketing/testing';
import { addresses } from './addresses.ts';

const api = apiClient(addresses.api);

/** Events of the demo catalogue that the journeys use, by what makes them fit. */
export const demo = {
  /** A gymnasium with blocks of seats, of the organizer whose gate staff has an account. */
  match: '부산 하버스 농구 홈경기',
  /** A small theatre. */
  play: '막차를 기다리는 사람들',
  musical: '붉은 항구',
  /** Its waiting room always stands. */
  hotSale: '하이퍼문 월드투어',
  tribute: '방탄소년단 트리뷰트 오케스트라 콘서트',
} as const;

const answerMsMax = 15_000;

/** What search finds. It refuses for a second or two when its engine is slow, and is asked again then. */
async function search(words: string): Promise<SearchReply> {
  return waitUntil(
    async () => {
      const found = await api.get<SearchReply>(`/search?${new URLSearchParams({ q: words })}`);
      if (found.status === 503) return undefined;
      if (found.status !== 200) throw new Error(`${found.status}: ${JSON.stringify(found.body)}`);
      return found.body;
    },
    { withinMs: answerMsMax, everyMs: 250 },
  );
}

/** The event that the words find first. */
async function findEvent(words: string): Promise<EventDetail> {
  const found = await search(words);
  const id = found.items[0]?.id;
  if (id === undefined) throw new Error(`The demo catalogue has no ${words}`);
  return (await api.get<EventDetail>(`/events/${id}`)).body;
}

/** The event's performances that can be booked now. */
const onSale = (event: EventDetail): readonly Performance[] =>
  event.performances.filter(({ saleState }) => saleState === 'on_sale');

/** What is sold: a performance of an event. */
export interface Offer {
  readonly event: EventDetail;
  readonly performance: Performance;
}

/** An offer for the desk and another for the phone, so that their seats never meet. */
export async function findOffer(words: string, isMobile: boolean): Promise<Offer> {
  const event = await findEvent(words);
  return offerOf(event, onSale(event)[isMobile ? 1 : 0]);
}

const dayMs = 24 * 60 * 60 * 1000;

/** One so near that cancelling costs a part of the price, and not so near that it cannot be cancelled. */
export async function findOfferWithFee(words: string, isMobile: boolean): Promise<Offer> {
  const event = await findEvent(words);
  const near = onSale(event).filter(({ startsAt }) => {
    const days = (Date.parse(startsAt) - Date.now()) / dayMs;
    return days > 3 && days < 9;
  });
  return offerOf(event, near[isMobile ? 1 : 0]);
}

function offerOf(event: EventDetail, performance: Performance | undefined): Offer {
  if (performance === undefined) throw new Error(`${event.summary.title.ko} has too few dates`);
  return { event, performance };
}
