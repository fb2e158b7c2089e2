import type { EventDetail, Performance, SearchReply } from '@ticketing/contracts';
import { apiClient } from '@ticketing/testing';
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

/** The event that the words find first. */
export async function findEvent(words: string): Promise<EventDetail> {
  const found = await api.get<SearchReply>(`/search?${new URLSearchParams({ q: words })}`);
  const id = found.body.items[0]?.id;
  if (id === undefined) throw new Error(`The demo catalogue has no ${words}`);
  return (await api.get<EventDetail>(`/events/${id}`)).body;
}

/** The event's performances that can be booked now. */
export const onSale = (event: EventDetail): readonly Performance[] =>
  event.performances.filter(({ saleState }) => saleState === 'on_sale');

/** One performance for the desk and another for the phone, so that their seats never meet. */
export function performanceFor(event: EventDetail, isMobile: boolean): Performance {
  const performance = onSale(event)[isMobile ? 1 : 0];
  if (performance === undefined) throw new Error(`${event.summary.title.ko} has too few dates`);
  return performance;
}
