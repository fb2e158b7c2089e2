import type {
  CatalogueFile,
  EventDetail,
  EventSummary,
  InventoryLayout,
  OrganizerEvent,
  SaleTerms,
  SeatPlan,
} from '@ticketing/contracts';
import { derivedId } from '@ticketing/service-kit';
import { type ApiClient, waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sampleCatalogue, sampleEvent, samplePerformance, text } from './sample-catalogue.ts';
import { startEvents, type TestService } from './start-events.ts';

let running: TestService;
let north: ApiClient;
beforeAll(async () => {
  running = await startEvents();
  north = await running.as('organizer', 'north-stage');
});
afterAll(() => running?.close());

type Reply<Body> = Body & {
  readonly code: string;
  readonly errors: readonly { pointer: string; detail: string }[];
};
type Levels = OrganizerEvent['input']['priceLevels'];

const eventId = derivedId('event', 'north-stage', 'the-show');
const shows = ['first-night', 'second-night'] as const;
const performanceIds = shows.map((show) =>
  derivedId('performance', 'north-stage', 'the-show', show),
);
const path = `/organizer/events/${eventId}`;

const catalogue = (change: Partial<CatalogueFile['events'][number]> = {}): CatalogueFile => {
  const performances = shows.map((key, index) =>
    samplePerformance({ key, startsAt: `2026-09-0${index + 1}T10:30:00.000Z` }),
  );
  return sampleCatalogue({ events: [sampleEvent({ performances, ...change })] });
};
const importFile = (file: CatalogueFile) =>
  north.post<Reply<{ created: number; updated: number; unchanged: number }>>(
    '/organizer/catalogue-imports',
    file,
  );
const readInput = async () => (await north.get<OrganizerEvent>(path)).body.input;
const readTerms = (performanceId = performanceIds[0]) =>
  running.ours
    .get<SaleTerms>(`/internal/performances/${performanceId}/sale-terms`)
    .then(({ body }) => body);
const readPlan = () =>
  running.anyone
    .get<SeatPlan>(`/performances/${performanceIds[0]}/seat-plan`)
    .then(({ body }) => body);
const readLayout = () =>
  running.ours
    .get<InventoryLayout>(`/internal/performances/${performanceIds[0]}/inventory-layout`)
    .then(({ body }) => body);
/** Levels R and S at other amounts. */
const reprice = (levels: Levels, [r, s]: readonly [number, number], bookingFeeMinor = 2_500) =>
  levels.map((level, index) => ({
    ...level,
    priceMinor: index === 0 ? r : s,
    bookingFeeMinor,
  }));
const pricesOf = ({ priceLevels }: { priceLevels: readonly { priceMinor: number }[] }) =>
  priceLevels.map(({ priceMinor }) => priceMinor);

const put = async (change: (input: OrganizerEvent['input']) => object) =>
  north.put<Reply<OrganizerEvent>>(path, change(await readInput()));
const putPrices = (prices: readonly [number, number]) =>
  put((input) => ({ ...input, priceLevels: reprice(input.priceLevels, prices) }));

/** Messages that came after the event was published, once `count` have come. */
const toldSince = async (published: number, count: number) => {
  await waitUntil(() => running.messages.length >= published + count);
  return running.messages.slice(published);
};
const outboxIsEmpty = () =>
  waitUntil(async () => (await running.database.query('select from outbox')).length === 0);

const publishedMessages = 1 + shows.length;
beforeEach(async () => {
  await running.reset();
  expect((await importFile(catalogue())).status).toBe(200);
  await toldSince(0, publishedMessages);
  await outboxIsEmpty();
});

