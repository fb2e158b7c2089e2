import type { InventoryLayout, SaleTerms, SeatPlan } from '@ticketing/contracts';
import {
  getInventoryLayout,
  getSaleTerms,
  getSeatPlan,
  performanceChanged,
} from '@ticketing/contracts';
import { derivedId, type ServiceCaller } from '@ticketing/service-kit';
import { createOutbox, type Outbox } from './outbox.ts';
import { ask, note, type Process, startMs, type World } from './world.ts';

export const performanceId = derivedId('performance', 'simulated');
const organizerId = derivedId('organizer', 'simulated');
const rowSeats = 6;
const rows = [0, 1];
export const capacity = rowSeats * rows.length;
export const ticketsPerCustomerMax = 3;
/** Half a minute, in which a deposit must arrive; an hour of looking at clocks would show nothing more. */
const depositHours = 30 / 3600;
/** The terms as booking is to understand them, however it hears of them: messages have whole hours. */
export const withShortDeposits = (terms: SaleTerms): SaleTerms =>
  terms.depositHours === undefined ? terms : { ...terms, depositHours };
const dayMs = 86_400_000;
/** What the checkers count fees by. */
export const freeNotWithinDaysBefore = 10;
export const feePercent = 30;
/** Near, where a cancellation has its fee, and far. */
const startDays = [5, 40];
const laterStartDays = [7, 8, 60];
const at = (days: number) => new Date(startMs + days * dayMs).toISOString();
/** Each row has its level. */
export const levelCodes = ['R', 'S'] as const;
const firstPrices = { R: 99_000, S: 66_000 };
const priceLevels = levelCodes.map((code) => ({
  ...{ code, name: { ko: `${code}석`, en: `${code} seat` } },
  ...{ priceMinor: firstPrices[code], bookingFeeMinor: 2_000 },
}));
export const levelCodeOf = (seatNo: number): string =>
  levelCodes[Math.floor(seatNo / rowSeats)] ?? 'none';
/** How long a process of events still tells the seat plan of before. */
const planMsMax = 1_000;

/** Two rows of six seats, on sale; free to cancel for a week, unless it takes place within ten days. */
const firstTerms: SaleTerms = {
  performanceId,
  eventId: derivedId('event', 'simulated'),
  organizerId,
  title: { ko: '모의 공연', en: 'Simulated show' },
  category: 'musical',
  venueName: { ko: '모의 극장', en: 'Simulated theatre' },
  posterSeed: 1,
  startsAt: at(40),
  timeZone: 'Asia/Seoul',
  saleOpensAt: at(-5),
  saleClosesAt: at(39),
  status: 'scheduled',
  currency: 'KRW',
  priceLevels,
  ticketsPerCustomerMax,
  cancellationPolicy: {
    freeDaysAfterBooking: 7,
    freeNotWithinDaysBefore,
    tiers: [{ daysBeforeMin: 1, percent: feePercent }],
    cutOffTime: '17:00',
    cutOffTimeSaturday: '11:00',
  },
  waitingRoom: 'off',
  seatPlanVersion: 'v1',
  revision: 1,
};

const planOf = ({ seatPlanVersion, priceLevels }: SaleTerms): SeatPlan => ({
  performanceId,
  version: seatPlanVersion,
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
  priceLevels,
  sections: [
    {
      id: 'a',
      kind: 'seated',
      name: { ko: 'A구역', en: 'Block A' },
      seatNo: 0,
      capacity,
      level: -1,
      rows: rows.map((row) => ({
        label: String(row + 1),
        count: rowSeats,
        first: 1,
        numberStep: 1,
        geometry: { line: { x: 0, y: 20 + row * 8, dx: 5, dy: 0 } },
        seatNo: row * rowSeats,
        level: row,
      })),
    },
  ],
});

