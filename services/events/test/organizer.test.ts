import type {
  CatalogueFile,
  EventDetail,
  OrganizerEvent,
  SaleTerms,
  SeatPlan,
} from '@ticketing/contracts';
import { derivedId } from '@ticketing/service-kit';
import { type ApiClient, waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sampleCatalogue, sampleEvent, sampleSeatMap, text } from './sample-catalogue.ts';
import { startEvents, type TestService } from './start-events.ts';

let running: TestService;
let north: ApiClient;
let south: ApiClient;
let admin: ApiClient;
beforeAll(async () => {
  running = await startEvents();
  north = await running.as('organizer', 'north-stage');
  south = await running.as('organizer', 'south-stage');
  admin = await running.as('admin');
});
afterAll(() => running?.close());

const emptyCatalogue = (key: string): CatalogueFile =>
  sampleCatalogue({ organizer: { key, name: text(key) }, venues: [], events: [] });
beforeEach(async () => {
  await running.reset();
  await north.post('/organizer/catalogue-imports', emptyCatalogue('north-stage'));
  await south.post('/organizer/catalogue-imports', emptyCatalogue('south-stage'));
});

interface Refusal {
  readonly code: string;
  readonly errors: readonly { pointer: string; detail: string }[];
}
type Reply<Body> = Body & Refusal;

const venueInput = {
  name: text('Playhouse'),
  region: 'seoul',
  city: text('Seoul'),
  address: text('1 Stage Street'),
  timeZone: 'Asia/Seoul',
};
const performanceInput = {
  startsAt: '2026-09-01T10:30:00.000Z',
  saleOpensAt: '2026-07-10T11:00:00.000Z',
  saleClosesAt: '2026-09-01T09:00:00.000Z',
};
let keys = 0;
const create = <Body>(path: string, body: unknown, api = north) => {
  keys += 1;
  return api.post<Reply<Body>>(path, body, { idempotencyKey: `create-${keys}-of-this-test` });
};

interface Draft {
  readonly venueId: string;
  readonly seatMapId: string;
  readonly event: OrganizerEvent;
  readonly performanceId: string;
}
/** A venue, its seat map, and a draft with one performance, each made through its own door. */
async function draftEvent(change: object = {}): Promise<Draft> {
  const venue = await create<{ id: string }>('/organizer/venues', venueInput);
  expect(venue.status).toBe(201);
  const { key: _, ...layout } = sampleSeatMap();
  const maps = `/organizer/venues/${venue.body.id}/seat-maps`;
  const seatMap = await create<{ id: string }>(maps, layout);
  expect(seatMap).toMatchObject({ status: 201, body: { version: 1, capacity: 62 } });
  const { key, venue: __, seatMap: ___, performances, popularity, ...stated } = sampleEvent();
  const input = { ...stated, venueId: venue.body.id, seatMapId: seatMap.body.id, ...change };
  const event = await create<OrganizerEvent>('/organizer/events', input);
  expect(event).toMatchObject({ status: 201, body: { status: 'draft', performances: [] } });
  const path = `/organizer/events/${event.body.id}/performances`;
  const withPerformance = await create<OrganizerEvent>(path, performanceInput);
  expect(withPerformance.status).toBe(201);
  return {
    venueId: venue.body.id,
    seatMapId: seatMap.body.id,
    event: withPerformance.body,
    performanceId: withPerformance.body.performances[0]?.id ?? '',
  };
}
const publish = (event: OrganizerEvent, api = north) =>
  api.post<Reply<OrganizerEvent>>(`/organizer/events/${event.id}/publish`);
const messagesOf = async (count: number) => {
  await waitUntil(() => running.messages.length >= count);
  return running.messages;
};

