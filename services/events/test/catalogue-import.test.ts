import type {
  CatalogueFile,
  EventDetail,
  InventoryLayout,
  SaleTerms,
  SeatPlan,
} from '@ticketing/contracts';
import { derivedId } from '@ticketing/service-kit';
import { type ApiClient, waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  sampleCatalogue,
  sampleEvent,
  samplePerformance,
  sampleSeatMap,
  text,
} from './sample-catalogue.ts';
import { startEvents, type TestService } from './start-events.ts';

let running: TestService;
let admin: ApiClient;
beforeAll(async () => {
  running = await startEvents();
  admin = await running.as('admin');
});
afterAll(() => running?.close());
beforeEach(() => running.reset());

interface Refusal {
  readonly code: string;
  readonly errors: readonly { pointer: string; detail: string }[];
  readonly moreErrors?: number;
}
const importFile = (file: unknown, api = admin) =>
  api.post<{ created: number; updated: number; unchanged: number } & Refusal>(
    '/organizer/catalogue-imports',
    file,
  );
const faultsOf = async (file: unknown) => {
  const reply = await importFile(file);
  expect(reply).toMatchObject({ status: 422, body: { code: 'catalogue_invalid' } });
  return reply.body.errors.map(({ pointer, detail }) => `${pointer} ${detail}`);
};
const countRows = async () => {
  const [row] = await running.database.query<{ count: number }>(
    `select (select count(*) from organizers) + (select count(*) from venues)
       + (select count(*) from seat_maps) + (select count(*) from events)
       + (select count(*) from performances) + (select count(*) from outbox) as count`,
  );
  return row?.count;
};

const eventId = derivedId('event', 'north-stage', 'the-show');
const performanceId = derivedId('performance', 'north-stage', 'the-show', 'first-night');
const readEvent = () => running.anyone.get<EventDetail>(`/events/${eventId}`);
const readTerms = async () =>
  (await running.ours.get<SaleTerms>(`/internal/performances/${performanceId}/sale-terms`)).body;
/** Numbers of the seats whose bits are set. */
const seatsOfBits = (base64 = ''): number[] =>
  [...Buffer.from(base64, 'base64')].flatMap((byte, index) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => byte & (1 << bit)).map((bit) => index * 8 + bit),
  );
/** Types of the messages that came since the last reset, once `count` have come. */
const announced = async (count: number) => {
  await waitUntil(() => running.messages.length >= count);
  return running.messages.map(({ type }) => type);
};

