import { randomUUID } from 'node:crypto';
import type {
  availabilityChanged,
  Booking,
  DataOf,
  EventDetail,
  EventSummary,
  SeatPlan,
} from '@ticketing/contracts';
import { derivedId } from '@ticketing/service-kit';
import { waitUntil } from '@ticketing/testing';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { announceDueEvents } from '../src/operations/announce-due-events.ts';
import { createCatalogueMetrics } from '../src/operations/catalogue-metrics.ts';
import { sampleCatalogue, sampleEvent, samplePerformance } from './sample-catalogue.ts';
import { startEvents, type TestService } from './start-events.ts';

let running: TestService;
beforeAll(async () => {
  running = await startEvents();
});
afterAll(() => running?.close());
beforeEach(() => running.reset());

const importFile = async (file = sampleCatalogue()) => {
  await running.service.importCatalogue(file);
};
const eventId = derivedId('event', 'north-stage', 'the-show');
const performanceOf = (key: string) => derivedId('performance', 'north-stage', 'the-show', key);
const performanceId = performanceOf('first-night');
const readEvent = async () => (await running.anyone.get<EventDetail>(`/events/${eventId}`)).body;
const fetchPlan = (headers: Record<string, string> = {}) =>
  fetch(`${running.baseUrl}/performances/${performanceId}/seat-plan`, { headers });
/** The sale states that the bus was told, in order. */
const toldStates = () =>
  running.messages
    .filter(({ type }) => type === 'event.changed')
    .map(({ data }) => (data as { event: EventSummary }).event.saleState);
/** Lets time go on second by second until something has come true. */
const untilWithTime = (condition: () => boolean) =>
  waitUntil(async () => {
    await running.clock.advance(1_000);
    return condition();
  });
const advanceTo = (instant: string) =>
  running.clock.advance(Date.parse(instant) - running.clock.now().getTime());

describe('a seat plan', () => {
  test('comes again as 304 while its version stands, in every encoding', async () => {
    await importFile();
    const plain = await fetchPlan({ 'accept-encoding': 'identity' });
    const packed = await fetchPlan({ 'accept-encoding': 'gzip, br;q=0.5' });
    expect(packed.headers.get('content-encoding')).toBe('br');
    const zipped = await fetchPlan({ 'accept-encoding': 'gzip, br;q=0' });
    expect(zipped.headers.get('content-encoding')).toBe('gzip');
    expect(await packed.json()).toEqual(await plain.json());
    const tags = [plain, packed, zipped].map(({ headers }) => headers.get('etag') ?? '');
    expect(new Set(tags).size).toBe(3);
    for (const tag of tags) {
      const again = await fetchPlan({ 'if-none-match': `"other", ${tag}` });
      expect(again.status).toBe(304);
      expect(await again.text()).toBe('');
    }
    expect((await fetchPlan({ 'if-none-match': '"other"' })).status).toBe(200);
    expect(plain.headers.get('cache-control')).toContain('public');
    expect(plain.headers.get('vary')).toBe('accept-encoding');
  });

  test('names the performance that was asked for, and one version for all of an event', async () => {
    const second = samplePerformance({ key: 'second-night', startsAt: '2026-09-02T10:30:00.000Z' });
    await importFile(
      sampleCatalogue({ events: [sampleEvent({ performances: [samplePerformance(), second] })] }),
    );
    const plans = await Promise.all(
      ['first-night', 'second-night'].map(async (key) => {
        const path = `/performances/${performanceOf(key)}/seat-plan`;
        return (await running.anyone.get<SeatPlan>(path)).body;
      }),
    );
    expect(plans.map((plan) => plan.performanceId)).toEqual([
      performanceOf('first-night'),
      performanceOf('second-night'),
    ]);
    expect(plans[0]?.version).toBe(plans[1]?.version);
  });
});

describe('an event page', () => {
  test('has a tag that changes with the event', async () => {
    await importFile();
    const read = (headers = {}) => fetch(`${running.baseUrl}/events/${eventId}`, { headers });
    const tag = (await read()).headers.get('etag') ?? '';
    expect((await read({ 'if-none-match': tag })).status).toBe(304);
    await advanceTo('2026-07-10T11:00:00.000Z');
    const opened = await read({ 'if-none-match': tag });
    expect(opened.status).toBe(200);
    expect(((await opened.json()) as EventDetail).summary.saleState).toBe('on_sale');
  });

  test('of what does not exist is a 404 with its code', async () => {
    const unknown = derivedId('event', 'unknown');
    const missing = await running.anyone.get(`/events/${unknown}`);
    expect(missing).toMatchObject({ status: 404, body: { code: 'event_not_found' } });
    const performance = await running.anyone.get(`/performances/${derivedId('performance', 'x')}`);
    expect(performance).toMatchObject({ status: 404, body: { code: 'performance_not_found' } });
    expect((await running.anyone.get('/events/anything')).status).toBe(400);
  });
});

describe('the list of events', () => {
  test('shows what is published, the last published first, page by page', async () => {
    for (const [index, status] of (['published', 'draft', 'cancelled'] as const).entries()) {
      const event = sampleEvent({ key: `event-${index}`, status });
      await importFile(sampleCatalogue({ events: [event] }));
      await running.clock.advance(1_000);
    }
    type Listed = { items: EventSummary[]; nextCursor?: string };
    const first = await running.anyone.get<Listed>('/events?limit=1');
    const second = await running.anyone.get<Listed>(
      `/events?limit=1&cursor=${first.body.nextCursor}`,
    );
    const ids = [first, second].flatMap(({ body }) => body.items.map(({ id }) => id));
    expect(ids).toEqual(
      ['event-2', 'event-0'].map((key) => derivedId('event', 'north-stage', key)),
    );
    expect(second.body.nextCursor).toBeUndefined();
  });
});

