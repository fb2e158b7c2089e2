import type { SaleTerms } from '@ticketing/contracts';
import { newId } from '@ticketing/service-kit';

/** What the catalogue says of a performance. */
export const saleTerms = (performanceId: string, changes: Partial<SaleTerms>): SaleTerms => ({
  performanceId,
  eventId: newId('event'),
  organizerId: newId('organizer'),
  title: { ko: '공연', en: 'Show' },
  category: 'concert',
  posterSeed: 1,
  venueName: { ko: '홀', en: 'Hall' },
  timeZone: 'Asia/Seoul',
  startsAt: '2026-08-01T10:00:00.000Z',
  saleOpensAt: '2026-07-01T10:00:00.000Z',
  saleClosesAt: '2026-08-01T09:00:00.000Z',
  status: 'scheduled',
  currency: 'KRW',
  priceLevels: [],
  ticketsPerCustomerMax: 4,
  cancellationPolicy: {
    freeDaysAfterBooking: 7,
    freeNotWithinDaysBefore: 10,
    tiers: [{ daysBeforeMin: 1, percent: 10 }],
    cutOffTime: '17:00',
    cutOffTimeSaturday: '11:00',
  },
  waitingRoom: 'off',
  seatPlanVersion: '1',
  revision: 2,
  ...changes,
});