describe('a catalogue file', () => {
  test('brings in a venue and an event that can be read and sold', async () => {
    expect(await importFile(sampleCatalogue())).toMatchObject({
      status: 200,
      body: { created: 5, updated: 0, unchanged: 0 },
    });

    const { body: event } = await readEvent();
    expect(event.summary).toMatchObject({
      saleState: 'opening_soon',
      priceMinMinor: 90_000,
      priceMaxMinor: 150_000,
      nextPerformance: { id: performanceId },
      venue: { name: { ko: 'Playhouse (한) Great Hall (한)' }, timeZone: 'Asia/Seoul' },
    });
    // The organizer said nothing about cancelling, so the usual ladder for musicals applies.
    expect(event.cancellationPolicy.tiers[0]).toMatchObject({ flatMinor: 4_000, percentMax: 10 });

    const plan = await running.anyone.get<SeatPlan>(`/performances/${performanceId}/seat-plan`);
    expect(plan.body.sections.map(({ id, seatNo, level }) => [id, seatNo, level])).toEqual([
      ['floor', 0, -1],
      ['balcony', 30, -1],
      ['pit', 42, -1],
    ]);
    expect(await readTerms()).toMatchObject({
      status: 'scheduled',
      seatPlanVersion: plan.body.version,
      ticketsPerCustomerMax: 4,
    });
    const layout = await running.ours.get<InventoryLayout>(
      `/internal/performances/${performanceId}/inventory-layout`,
    );
    expect(layout.body).toMatchObject({ capacity: 62, levelCodes: ['R', 'S'] });
    expect(await announced(2)).toEqual(['event.changed', 'performance.changed']);
  });

  test('brings in wheelchair places, their release, single seats and bank transfers', async () => {
    const seatMap = sampleSeatMap('with-wheelchair-places');
    const [floor] = seatMap.sections;
    if (floor?.kind !== 'seated') throw new Error('the sample has changed');
    Object.assign(floor.rows[2] ?? {}, { accessible: [0, 9], companions: [1, 8] });
    const rules = {
      accessibleReleaseAt: '2026-08-29T03:00:00.000Z',
      preventSingleSeats: true,
      depositHours: 24,
    };
    const file = sampleCatalogue({
      events: [sampleEvent({ seatMap: seatMap.key, performances: [samplePerformance(rules)] })],
    });
    Object.assign(file.venues[0] ?? {}, { seatMaps: [seatMap] });
    expect((await importFile(file)).status).toBe(200);

    expect((await readEvent()).body.performances).toMatchObject([rules]);
    expect(await readTerms()).toMatchObject(rules);
    const { body: plan } = await running.anyone.get<SeatPlan>(
      `/performances/${performanceId}/seat-plan`,
    );
    expect(plan.sections[0]?.rows[2]).toMatchObject({ accessible: [0, 9], companions: [1, 8] });
    const { body: layout } = await running.ours.get<InventoryLayout>(
      `/internal/performances/${performanceId}/inventory-layout`,
    );
    expect(layout).toMatchObject({
      preventSingleSeats: true,
      accessibleReleaseAt: rules.accessibleReleaseAt,
    });
    expect(seatsOfBits(layout.accessible)).toEqual([20, 29]);
    expect(seatsOfBits(layout.companions)).toEqual([21, 28]);

    file.events[0]?.performances.splice(0, 1, samplePerformance());
    expect((await importFile(file)).body).toMatchObject({ created: 0, updated: 1 });
    const terms = await readTerms();
    for (const rule of Object.keys(rules)) expect(terms).not.toHaveProperty(rule);
  });

  test('imported again changes nothing and tells nobody', async () => {
    await importFile(sampleCatalogue());
    await announced(2);
    const before = await readEvent();
    const saved = () => running.database.query('select from outbox');
    // A message is on the bus a moment before its row is gone.
    await waitUntil(async () => (await saved()).length === 0);
    const again = await importFile(structuredClone(sampleCatalogue()));
    expect(again.body).toEqual({ created: 0, updated: 0, unchanged: 5 });
    expect((await readEvent()).body).toEqual(before.body);
    expect(await saved()).toEqual([]);
    expect(running.messages).toHaveLength(2);
  });

  test('is counted for the operators by what came of it', async () => {
    await importFile(sampleCatalogue());
    await importFile(sampleCatalogue());
    await importFile({});
    const { body } = await running.anyone.get<string>('/metrics');
    for (const outcome of ['changed', 'unchanged', 'refused']) {
      expect(body).toMatch(new RegExp(`events_imports_total{outcome="${outcome}".*} [1-9]`));
    }
    expect(body).toMatch(/events_told_total{cause="import".*} [1-9]/);
  });

  test('with one mistake at its end brings in nothing of what stands before it', async () => {
    const late = sampleEvent({ key: 'late', performances: [samplePerformance({ key: 'p1' })] });
    const faulty = { ...late, seatMap: 'nowhere' };
    const faults = await faultsOf(sampleCatalogue({ events: [sampleEvent(), faulty] }));
    expect(faults).toEqual([
      "#/events/1/seatMap 'nowhere' is the key of no seat map of the venue 'playhouse'",
    ]);
    expect(await countRows()).toBe(0);
  });

  test('is changed by importing the key again, and only what changed is told', async () => {
    await importFile(sampleCatalogue());
    await announced(2);
    const second = samplePerformance({ key: 'second-night', startsAt: '2026-09-02T10:30:00.000Z' });
    const changed = sampleEvent({
      performances: [samplePerformance({ note: text('With a guest') }), second],
    });
    const reply = await importFile(sampleCatalogue({ events: [changed] }));
    expect(reply.body).toEqual({ created: 1, updated: 1, unchanged: 4 });
    expect((await announced(5)).slice(2)).toEqual([
      'event.changed',
      'performance.changed',
      'performance.changed',
    ]);
    expect((await readEvent()).body.performances.map(({ note }) => note?.en)).toEqual([
      'With a guest',
      undefined,
    ]);
    expect(await readTerms()).toMatchObject({ revision: 3 });
  });

  test('may name venues and seat maps that were imported before', async () => {
    await importFile(sampleCatalogue({ events: [] }));
    const reply = await importFile(sampleCatalogue({ venues: [] }));
    expect(reply).toMatchObject({ status: 200, body: { created: 2, unchanged: 1 } });
  });

  test('overwrites what was edited by hand since', async () => {
    await importFile(sampleCatalogue());
    const path = `/organizer/events/${eventId}`;
    const { body } = await admin.get<{ input: object }>(path);
    await admin.put(path, { ...body.input, title: text('By hand') });
    expect((await readEvent()).body.summary.title.en).toBe('By hand');
    const reply = await importFile(sampleCatalogue());
    expect(reply.body).toEqual({ created: 0, updated: 1, unchanged: 4 });
    expect((await readEvent()).body.summary.title.en).toBe('The Show');
  });

  test('can cancel an event, for good', async () => {
    await importFile(sampleCatalogue());
    await announced(2);
    const cancelled = sampleCatalogue({ events: [sampleEvent({ status: 'cancelled' })] });
    expect((await importFile(cancelled)).body).toMatchObject({ updated: 2 });
    expect(await readTerms()).toMatchObject({ status: 'cancelled' });
    expect((await announced(4)).slice(2)).toEqual(['event.changed', 'performance.changed']);
    expect(await faultsOf(sampleCatalogue())).toEqual([
      '#/events/0 was cancelled; nothing about it can change',
      '#/events/0/performances/0 was cancelled; nothing about it can change',
    ]);
  });

  test('leaves a cancellation made by hand alone while the file stays the same', async () => {
    await importFile(sampleCatalogue());
    const path = `/organizer/performances/${performanceId}/cancel`;
    await admin.post(path, { reason: text('Flood') });
    expect((await importFile(sampleCatalogue())).body).toMatchObject({ updated: 0, unchanged: 5 });
    expect(await readTerms()).toMatchObject({ status: 'cancelled' });
  });
});