describe('an event, from the first draft', () => {
  test('appears on the site when it is published, and the bus is told', async () => {
    const { event, performanceId } = await draftEvent();
    expect((await running.anyone.get(`/events/${event.id}`)).status).toBe(404);
    expect((await running.anyone.get(`/performances/${performanceId}/seat-plan`)).status).toBe(404);
    const published = await publish(event);
    expect(published).toMatchObject({ status: 200, body: { status: 'published' } });
    expect((await publish(event)).body).toEqual(published.body);

    const page = await running.anyone.get<EventDetail>(`/events/${event.id}`);
    expect(page.body.summary.revision).toBe(published.body.revision);
    const plan = await running.anyone.get<SeatPlan>(`/performances/${performanceId}/seat-plan`);
    expect(plan.body.capacity).toBe(62);
    const told = await messagesOf(2);
    expect(told.map(({ type, key }) => [type, key])).toEqual([
      ['event.changed', event.id],
      ['performance.changed', performanceId],
    ]);
  });

  test('is refused publication with every fault named', async () => {
    const { event } = await draftEvent({
      title: { ko: ' ', en: 'Show' },
      currency: 'KRX',
      cancellationPolicy: {
        freeDaysAfterBooking: 7,
        freeNotWithinDaysBefore: 10,
        tiers: [
          { daysBeforeMin: 3, percent: 10 },
          { daysBeforeMin: 7, percent: 20 },
        ],
        cutOffTime: '17:00',
        cutOffTimeSaturday: '11:00',
      },
      priceLevels: [
        {
          code: 'R',
          name: text('R'),
          priceMinor: 1,
          bookingFeeMinor: 2,
          zones: [{ section: 'attic' }],
        },
      ],
    });
    const twin = `/organizer/events/${event.id}/performances`;
    await create(twin, performanceInput);
    const refused = await publish(event);
    expect(refused).toMatchObject({ status: 422, body: { code: 'event_not_publishable' } });
    expect(refused.body.errors.map(({ pointer }) => pointer).sort()).toEqual([
      '#/input/cancellationPolicy/tiers/1/daysBeforeMin',
      '#/input/currency',
      '#/input/priceLevels/0/bookingFeeMinor',
      '#/input/priceLevels/0/zones/0/section',
      '#/input/title/ko',
      '#/performances/1/input/startsAt',
    ]);
    expect(running.messages).toEqual([]);
  });

  test('without a performance, or with none ahead, is refused publication', async () => {
    const { event } = await draftEvent();
    await running.clock.advance(100 * 24 * 3_600_000);
    expect((await publish(event)).body.errors).toEqual([
      { pointer: '#/performances', detail: 'lie in the past, all of them' },
    ]);
    const { input } = event;
    const empty = await create<OrganizerEvent>('/organizer/events', input);
    expect((await publish(empty.body)).body.errors).toEqual([
      { pointer: '#/performances', detail: 'are none; an event needs at least one' },
    ]);
  });

  test('keeps seats and price levels once published, and may change its texts', async () => {
    const { event, venueId, performanceId } = await draftEvent();
    await publish(event);
    const { key: _, ...layout } = sampleSeatMap();
    const second = await create<{ id: string }>(`/organizer/venues/${venueId}/seat-maps`, layout);
    expect(second.body).toMatchObject({ version: 2 });
    const path = `/organizer/events/${event.id}`;
    const frozen = await north.put<Refusal>(path, {
      ...event.input,
      seatMapId: second.body.id,
      priceLevels: event.input.priceLevels.slice(1),
    });
    expect(frozen).toMatchObject({ status: 409, body: { code: 'state_conflict' } });
    expect(frozen.body.errors.map(({ pointer }) => pointer)).toEqual([
      '#/seatMapId',
      '#/priceLevels',
    ]);
    const blank = await north.put(path, { ...event.input, title: { ko: ' ', en: ' ' } });
    expect(blank.status).toBe(400);

    await messagesOf(2);
    const renamed = await north.put<OrganizerEvent>(path, {
      ...event.input,
      title: text('Renamed'),
    });
    expect(renamed).toMatchObject({ status: 200, body: { input: { title: text('Renamed') } } });
    const told = await messagesOf(4);
    expect(told[3]).toMatchObject({
      key: performanceId,
      data: { terms: { title: text('Renamed'), revision: 3 } },
    });
    const again = await north.put<OrganizerEvent>(path, renamed.body.input);
    expect(again.body.revision).toBe(renamed.body.revision);
  });
});

