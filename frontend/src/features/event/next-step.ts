import type { EventSummary, Performance, WaitingRoomStatus } from '@ticketing/contracts';

/** What the one button of an event's page does now. */
export type NextStep =
  | { readonly kind: 'choose_seats' }
  | { readonly kind: 'join_line' }
  /** Through the waiting room's door, behind which nobody waits. */
  | { readonly kind: 'walk_in' }
  | { readonly kind: 'wait_for_opening'; readonly opensAt: string }
  | { readonly kind: 'sold_out' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'postponed' };

const ended = {
  sold_out: { kind: 'sold_out' },
  closed: { kind: 'closed' },
  cancelled: { kind: 'cancelled' },
  postponed: { kind: 'postponed' },
} as const;

/**
 * @param line the waiting room's status, when it has one and it is known
 * @param now milliseconds; a sale whose opening has come is treated as open before the next reply says so
 */
export function nextStep(
  event: Pick<EventSummary, 'saleState'>,
  performance: Pick<Performance, 'saleState' | 'saleOpensAt' | 'waitingRoom'> | undefined,
  line: Pick<WaitingRoomStatus, 'state'> | undefined,
  now: number,
): NextStep {
  // What befell the whole event stands above what a performance says.
  if (event.saleState === 'cancelled' || event.saleState === 'postponed') {
    return ended[event.saleState];
  }
  if (performance === undefined) return ended.closed;
  const { saleState, saleOpensAt, waitingRoom } = performance;
  if (saleState === 'opening_soon' && Date.parse(saleOpensAt) > now) {
    return { kind: 'wait_for_opening', opensAt: saleOpensAt };
  }
  if (saleState !== 'on_sale' && saleState !== 'opening_soon') return ended[saleState];
  if (waitingRoom !== 'off' && line?.state === 'queueing') return { kind: 'join_line' };
  if (waitingRoom === 'always') return { kind: line?.state === 'open' ? 'walk_in' : 'join_line' };
  return { kind: 'choose_seats' };
}