describe('what was published', () => {
  test('keeps its price levels and its seats', async () => {
    await importFile(sampleCatalogue());
    const [venue] = sampleCatalogue().venues;
    if (venue === undefined) throw new Error('the sample has a venue');
    const larger = sampleSeatMap();
    larger.sections.pop();
    const event = sampleEvent({
      performances: [samplePerformance({ allocations: [{ share: 0.5 }] })],
    });
    for (const level of event.priceLevels) level.priceMinor += 1_000;
    Object.assign(event.priceLevels[0] ?? {}, { code: 'VIP' });
    const file = sampleCatalogue({ venues: [{ ...venue, seatMaps: [larger] }], events: [event] });
    expect(await faultsOf(file)).toEqual([
      '#/events/0/seatMap is fixed once the event is published; give a changed seat map a new key',
      '#/events/0/priceLevels/0/code is fixed once the event is published',
      '#/events/0/performances/0/allocations are fixed once the event is published',
    ]);
  });

  test('cannot go back to a draft, and an opened sale cannot open anew', async () => {
    await importFile(sampleCatalogue());
    await running.clock.advance(10 * 24 * 3_600_000);
    const moved = samplePerformance({ saleOpensAt: '2026-07-20T00:00:00.000Z' });
    const event = sampleEvent({ status: 'draft', performances: [moved] });
    expect(await faultsOf(sampleCatalogue({ events: [event] }))).toEqual([
      '#/events/0/status cannot go back from published',
      '#/events/0/performances/0/saleOpensAt has passed; of a sale that has opened only the end can move',
    ]);
  });
});

describe('a draft', () => {
  test('of a file is not shown, and moves to a new version of its seat map', async () => {
    const file = sampleCatalogue({ events: [sampleEvent({ status: 'draft' })] });
    await importFile(file);
    expect((await readEvent()).status).toBe(404);
    const larger = structuredClone(file);
    larger.venues[0]?.seatMaps[0]?.sections.pop();
    expect((await importFile(larger)).body).toEqual({ created: 0, updated: 2, unchanged: 3 });
    await importFile({ ...larger, events: [sampleEvent()] });
    const plan = await running.anyone.get<SeatPlan>(`/performances/${performanceId}/seat-plan`);
    expect(plan.body.capacity).toBe(42);
  });
});

