import type { SaleState } from '@ticketing/contracts';
import type { EventStatus, PerformanceRecord } from './catalogue.ts';

type Sale = Pick<
  PerformanceRecord,
  'status' | 'startsAt' | 'saleOpensAt' | 'saleClosesAt' | 'availability'
>;

/** Where one performance's sale stands at `now`. Opening is inclusive, closing exclusive. */
export function performanceSaleState(sale: Sale, now: Date): SaleState {
  if (sale.status !== 'scheduled') return sale.status;
  if (now >= sale.saleClosesAt || now >= sale.startsAt) return 'closed';
  if (now < sale.saleOpensAt) return 'opening_soon';
  return sale.availability?.available === 0 ? 'sold_out' : 'on_sale';
}

/** The state that says most about an event to a buyer comes first. */
const precedence: readonly SaleState[] = [
  'on_sale',
  'opening_soon',
  'sold_out',
  'postponed',
  'closed',
  'cancelled',
];

/** Where an event stands: cancelled as a whole, else the best of its performances. */
export function eventSaleState(
  status: EventStatus,
  performances: readonly Sale[],
  now: Date,
): SaleState {
  if (status === 'cancelled') return 'cancelled';
  const states = new Set(performances.map((sale) => performanceSaleState(sale, now)));
  return precedence.find((state) => states.has(state)) ?? 'closed';
}

/**
 * The next instant after `now` at which time alone changes what is told about these performances.
 */
export function nextBoundary(performances: readonly Sale[], now: Date): Date | undefined {
  let next: Date | undefined;
  for (const sale of performances) {
    if (sale.status !== 'scheduled') continue;
    for (const instant of [sale.saleOpensAt, sale.saleClosesAt, sale.startsAt]) {
      if (instant > now && (next === undefined || instant < next)) next = instant;
    }
  }
  return next;
}