describe('time', () => {
  test('that opens and closes a sale is told to the bus, each state once', async () => {
    await importFile();
    await advanceTo('2026-07-10T10:59:59.000Z');
    await waitUntil(() => running.messages.length === 2);
    await advanceTo('2026-07-10T11:00:00.000Z');
    await untilWithTime(() => toldStates().length === 2);
    await advanceTo('2026-09-01T09:00:00.000Z');
    await untilWithTime(() => toldStates().length === 3);
    expect(toldStates()).toEqual(['opening_soon', 'on_sale', 'closed']);
    const revisions = running.messages
      .filter(({ type }) => type === 'event.changed')
      .map(({ data }) => (data as { event: EventSummary }).event.revision);
    expect(revisions).toEqual([2, 3, 4]);
  });

  test('that passes while nobody runs is made up for, by one of those who start', async () => {
    await importFile();
    await waitUntil(() => running.messages.length === 2);
    const late = new Date('2026-07-11T00:00:00.000Z');
    const told: string[][] = [];
    const dependencies = {
      database: running.database,
      cache: { forget: (ids: readonly string[]) => void told.push([...ids]) },
      clock: { now: () => late },
      newId: () => `msg_${randomUUID()}`,
      metrics: createCatalogueMetrics(new Registry()),
    };
    await Promise.all([announceDueEvents(dependencies), announceDueEvents(dependencies)]);
    expect(told.flat()).toEqual([eventId]);
    await waitUntil(() => toldStates().length === 2);
    expect(toldStates()).toEqual(['opening_soon', 'on_sale']);
  });
});

describe('what inventory counts', () => {
  const count = (change: Partial<DataOf<typeof availabilityChanged>>) =>
    running.eventBus.publish('inventory-events', [
      {
        id: `msg_${randomUUID()}`,
        key: performanceId,
        type: 'inventory.availability_changed',
        time: running.clock.now().toISOString(),
        data: {
          performanceId,
          version: 1,
          available: 42,
          held: 0,
          sold: 0,
          byLevel: [{ code: 'R', available: 20, capacity: 20 }],
          ...change,
        },
      },
    ]);

  test('is shown, and sold out is told as it comes and goes', async () => {
    await importFile();
    await advanceTo('2026-07-12T00:00:00.000Z');
    await untilWithTime(() => toldStates().length === 2);
    await count({ version: 5 });
    await waitUntil(
      async () => (await readEvent()).performances[0]?.availability?.available === 42,
    );
    await count({ version: 9, available: 0 });
    await waitUntil(() => toldStates().length === 3);
    expect((await readEvent()).summary.saleState).toBe('sold_out');
    // Late and repeated counts change nothing.
    await count({ version: 9, available: 7 });
    await count({ version: 6, available: 7 });
    await count({ version: 10, available: 2 });
    await waitUntil(() => toldStates().length === 4);
    expect(toldStates()).toEqual(['opening_soon', 'on_sale', 'sold_out', 'on_sale']);
    expect((await readEvent()).performances[0]?.availability?.available).toBe(2);
  });

  test('of a performance that is not ours, or malformed, does not stop what follows', async () => {
    await importFile();
    await count({ performanceId: derivedId('performance', 'elsewhere') });
    await count({ available: -1 });
    await count({ version: 2, available: 3 });
    await waitUntil(async () => (await readEvent()).performances[0]?.availability?.available === 3);
  });
});

describe('confirmed bookings', () => {
  const now = '2026-07-12T00:00:00.000Z';
  const text = { ko: '가', en: 'A' };
  const seat = {
    seatNo: 1,
    section: text,
    row: 'A',
    number: '2',
    level: { code: 'R', name: text },
    priceMinor: 150_000,
    bookingFeeMinor: 2_000,
  };
  const booking: Booking = {
    id: derivedId('booking', 'one'),
    state: 'confirmed',
    customerId: derivedId('account', 'one'),
    organizerId: derivedId('organizer', 'north-stage'),
    event: { id: eventId, title: text, category: 'musical', posterSeed: 1 },
    performance: { id: performanceId, startsAt: now, timeZone: 'Asia/Seoul', venueName: text },
    seats: [seat, { ...seat, seatNo: 2, number: '3' }],
    totalMinor: 300_000,
    currency: 'KRW',
    createdAt: now,
    refundedMinor: 0,
    cancellationFeeMinor: 0,
  };

  test('make an event more popular, each booking once', async () => {
    await importFile();
    await waitUntil(() => toldStates().length === 1);
    for (let times = 0; times < 3; times += 1) {
      await running.eventBus.publish('booking-events', [
        {
          id: `msg_${randomUUID()}`,
          key: booking.id,
          type: 'booking.confirmed',
          time: now,
          data: { booking },
        },
      ]);
    }
    await waitUntil(
      async () => (await running.eventBus.lag('booking-events', 'events-service')) === 0,
    );
    await untilWithTime(() => toldStates().length === 2);
    expect((await readEvent()).summary.popularity).toBe(102);
  });
});
