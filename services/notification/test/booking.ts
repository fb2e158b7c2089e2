import type { Booking } from '@ticketing/contracts';

/** An id that is well formed. */
export const idOf = (prefix: string) => `${prefix}_${'0'.repeat(26)}`;

/** A confirmed booking of one seat. */
export const bookingOf = (customerId: string, changes: Partial<Booking> = {}): Booking => ({
  id: idOf('bkg'),
  state: 'confirmed',
  customerId,
  organizerId: idOf('org'),
  event: {
    id: idOf('evt'),
    title: { ko: '한강의 <밤>', en: 'Night of the Han' },
    category: 'musical',
    posterSeed: 1,
  },
  performance: {
    id: idOf('prf'),
    startsAt: '2026-07-03T11:00:00.000Z',
    timeZone: 'Asia/Seoul',
    venueName: { ko: '샤롯데씨어터', en: 'Charlotte Theater' },
  },
  seats: [
    {
      seatNo: 4,
      section: { ko: 'A구역', en: 'Block A' },
      floor: { ko: '1층', en: 'Floor 1' },
      row: '3',
      number: '12',
      level: { code: 'R', name: { ko: 'R석', en: 'R seat' } },
      priceMinor: 99_000,
      bookingFeeMinor: 2000,
      ticketId: idOf('tkt'),
      ticketState: 'valid',
    },
  ],
  totalMinor: 99_000,
  currency: 'KRW',
  createdAt: '2026-06-01T00:00:00.000Z',
  refundedMinor: 0,
  cancellationFeeMinor: 0,
  ...changes,
});