describe('a performance', () => {
  test('may move within the rules', async () => {
    const { event, performanceId } = await draftEvent();
    await publish(event);
    const path = `/organizer/performances/${performanceId}`;
    const later = { ...performanceInput, startsAt: '2026-09-05T10:30:00.000Z' };
    expect((await north.put(path, later)).status).toBe(200);
    const refusals = [
      [{ ...later, saleClosesAt: '2026-09-06T00:00:00.000Z' }, 400, '#/saleClosesAt'],
      [{ ...later, saleOpensAt: '2026-09-04T10:30:00.000Z' }, 400, '#/saleClosesAt'],
      [
        { ...later, startsAt: '2026-09-05T11:30:00+09:00', saleClosesAt: '2126-01-01T00:00:00Z' },
        400,
        '#/saleClosesAt',
      ],
      [{ ...later, startsAt: '9999-01-01T00:00:00Z' }, 400, '#/startsAt'],
    ] as const;
    for (const [input, status, pointer] of refusals) {
      const refused = await north.put<Refusal>(path, input);
      expect(refused).toMatchObject({ status, body: { errors: [{ pointer }] } });
    }
    await running.clock.advance(8 * 24 * 3_600_000);
    const reopened = { ...later, saleOpensAt: '2026-07-20T00:00:00.000Z' };
    expect(await north.put<Refusal>(path, reopened)).toMatchObject({
      status: 409,
      body: { code: 'state_conflict', errors: [{ pointer: '#/saleOpensAt' }] },
    });
  });

  test('can be added to what is on the site, at a time of its own', async () => {
    const { event } = await draftEvent();
    await publish(event);
    await messagesOf(2);
    const path = `/organizer/events/${event.id}/performances`;
    const twin = await create<OrganizerEvent>(path, performanceInput);
    expect(twin).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/startsAt' }] } });
    const added = await create<OrganizerEvent>(path, {
      ...performanceInput,
      startsAt: '2026-09-02T10:30:00.000Z',
    });
    expect(added.body.performances).toHaveLength(2);
    const told = await messagesOf(4);
    expect(told[3]).toMatchObject({ key: added.body.performances[1]?.id });
  });

  test('that is cancelled is told with its reason, once, and for good', async () => {
    const { event, performanceId } = await draftEvent();
    const path = `/organizer/performances/${performanceId}`;
    const reason = text('Flood');
    expect((await north.post(`${path}/cancel`, { reason })).status).toBe(409);
    await publish(event);
    await messagesOf(2);
    const cancelled = await north.post<OrganizerEvent>(`${path}/cancel`, { reason });
    expect(cancelled.body.performances[0]?.status).toBe('cancelled');
    const again = await north.post<OrganizerEvent>(`${path}/cancel`, { reason });
    expect(again.body).toEqual(cancelled.body);
    const told = await messagesOf(4);
    expect(told).toHaveLength(4);
    expect(told[2]).toMatchObject({ data: { event: { saleState: 'cancelled' } } });
    expect(told[3]).toMatchObject({ data: { reason, terms: { status: 'cancelled' } } });
    const moved = { ...performanceInput, startsAt: '2026-09-05T10:30:00.000Z' };
    expect((await north.put(path, moved)).status).toBe(409);
  });
});

