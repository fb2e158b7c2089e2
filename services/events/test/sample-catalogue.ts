import type { CatalogueFile } from '@ticketing/contracts';

type Venue = CatalogueFile['venues'][number];
type FileEvent = CatalogueFile['events'][number];
type Performance = FileEvent['performances'][number];
export type Text = { ko: string; en: string };

export const text = (en: string): Text => ({ ko: `${en} (한)`, en });

/** A small theatre: a floor of 3 rows with an aisle, a balcony on an arc, and a standing area. */
export function sampleSeatMap(key = 'theatre'): Venue['seatMaps'][number] {
  return {
    key,
    name: text(`Map ${key}`),
    stage: {
      outline: [
        [-50, -20],
        [50, -20],
        [50, 0],
        [-50, 0],
      ],
      label: text('Stage'),
      focus: [0, 0],
    },
    sections: [
      {
        id: 'floor',
        kind: 'seated',
        name: text('Floor'),
        rows: ['A', 'B', 'C'].map((label, index) => ({
          label,
          count: 10,
          first: 1,
          numberStep: 1,
          geometry: { line: { x: -45, y: 20 + index * 10, dx: 10, dy: 0 } },
          aislesAfter: [4],
        })),
      },
      {
        id: 'balcony',
        kind: 'seated',
        name: text('Balcony'),
        floor: text('2F'),
        rows: [
          {
            label: 'A',
            count: 12,
            first: 12,
            numberStep: -1,
            geometry: { arc: { cx: 0, cy: 0, radius: 100, from: 60, step: 5 } },
          },
        ],
      },
      {
        id: 'pit',
        kind: 'standing',
        name: text('Pit'),
        outline: [
          [-40, 5],
          [40, 5],
          [40, 15],
          [-40, 15],
        ],
        capacity: 20,
      },
    ],
  };
}

export function samplePerformance(change: Partial<Performance> = {}): Performance {
  return {
    key: 'first-night',
    startsAt: '2026-09-01T10:30:00.000Z',
    doorsAt: '2026-09-01T09:30:00.000Z',
    saleOpensAt: '2026-07-10T11:00:00.000Z',
    saleClosesAt: '2026-09-01T09:00:00.000Z',
    ...change,
  };
}

export function sampleEvent(change: Partial<FileEvent> = {}): FileEvent {
  return {
    key: 'the-show',
    title: text('The Show'),
    category: 'musical',
    description: text('A show.'),
    artists: [text('Somebody')],
    tags: ['new'],
    venue: 'playhouse',
    seatMap: 'theatre',
    currency: 'KRW',
    ageMin: 8,
    runningMinutes: 120,
    priceLevels: [
      {
        code: 'R',
        name: text('R'),
        priceMinor: 150_000,
        bookingFeeMinor: 2_000,
        zones: [{ section: 'floor', rows: ['A', 'B'] }],
      },
      {
        code: 'S',
        name: text('S'),
        priceMinor: 90_000,
        bookingFeeMinor: 2_000,
        zones: [{ section: 'floor', rows: ['C'] }, { section: 'balcony' }],
      },
    ],
    popularity: 100,
    performances: [samplePerformance()],
    ...change,
  };
}

/** A catalogue of one venue and one event; the pit is in no price level, so it is not on sale. */
export function sampleCatalogue(change: Partial<CatalogueFile> = {}): CatalogueFile {
  return {
    format: 'ticketing-catalogue/1',
    organizer: { key: 'north-stage', name: text('North Stage') },
    venues: [
      {
        key: 'playhouse',
        name: text('Playhouse'),
        hall: text('Great Hall'),
        region: 'seoul',
        city: text('Seoul'),
        address: text('1 Stage Street'),
        timeZone: 'Asia/Seoul',
        seatMaps: [sampleSeatMap()],
      },
    ],
    events: [sampleEvent()],
    ...change,
  };
}
