import type { BusMessage } from '@ticketing/event-bus';
import { newId } from '@ticketing/service-kit';
import type { BookingRecord } from '../src/domain/booking-record.ts';
import type { BulkChangeRecord } from '../src/domain/bulk-change.ts';

export const farAway = '2099-01-01T00:00:00.000Z';

export function recordOf(changes: Partial<BookingRecord> = {}): BookingRecord {
  const title = { ko: '시험 공연', en: 'Test show' };
  return {
    id: newId('booking'),
    version: 1,
    state: 'pending_payment',
    customerId: newId('account'),
    organizerId: newId('organizer'),
    idempotencyKey: newId('message'),
    fingerprint: 'fingerprint',
    event: { id: newId('event'), title, category: 'musical', posterSeed: 1 },
    performance: {
      id: newId('performance'),
      startsAt: farAway,
      timeZone: 'Asia/Seoul',
      venueName: title,
    },
    cancellationPolicy: {
      freeDaysAfterBooking: 7,
      freeNotWithinDaysBefore: 10,
      tiers: [{ daysBeforeMin: 10, flatMinor: 4000, percentMax: 10 }],
      cutOffTime: '17:00',
      cutOffTimeSaturday: '11:00',
    },
    seats: [1, 2].map((seatNo) => ({
      seatNo,
      section: title,
      number: String(seatNo),
      level: { code: 'R', name: title },
      priceMinor: 99_000,
      bookingFeeMinor: 2000,
    })),
    totalMinor: 198_000,
    currency: 'KRW',
    hold: { id: newId('message'), fence: 7 },
    createdAt: new Date().toISOString(),
    expiresAt: farAway,
    cancellations: [],
    ...changes,
  };
}

export const withTickets = (record: BookingRecord): BookingRecord => ({
  ...record,
  state: 'confirmed',
  seats: record.seats.map((seat) => ({
    ...seat,
    ticket: { id: newId('ticket'), shortId: newId('message'), state: 'valid' },
  })),
});

export const messageOf = (key: string, type: string): BusMessage => ({
  id: newId('message'),
  key,
  type,
  time: new Date().toISOString(),
  requestId: 'request-1',
  data: { note: '한글', list: [1, null], none: '' },
});

/** A cancellation that has just begun and is not saved yet. */
export const bulkChangeOf = (performanceId: string): BulkChangeRecord => ({
  performanceId,
  organizerId: newId('organizer'),
  version: 0,
  kind: 'cancel',
  revision: 2,
  state: 'running',
  startsAt: farAway,
  dateOpen: false,
  afterId: '',
  changed: 0,
  failed: 0,
  refundMinor: 0,
  startedAt: '2026-07-03T11:00:00.000Z',
  updatedAt: '2026-07-03T11:00:00.000Z',
});