describe('cancelling an event', () => {
  test('cancels all that is left of it; it stays visible', async () => {
    const { event, performanceId } = await draftEvent();
    const path = `/organizer/events/${event.id}`;
    const second = { ...performanceInput, startsAt: '2026-09-02T10:30:00.000Z' };
    await create(`${path}/performances`, second);
    await publish(event);
    await north.post(`/organizer/performances/${performanceId}/cancel`, { reason: text('Flood') });
    await messagesOf(5);
    const reason = text('The end');
    const cancelled = await north.post<OrganizerEvent>(`${path}/cancel`, { reason });
    expect(cancelled.body).toMatchObject({ status: 'cancelled' });
    const told = (await messagesOf(7)).slice(5);
    expect(told.map(({ key }) => key)).toEqual([event.id, cancelled.body.performances[1]?.id]);
    expect(told[1]).toMatchObject({ data: { reason, terms: { status: 'cancelled' } } });
    const page = await running.anyone.get<EventDetail>(`/events/${event.id}`);
    expect(page.body.summary.saleState).toBe('cancelled');

    expect((await north.put(path, { ...event.input, title: text('New') })).status).toBe(409);
    expect((await publish(event)).status).toBe(409);
    expect((await create(`${path}/performances`, performanceInput)).status).toBe(409);
  });
});

describe('a venue', () => {
  test('that is renamed is told of by the events held there', async () => {
    const { event, venueId, performanceId } = await draftEvent();
    await publish(event);
    await messagesOf(2);
    const path = `/organizer/venues/${venueId}`;
    const renamed = { ...venueInput, name: text('Grand Playhouse') };
    expect((await north.put(path, renamed)).status).toBe(200);
    expect((await messagesOf(4)).slice(2)).toMatchObject([
      { key: event.id, data: { event: { venue: { name: text('Grand Playhouse') } } } },
      { key: performanceId, data: { terms: { venueName: text('Grand Playhouse') } } },
    ]);
    expect((await north.put(path, { ...renamed, timeZone: 'Mars/Base' })).status).toBe(400);
  });
});

describe('a create', () => {
  test('repeated under its key has one effect and one answer', async () => {
    const request = { idempotencyKey: 'the-same-key-twice' };
    const replies = await Promise.all([
      north.post('/organizer/venues', venueInput, request),
      north.post('/organizer/venues', venueInput, request),
    ]);
    expect(replies[0]?.body).toEqual(replies[1]?.body);
    const other = { ...venueInput, name: text('Other') };
    const reused = await north.post('/organizer/venues', other, request);
    expect(reused).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    expect(await north.get('/organizer/venues')).toMatchObject({
      body: { items: [{ venue: { name: venueInput.name } }] },
    });
    expect((await north.post('/organizer/venues', venueInput)).status).toBe(400);
  });

  test('meets what it made before a crash swallowed its answer', async () => {
    const request = { idempotencyKey: 'answered-by-a-crash' };
    const first = await north.post('/organizer/venues', venueInput, request);
    await running.database.query('delete from idempotency_keys');
    const second = await north.post('/organizer/venues', venueInput, request);
    expect(second.body).toEqual(first.body);
    const [row] = await running.database.query<{ count: number }>('select count(*) from venues');
    expect(row?.count).toBe(1);
  });
});

describe('lists', () => {
  test('go through everything once, page by page', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) {
      await create('/organizer/venues', { ...venueInput, name: text(name) });
    }
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await north.get<{
        items: { venue: { name: { en: string } } }[];
        nextCursor?: string;
      }>(`/organizer/venues?limit=2${cursor}`);
      seen.push(...page.body.items.map(({ venue }) => venue.name.en));
      cursor = page.body.nextCursor === undefined ? '' : `&cursor=${page.body.nextCursor}`;
    } while (cursor !== '');
    expect(seen.sort()).toEqual(names);
    expect((await north.get('/organizer/venues?cursor=nonsense')).status).toBe(400);
  });
});