describe('mistakes are named by their place, all at once', () => {
  test('those of the format beside those between things', async () => {
    const file = structuredClone(sampleCatalogue()) as CatalogueFile & Record<string, unknown>;
    const [venue] = file.venues;
    const [event] = file.events;
    const [floor, balcony] = venue?.seatMaps[0]?.sections ?? [];
    if (!venue || !event || floor?.kind !== 'seated' || balcony?.kind !== 'seated') {
      throw new Error('the sample has changed');
    }
    Object.assign(venue, { timeZone: 'Asia/Soul', colour: 'red' });
    Object.assign(floor.rows[1] ?? {}, { geometry: { circle: {} } });
    Object.assign(balcony.rows[0] ?? {}, { count: 0 });
    Object.assign(event, { category: 'opera', title: { ko: '쇼' } });
    file.events.push(
      sampleEvent({ venue: 'elsewhere', performances: [] }),
      sampleEvent({
        key: 'other',
        performances: [
          samplePerformance({ saleClosesAt: '2026-10-01T00:00:00.000Z' }),
          samplePerformance({ startsAt: 'tomorrow' }),
        ],
      }),
    );
    expect((await faultsOf(file)).sort()).toEqual([
      '#/events/0/category must be one of concert, musical, play, classical, sports, exhibition, family',
      '#/events/0/title/en is required',
      '#/events/1/key is the key of #/events/0 too',
      '#/events/1/performances must not have fewer than 1 items',
      '#/events/2/performances/0/saleClosesAt is after the start',
      '#/events/2/performances/1/key is the key of #/events/2/performances/0 too',
      '#/events/2/performances/1/startsAt must match format "date-time"',
      '#/venues/0/colour is not known here',
      '#/venues/0/seatMaps/0/sections/0/rows/1/geometry must have one of line, arc, points',
      '#/venues/0/seatMaps/0/sections/1/rows/0/count must be >= 1',
    ]);
    expect(await countRows()).toBe(0);
  });

  test('those of seat maps and prices', async () => {
    const file = structuredClone(sampleCatalogue());
    const [floor] = file.venues[0]?.seatMaps[0]?.sections ?? [];
    const [event] = file.events;
    if (!event || floor?.kind !== 'seated') throw new Error('the sample has changed');
    Object.assign(floor.rows[1] ?? {}, { geometry: floor.rows[0]?.geometry });
    event.priceLevels.push({
      code: 'R',
      name: text('Again'),
      priceMinor: 10,
      bookingFeeMinor: 20,
      zones: [
        { section: 'floor' },
        { section: 'attic' },
        { section: 'balcony', rows: ['A', 'Z'] },
        { section: 'pit', rows: ['A'] },
      ],
    });
    event.currency = 'KRX';
    expect((await faultsOf(file)).sort()).toEqual([
      '#/events/0/currency is no ISO 4217 currency',
      '#/events/0/priceLevels/2/bookingFeeMinor is more than the price of 10, which includes it',
      '#/events/0/priceLevels/2/code is the code of price level 0 too',
      "#/events/0/priceLevels/2/zones/0/section rows of 'floor': in level R already",
      "#/events/0/priceLevels/2/zones/1/section 'attic' names no section",
      "#/events/0/priceLevels/2/zones/2/rows/0 row 'A' of 'balcony': in level S already",
      "#/events/0/priceLevels/2/zones/2/rows/1 'Z' names no row of 'balcony'",
      "#/events/0/priceLevels/2/zones/3/rows 'pit' is standing, it has no rows",
      '#/venues/0/seatMaps/0/sections/0/rows/1/geometry puts seat 1 where a seat of floor A stands',
    ]);
  });

  test('those of wheelchair places and of the rules of a sale', async () => {
    const seatMap = sampleSeatMap();
    const [floor, , pit] = seatMap.sections;
    if (floor?.kind !== 'seated' || pit === undefined) throw new Error('the sample has changed');
    Object.assign(floor.rows[0] ?? {}, { accessible: [0, 10], companions: [0] });
    Object.assign(floor.rows[1] ?? {}, { accessible: [-1], companions: [1.5] });
    Object.assign(floor.rows[2] ?? {}, { accessible: 3 });
    const wrongRules: readonly object[] = [
      { accessibleReleaseAt: '2026-09-01T10:30:00.001Z' },
      { accessibleReleaseAt: '2200-01-01T00:00:00.000Z' },
      { accessibleReleaseAt: 'noon' },
      { preventSingleSeats: 'yes' },
      { depositHours: 0 },
      { depositHours: 73 },
      { depositHours: 1.5 },
      { depositHours: '24' },
    ];
    const performances = wrongRules.map((rules, index) =>
      samplePerformance({
        key: `p${index}`,
        startsAt: `2026-09-0${index + 1}T10:30:00.000Z`,
        ...rules,
      }),
    );
    const file = sampleCatalogue({ events: [sampleEvent({ performances })] });
    Object.assign(file.venues[0] ?? {}, { seatMaps: [seatMap] });
    const shows = '#/events/0/performances';
    const rows = '#/venues/0/seatMaps/0/sections/0/rows';
    expect((await faultsOf(file)).sort()).toEqual([
      `${shows}/0/accessibleReleaseAt is after the start`,
      `${shows}/1/accessibleReleaseAt is not an instant of the years 2000 to 2199`,
      `${shows}/2/accessibleReleaseAt must match format "date-time"`,
      `${shows}/3/preventSingleSeats must be boolean`,
      `${shows}/4/depositHours must be >= 1`,
      `${shows}/5/depositHours must be <= 72`,
      `${shows}/6/depositHours must be integer`,
      `${shows}/7/depositHours must be integer`,
      `${rows}/1/accessible/0 must be >= 0`,
      `${rows}/1/companions/0 must be integer`,
      `${rows}/2/accessible must be array`,
    ]);
    floor.rows.splice(1, 2);
    Object.assign(pit, { accessible: [0] });
    expect(await faultsOf(sampleCatalogue({ venues: file.venues }))).toEqual(
      expect.arrayContaining(['#/venues/0/seatMaps/0/sections/2/accessible is not known here']),
    );
    Reflect.deleteProperty(pit, 'accessible');
    expect(await faultsOf(sampleCatalogue({ venues: file.venues }))).toEqual(
      expect.arrayContaining([
        `${rows}/0/accessible/1 is none of the row's 10 seats, counted from 0`,
        `${rows}/0/companions/0 is stated before`,
      ]),
    );
    expect(await countRows()).toBe(0);
  });

  test('200 of them; the rest is counted', async () => {
    const performances = Array.from({ length: 250 }, (_, index) =>
      samplePerformance({
        key: `p${index}`,
        startsAt: new Date(Date.UTC(2026, 8, 1, index)).toISOString(),
        saleClosesAt: '2027-12-31T00:00:00.000Z',
      }),
    );
    for (const performance of performances) delete performance.doorsAt;
    const reply = await importFile(sampleCatalogue({ events: [sampleEvent({ performances })] }));
    expect(reply.body).toMatchObject({ code: 'catalogue_invalid', moreErrors: 50 });
    expect(reply.body.errors).toHaveLength(200);
  });

  test.each([
    ['nothing', null],
    ['a list', []],
    ['another format', { ...sampleCatalogue(), format: 'ticketing-catalogue/2' }],
    ['a text that no database keeps', sampleCatalogue({ events: [sampleEvent({ tags: ['\0'] })] })],
    [
      'a leap second',
      {
        ...sampleCatalogue(),
        events: [
          sampleEvent({
            performances: [samplePerformance({ saleOpensAt: '2016-12-31T23:59:60Z' })],
          }),
        ],
      },
    ],
  ])('%s is refused, not an accident', async (_, file) => {
    expect((await faultsOf(file)).length).toBeGreaterThan(0);
  });
});

describe('who may import', () => {
  test('an organizer its own catalogue, which makes it known', async () => {
    const own = await running.as('organizer', 'north-stage');
    expect((await importFile(sampleCatalogue(), own)).status).toBe(200);
  });

  test('nobody else', async () => {
    const other = await running.as('organizer', 'south-stage');
    expect(await importFile(sampleCatalogue(), other)).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    const customer = await running.as('customer');
    expect((await importFile(sampleCatalogue(), customer)).status).toBe(403);
    expect((await importFile(sampleCatalogue(), running.anyone)).status).toBe(401);
    expect(await countRows()).toBe(0);
  });
});