const layout: InventoryLayout = {
  performanceId,
  seatPlanVersion: 'v1',
  capacity,
  ticketsPerCustomerMax,
  levelCodes: [...levelCodes],
  levels: Buffer.from(rows.flatMap((row) => Array(rowSeats).fill(row))).toString('base64'),
  blocked: Buffer.alloc(Math.ceil(capacity / 8)).toString('base64'),
  sections: [
    {
      id: 'a',
      kind: 'seated',
      seatNo: 0,
      capacity,
      runs: rows.map((row) => ({
        seatNo: row * rowSeats,
        count: rowSeats,
        distance: 20 + row * 8,
        centre: rowSeats / 2,
      })),
    },
  ],
};

/** The events service: what it says of the one performance, which its organizer may move, cancel or sell at other prices. */
export interface Catalogue {
  readonly terms: () => SaleTerms;
  /** All that were ever in force, the newest last. */
  readonly revisions: readonly SaleTerms[];
  cancelPerformance(): void;
  /** To another day, or until one is found; without effect on a cancelled one. */
  postponePerformance(): void;
  /** Of one level, or of each; without effect on a cancelled one. */
  changePrices(): void;
  /** What the services are told. */
  readonly outbox: Outbox;
  /** As a process of another service asks it. */
  callerFor(process: Process): ServiceCaller;
}

export function createSimulatedCatalogue(world: World): Catalogue {
  const { random, time } = world;
  const outbox = createOutbox();
  let terms: SaleTerms = { ...firstTerms, startsAt: at(random.pick(startDays)) };
  if (random.chance(0.4)) terms = { ...terms, depositHours: 1 };
  const revisions = [terms];
  let planBefore = { plan: planOf(terms), untilMs: 0 };

  function change(changes: Partial<SaleTerms>): void {
    terms = { ...terms, ...changes, revision: terms.revision + 1 };
    revisions.push(terms);
    const id = derivedId('message', 'terms', String(terms.revision), String(random.next()));
    const message = { id, key: performanceId, type: performanceChanged.type };
    outbox.add([{ ...message, time: new Date(time.nowMs()).toISOString(), data: { terms } }]);
    note(world, 'organizer', `says that it is ${terms.status}`, terms);
  }

  const answers = new Map<unknown, () => unknown>([
    [getSaleTerms, () => withShortDeposits(terms)],
    [
      getSeatPlan,
      () =>
        time.nowMs() < planBefore.untilMs && random.chance(0.5) ? planBefore.plan : planOf(terms),
    ],
    [getInventoryLayout, () => layout],
  ]);
  return {
    terms: () => terms,
    revisions,
    outbox,
    cancelPerformance: () => change({ status: 'cancelled' }),
    postponePerformance() {
      if (terms.status === 'cancelled') return;
      // Days in truth; the end of such a promise is met here too.
      const untilMs =
        time.nowMs() + (random.chance(0.5) ? 7 * dayMs : random.integer(1_000, 30_000));
      const until = new Date(untilMs).toISOString();
      const [, latest = until] = [until, terms.fullRefundUntil ?? until].sort();
      const isDateOpen = random.chance(0.3);
      change({
        status: isDateOpen ? 'postponed' : 'scheduled',
        ...(!isDateOpen && { startsAt: at(random.pick(laterStartDays)) }),
        // What was promised before stays promised.
        fullRefundUntil: latest,
      });
    },
    changePrices() {
      if (terms.status === 'cancelled') return;
      planBefore = { plan: planOf(terms), untilMs: time.nowMs() + planMsMax };
      const changed = random.chance(0.5) ? levelCodes : [random.pick(levelCodes)];
      change({
        priceLevels: terms.priceLevels.map((level) =>
          changed.some((code) => code === level.code)
            ? { ...level, priceMinor: random.integer(20, 200) * 1_000 }
            : level,
        ),
        seatPlanVersion: `v${terms.revision + 1}`,
      });
    },
    callerFor: (process) => ({
      call: (endpoint) => {
        const answer = answers.get(endpoint);
        if (answer === undefined) throw new Error(`nobody answers ${endpoint.path}`);
        return ask(world, process, { effect: () => answer() as never });
      },
    }),
  };
}