describe('another organizer', () => {
  test('finds nothing of it, changes nothing of it, and lists nothing of it', async () => {
    const { event, venueId, performanceId } = await draftEvent();
    await publish(event);
    await messagesOf(2);
    const snapshot = () =>
      Promise.all([north.get(`/organizer/events/${event.id}`), north.get('/organizer/venues')]);
    const before = await snapshot();
    const { key: _, ...layout } = sampleSeatMap();
    const reason = text('Envy');
    const eventPath = `/organizer/events/${event.id}`;
    const performancePath = `/organizer/performances/${performanceId}`;
    const attempts = [
      south.get(eventPath),
      south.put(eventPath, { ...event.input, title: text('Mine') }),
      publish(event, south),
      south.post(`${eventPath}/cancel`, { reason }),
      create(`${eventPath}/performances`, performanceInput, south),
      south.put(performancePath, performanceInput),
      south.post(`${performancePath}/cancel`, { reason }),
      south.put(`/organizer/venues/${venueId}`, venueInput),
      create(`/organizer/venues/${venueId}/seat-maps`, layout, south),
      create('/organizer/events', event.input, south),
    ];
    for (const attempt of attempts) expect((await attempt).status).toBe(404);
    for (const list of ['/organizer/events', '/organizer/venues']) {
      expect((await south.get<{ items: unknown[] }>(list)).body.items).toEqual([]);
    }
    const after = await snapshot();
    expect(after.map(({ body }) => body)).toEqual(before.map(({ body }) => body));
    expect(running.messages).toHaveLength(2);
  });

  test('cannot lend its seat map to an event elsewhere', async () => {
    const { event, seatMapId } = await draftEvent();
    const own = await create<{ id: string }>('/organizer/venues', venueInput, south);
    const borrowed = { ...event.input, venueId: own.body.id, seatMapId };
    expect(await create('/organizer/events', borrowed, south)).toMatchObject({
      status: 404,
      body: { code: 'seat_map_not_found' },
    });
  });

  test('is no obstacle to an admin, who acts for the owner of the thing', async () => {
    const { event, venueId } = await draftEvent();
    expect((await publish(event, admin)).status).toBe(200);
    const added = await create<OrganizerEvent>('/organizer/events', event.input, admin);
    expect(added.status).toBe(201);
    expect((await north.get(`/organizer/events/${added.body.id}`)).status).toBe(200);
    expect((await admin.put(`/organizer/venues/${venueId}`, venueInput)).status).toBe(200);
    expect(await create('/organizer/venues', venueInput, admin)).toMatchObject({ status: 403 });
  });

  test('like visitors and other roles, is kept out by the role', async () => {
    const gate = await running.as('gate', 'north-stage');
    const customer = await running.as('customer');
    const id = derivedId('event', 'north-stage', 'the-show');
    for (const api of [gate, customer]) {
      expect((await api.get('/organizer/events')).status).toBe(403);
      expect((await api.post(`/organizer/events/${id}/publish`)).status).toBe(403);
    }
    expect((await running.anyone.get('/organizer/events')).status).toBe(401);
    const terms = `/internal/performances/${derivedId('performance', 'x')}/sale-terms`;
    expect((await running.anyone.get(terms)).status).toBe(401);
    expect((await admin.get(terms)).status).toBe(401);
  });
});