/** Whoever reads or was told knows these prices, and no seat has another level. */
async function expectPrices(
  prices: readonly [number, number],
  before: { terms: SaleTerms; plan: SeatPlan; layout: InventoryLayout },
) {
  const terms = await readTerms();
  expect(pricesOf(terms)).toEqual(prices);
  expect(terms.revision).toBeGreaterThan(before.terms.revision);
  expect(terms.seatPlanVersion).not.toBe(before.terms.seatPlanVersion);
  const { body: page } = await running.anyone.get<EventDetail>(`/events/${eventId}`);
  expect(pricesOf(page)).toEqual(prices);
  expect(page.summary).toMatchObject({ priceMaxMinor: prices[0], priceMinMinor: prices[1] });
  for (const { seatPlanVersion } of page.performances) {
    expect(seatPlanVersion).toBe(terms.seatPlanVersion);
  }
  const plan = await readPlan();
  expect(pricesOf(plan)).toEqual(prices);
  expect(plan.version).toBe(terms.seatPlanVersion);
  expect(plan.sections).toEqual(before.plan.sections);
  const { seatPlanVersion, ...layout } = await readLayout();
  expect({ ...layout, seatPlanVersion: before.layout.seatPlanVersion }).toEqual(before.layout);

  const told = await toldSince(publishedMessages, publishedMessages);
  expect(told.map(({ type, key }) => [type, key])).toEqual([
    ['event.changed', eventId],
    ...performanceIds.map((id) => ['performance.changed', id]),
  ]);
  const [event, ...performances] = told.map(({ data }) => data);
  expect((event as { event: EventSummary }).event).toEqual(page.summary);
  for (const [index, data] of performances.entries()) {
    expect((data as { terms: SaleTerms }).terms).toEqual(await readTerms(performanceIds[index]));
  }
}
const readAll = async () => ({
  terms: await readTerms(),
  plan: await readPlan(),
  layout: await readLayout(),
});

describe('the organizer of a published event', () => {
  test('may change its prices: pages, plans and terms have them, and the bus is told once', async () => {
    const before = await readAll();
    const changed = await putPrices([170_000, 80_000]);
    expect(changed.status).toBe(200);
    expect(pricesOf(changed.body.input)).toEqual([170_000, 80_000]);
    await expectPrices([170_000, 80_000], before);

    await outboxIsEmpty();
    const again = await putPrices([170_000, 80_000]);
    expect(again.body).toEqual(changed.body);
    expect(await running.database.query('select from outbox')).toEqual([]);
    expect((await readTerms()).revision).toBe(before.terms.revision + 1);
  });

  test('may do so by a catalogue file, which changes nothing when it comes again', async () => {
    const before = await readAll();
    const priceLevels = reprice(sampleEvent().priceLevels, [99_000, 0], 0);
    const file = catalogue({ priceLevels });
    expect((await importFile(file)).body).toMatchObject({ created: 0, updated: 1 });
    await expectPrices([99_000, 0], before);

    await outboxIsEmpty();
    expect((await importFile(file)).body).toMatchObject({ created: 0, updated: 0 });
    expect(await running.database.query('select from outbox')).toEqual([]);
    expect((await readTerms()).revision).toBe(before.terms.revision + 1);
  });

  test('may rename its price levels', async () => {
    const renamed = await put((input) => ({
      ...input,
      priceLevels: input.priceLevels.map((level) => ({ ...level, name: text('Best') })),
    }));
    expect(renamed.status).toBe(200);
    expect((await readPlan()).priceLevels[0]?.name).toEqual(text('Best'));
  });

  test('changes prices and tells of it in one write, or neither', async () => {
    const before = await readAll();
    const { database } = running;
    await database.query('alter table outbox add constraint full_disk check (false) not valid');
    try {
      expect((await putPrices([170_000, 80_000])).status).toBe(500);
    } finally {
      await database.query('alter table outbox drop constraint full_disk');
    }
    expect(await readAll()).toEqual(before);
    expect((await putPrices([170_000, 80_000])).status).toBe(200);
    await expectPrices([170_000, 80_000], before);
  });

  test('whose staff change prices at once ends with those of one of them, told last', async () => {
    const { revision } = await readTerms();
    const replies = await Promise.all([
      putPrices([170_000, 80_000]),
      putPrices([180_000, 85_000]),
      putPrices([190_000, 86_000]),
    ]);
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    const told = (await toldSince(publishedMessages, 3 * publishedMessages)).filter(
      ({ key }) => key === performanceIds[0],
    );
    const terms = told.map(({ data }) => (data as { terms: SaleTerms }).terms);
    expect(terms.map((told) => told.revision - revision)).toEqual([1, 2, 3]);
    expect(terms.at(-1)).toEqual(await readTerms());
  });

  test('may change prices after the sale has ended, as texts, but not of a cancelled event', async () => {
    await running.clock.advance(90 * 86_400_000);
    expect((await readTerms()).saleClosesAt < running.clock.now().toISOString()).toBe(true);
    expect((await putPrices([170_000, 80_000])).status).toBe(200);
    await north.post(`${path}/cancel`, { reason: text('The end') });
    expect(await putPrices([180_000, 80_000])).toMatchObject({
      ...{ status: 409, body: { code: 'state_conflict' } },
    });
    const priceLevels = reprice(sampleEvent().priceLevels, [180_000, 80_000]);
    expect((await importFile(catalogue({ priceLevels, status: 'cancelled' }))).body).toMatchObject({
      ...{ code: 'catalogue_invalid', errors: [{ pointer: '#/events/0' }] },
    });
    expect(pricesOf(await readTerms())).toEqual([170_000, 80_000]);
  });

  test('is the only one who may', async () => {
    const south = await running.as('organizer', 'south-stage');
    const input = await readInput();
    const priceLevels = reprice(input.priceLevels, [1, 1], 0);
    const foreign = await south.put<Reply<object>>(path, { ...input, priceLevels });
    expect(foreign).toMatchObject({ status: 404, body: { code: 'event_not_found' } });
    const customer = await running.as('customer');
    expect((await customer.put(path, { ...input, priceLevels })).status).toBe(403);
    expect(pricesOf(await readTerms())).toEqual([150_000, 90_000]);
  });
});

