import type {
  CancellationPolicy,
  InventoryLayout,
  SaleTerms,
  SeatPlan,
} from '@ticketing/contracts';
import { derivedId } from '@ticketing/service-kit';

export const organizerId = derivedId('organizer', 'test');
export const performanceId = derivedId('performance', 'test');
const rowSeats = 20;
const rows = 10;
const capacity = rows * rowSeats;
export const price = 99_000;

const policy: CancellationPolicy = {
  freeDaysAfterBooking: 7,
  freeNotWithinDaysBefore: 10,
  tiers: [
    { daysBeforeMin: 10, flatMinor: 4000, percentMax: 10 },
    { daysBeforeMin: 1, percent: 30 },
  ],
  cutOffTime: '17:00',
  cutOffTimeSaturday: '11:00',
};
export const level = {
  code: 'R',
  name: { ko: 'R석', en: 'R seat' },
  priceMinor: price,
  bookingFeeMinor: 2000,
};

/** Sale terms around now: inventory runs on the real clock. */
export function saleTerms(): SaleTerms {
  const days = (number: number) => new Date(Date.now() + number * 86_400_000).toISOString();
  return {
    performanceId,
    eventId: derivedId('event', 'test'),
    organizerId,
    title: { ko: '시험 공연', en: 'Test show' },
    category: 'musical',
    venueName: { ko: '시험 극장', en: 'Test theatre' },
    posterSeed: 1,
    startsAt: days(40),
    timeZone: 'Asia/Seoul',
    saleOpensAt: days(-5),
    saleClosesAt: days(39),
    status: 'scheduled',
    currency: 'KRW',
    priceLevels: [level],
    ticketsPerCustomerMax: 4,
    cancellationPolicy: policy,
    waitingRoom: 'off',
    seatPlanVersion: 'v1',
    revision: 1,
  };
}

const rowNumbers = Array.from({ length: rows }, (_, index) => index);
/** One block, its rows one after the other. */
export const seatPlan: SeatPlan = {
  performanceId,
  version: 'v1',
  capacity,
  currency: 'KRW',
  stage: {
    outline: [
      [0, 0],
      [100, 0],
      [100, 10],
    ],
    label: { ko: '무대', en: 'Stage' },
    focus: [50, 0],
  },
  priceLevels: [level],
  sections: [
    {
      id: 'a',
      kind: 'seated',
      name: { ko: 'A구역', en: 'Block A' },
      seatNo: 0,
      capacity,
      level: -1,
      rows: rowNumbers.map((row) => ({
        label: String(row + 1),
        count: rowSeats,
        first: 1,
        numberStep: 1,
        geometry: { line: { x: 0, y: 20 + row * 8, dx: 5, dy: 0 } },
        seatNo: row * rowSeats,
        level: 0,
      })),
    },
  ],
};
export const layout: InventoryLayout = {
  performanceId,
  seatPlanVersion: 'v1',
  capacity,
  ticketsPerCustomerMax: 4,
  levelCodes: ['R'],
  levels: Buffer.alloc(capacity).toString('base64'),
  blocked: Buffer.alloc(Math.ceil(capacity / 8)).toString('base64'),
  sections: [
    {
      id: 'a',
      kind: 'seated',
      seatNo: 0,
      capacity,
      runs: rowNumbers.map((row) => ({
        seatNo: row * rowSeats,
        count: rowSeats,
        distance: 20 + row * 8,
        centre: rowSeats / 2,
      })),
    },
  ],
};