describe('a postponement', () => {
  const rules = {
    preventSingleSeats: true,
    accessibleReleaseAt: '2026-08-30T10:30:00.000Z',
    depositHours: 24,
  };
  const postpone = (performanceId: string, body: object, api = north) =>
    api.post<Reply<OrganizerEvent>>(`/organizer/performances/${performanceId}/postpone`, body);
  const termsOf = async (performanceId: string) => {
    const path = `/internal/performances/${performanceId}/sale-terms`;
    return (await running.ours.get<SaleTerms>(path)).body;
  };
  async function published() {
    const draft = await draftEvent();
    const path = `/organizer/performances/${draft.performanceId}`;
    const doorsAt = '2026-09-01T09:30:00.000Z';
    const input = { ...performanceInput, ...rules, doorsAt };
    expect(await north.put(path, input)).toMatchObject({ status: 200 });
    await publish(draft.event);
    await messagesOf(2);
    return draft;
  }

  test('to another date moves doors and releases with it, and lets buyers cancel for free', async () => {
    const { performanceId } = await published();
    expect(await termsOf(performanceId)).toMatchObject(rules);
    const reason = text('The singer is ill');
    const body = { startsAt: '2026-09-11T10:30:00.000Z', reason, fullRefundDays: 10 };
    const moved = await postpone(performanceId, body);
    expect(moved).toMatchObject({
      status: 200,
      body: {
        performances: [
          {
            status: 'scheduled',
            input: {
              startsAt: '2026-09-11T10:30:00.000Z',
              doorsAt: '2026-09-11T09:30:00.000Z',
              saleClosesAt: performanceInput.saleClosesAt,
              accessibleReleaseAt: '2026-09-09T10:30:00.000Z',
            },
          },
        ],
      },
    });
    const terms = await termsOf(performanceId);
    const untilMs = running.clock.now().getTime() + 10 * 86_400_000;
    expect(terms.fullRefundUntil).toBe(new Date(untilMs).toISOString());
    const told = await messagesOf(4);
    expect(told[3]).toMatchObject({ type: 'performance.changed', data: { terms, reason } });

    // The same again counts no day anew, and tells nobody.
    await running.clock.advance(60_000);
    expect((await postpone(performanceId, body)).body).toEqual(moved.body);
    expect(await termsOf(performanceId)).toEqual(terms);
    expect(running.messages).toHaveLength(4);
  });

  test('without a date stops the sale, until a date is given; what was promised stays', async () => {
    const { performanceId } = await published();
    expect((await postpone(performanceId, { fullRefundDays: 30 })).status).toBe(200);
    const open = await termsOf(performanceId);
    expect(open).toMatchObject({ status: 'postponed', startsAt: performanceInput.startsAt });
    const dated = await postpone(performanceId, { startsAt: '2026-12-01T10:30:00.000Z' });
    expect(dated.body.performances[0]).toMatchObject({ status: 'scheduled' });
    expect(await termsOf(performanceId)).toMatchObject({
      status: 'scheduled',
      startsAt: '2026-12-01T10:30:00.000Z',
      fullRefundUntil: open.fullRefundUntil,
    });
  });

  test('is refused with a code, and changes nothing', async () => {
    const draft = await draftEvent();
    const later = { startsAt: '2026-09-11T10:30:00.000Z' };
    const refused = async (body: object, status: number, code: string, api = north) =>
      expect(await postpone(draft.performanceId, body, api)).toMatchObject({
        status,
        body: { code },
      });
    await refused(later, 409, 'state_conflict');
    await publish(draft.event);
    const before = await termsOf(draft.performanceId);
    await refused(later, 404, 'performance_not_found', south);
    await refused({ startsAt: '2001-09-11T10:30:00.000Z' }, 400, 'invalid_request');
    await refused({ startsAt: '+275760-01-01T00:00:00Z' }, 400, 'invalid_request');
    await refused({ startsAt: '2026-08-01T10:30:00.000Z' }, 400, 'invalid_request');
    await refused({ doorsAt: '2026-09-11T09:30:00.000Z' }, 400, 'invalid_request');
    await refused({ ...later, fullRefundDays: 61 }, 400, 'invalid_request');
    await refused({ ...later, reason: text('\0') }, 400, 'invalid_request');
    expect(await termsOf(draft.performanceId)).toEqual(before);
    const cancel = `/organizer/performances/${draft.performanceId}/cancel`;
    await north.post(cancel, { reason: text('Never') });
    await refused(later, 409, 'state_conflict');
  });
});