/** What is done to the levels of the published event, and by which place it is refused. */
const refusals: [string, (levels: Levels) => unknown[], 400 | 409, string][] = [
  [
    'a fee above its price',
    (levels) => reprice(levels, [2_499, 80_000]),
    ...([400, '/0/bookingFeeMinor'] as const),
  ],
  ['a negative price', (levels) => reprice(levels, [-1, 80_000], 0), 400, '/0/priceMinor'],
  ['half a won', (levels) => reprice(levels, [0.5, 80_000], 0), 400, '/0/priceMinor'],
  ['an absurd price', (levels) => reprice(levels, [1_000_000_001, 80_000]), 400, '/0/priceMinor'],
  ['more than a number holds', (levels) => reprice(levels, [1, 2 ** 63], 0), 400, '/1/priceMinor'],
  ['a blank name', ([r, s]) => [{ ...r, name: { ko: ' ', en: 'R' } }, s], 400, '/0/name/ko'],
  ['another code', ([r, s]) => [r, { ...s, code: 'X' }], 409, '/1/code'],
  ['other zones', ([r, s]) => [r, { ...s, zones: [{ section: 'balcony' }] }], 409, '/1/zones'],
  ['a level less', ([r]) => [r], 409, ''],
  [
    'a level more',
    (levels) => [...levels, { ...levels[0], code: 'ST', zones: [{ section: 'pit' }] }],
    ...([409, ''] as const),
  ],
];

describe('refused by its place, and then nothing changes and nobody is told', () => {
  test.each(refusals)('%s', async (_, change, status, place) => {
    const before = await readAll();
    const pointerOf = (reply: { body: Reply<object> }) => reply.body.errors.at(0)?.pointer;
    const changed = (levels: Levels) => change(levels) as Levels;
    const byHand = await put((input) => ({ ...input, priceLevels: changed(input.priceLevels) }));
    expect(byHand).toMatchObject({
      status,
      body: { code: status === 400 ? 'invalid_request' : 'state_conflict' },
    });
    expect(pointerOf(byHand)).toBe(`#/priceLevels${place}`);
    const byFile = await importFile(catalogue({ priceLevels: changed(sampleEvent().priceLevels) }));
    expect(byFile).toMatchObject({ status: 422, body: { code: 'catalogue_invalid' } });
    expect(pointerOf(byFile)).toBe(`#/events/0/priceLevels${place}`);
    expect(await readAll()).toEqual(before);
    expect(await running.database.query('select from outbox')).toEqual([]);
  });

  test('another currency, with prices that would fit it', async () => {
    const before = await readAll();
    const byHand = await put((input) => ({
      ...{ ...input, currency: 'USD', priceLevels: reprice(input.priceLevels, [15_000, 9_000], 0) },
    }));
    expect(byHand).toMatchObject({ status: 409, body: { errors: [{ pointer: '#/currency' }] } });
    const byFile = await importFile(catalogue({ currency: 'USD' }));
    expect(byFile.body).toMatchObject({ errors: [{ pointer: '#/events/0/currency' }] });
    expect(await readAll()).toEqual(before);
  });
});

test('a seat plan is asked for each time, so that no browser shows an old price by a new version', async () => {
  const url = `${running.baseUrl}/performances/${performanceIds[0]}/seat-plan`;
  const first = await fetch(url);
  expect(first.headers.get('cache-control')).toMatch(/\bmax-age=0\b/);
  expect(first.headers.get('cache-control')).not.toContain('stale');
  const etag = first.headers.get('etag') ?? '';
  expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
  await putPrices([170_000, 80_000]);
  const after = await fetch(url, { headers: { 'if-none-match': etag } });
  expect(after.status).toBe(200);
  expect(pricesOf((await after.json()) as SeatPlan)).toEqual([170_000, 80_000]);
});
