import type { EventDetail, OrganizerEvent } from '@ticketing/contracts';
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

const eventId = derivedId('event', 'north-stage', 'the-show');
const { saleOpensAt } = samplePerformance();
const path = `/organizer/events/${eventId}`;
type Input = OrganizerEvent['input'];

/** A form: what stood there when it was opened, and the tag of that. */
async function openForm(): Promise<{ input: Input; tag: string }> {
  const { body, headers } = await north.get<OrganizerEvent>(path);
  return { input: body.input, tag: headers.get('etag') ?? '' };
}
const save = (input: Input, ifMatch?: string) =>
  north.put<OrganizerEvent & { code: string }>(path, input, {
    headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
  });
const priced = (input: Input, priceMinor: number): Input => ({
  ...input,
  priceLevels: input.priceLevels.map((level) => ({ ...level, priceMinor })),
});
const retitled = (input: Input, title: string): Input => ({ ...input, title: text(title) });
const readAll = async () => ({
  event: (await north.get<OrganizerEvent>(path)).body,
  page: (await running.anyone.get<EventDetail>(`/events/${eventId}`)).body,
});
const untilTold = () =>
  waitUntil(async () => (await running.database.query('select from outbox')).length === 0);

beforeEach(async () => {
  await running.reset();
  const imported = await north.post('/organizer/catalogue-imports', sampleCatalogue());
  expect(imported.status).toBe(200);
  await untilTold();
});

describe('a form that names what it replaces', () => {
  test('is refused when something else stands there by then, and changes nothing', async () => {
    const form = await openForm();
    const cheaper = await save(priced(form.input, 70_000));
    expect(cheaper.status).toBe(200);
    await untilTold();
    const before = await readAll();

    const stale = await save(retitled(form.input, 'A new title'), form.tag);
    expect(stale).toMatchObject({ status: 412, body: { code: 'precondition_failed' } });
    expect(await readAll()).toEqual(before);
    expect(await running.database.query('select from outbox')).toEqual([]);

    const again = await openForm();
    const saved = await save(retitled(again.input, 'A new title'), again.tag);
    expect(saved.status).toBe(200);
    expect(saved.body.input).toEqual(retitled(priced(form.input, 70_000), 'A new title'));
  });

  test('goes on from the tag of its own change', async () => {
    const { input, tag } = await openForm();
    const first = await save(priced(input, 70_000), tag);
    const tagNow = first.headers.get('etag') ?? '';
    expect(tagNow).toBe((await openForm()).tag);
    expect(tagNow).not.toBe(tag);
    expect((await save(priced(input, 60_000), tagNow)).status).toBe(200);
    expect((await save(priced(input, 50_000), tagNow)).status).toBe(412);
  });

  test('is done once when it comes again', async () => {
    const { input, tag } = await openForm();
    const first = await save(priced(input, 70_000), tag);
    const again = await save(priced(input, 70_000), tag);
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
  });

  test('is good until somebody states something else, also when the sale opens meanwhile', async () => {
    const { input, tag } = await openForm();
    const { revision } = (await readAll()).event;
    await running.clock.advance(Date.parse(saleOpensAt) + 1 - running.clock.now().getTime());
    await waitUntil(async () => {
      await running.clock.advance(1_000);
      return (await readAll()).event.revision > revision;
    });
    expect((await openForm()).tag).toBe(tag);
    expect((await save(priced(input, 70_000), tag)).status).toBe(200);
  });

  test.each([
    ['any', () => '*', 200],
    ['one of several', (tag: string) => `"other", ${tag}`, 200],
    ['a weak one, which says nothing of the content', (tag: string) => `W/${tag}`, 412],
    ['no tag at all', () => 'nonsense', 412],
    ['one without its quotes', (tag: string) => tag.slice(1, -1), 412],
    ['an empty one', () => '', 412],
  ])('may name %s', async (_, named, status) => {
    const { input, tag } = await openForm();
    expect((await save(priced(input, 70_000), named(tag))).status).toBe(status);
  });

  test('of a draft is refused as well', async () => {
    const file = sampleCatalogue({ events: [sampleEvent({ key: 'a-draft', status: 'draft' })] });
    expect((await north.post('/organizer/catalogue-imports', file)).status).toBe(200);
    const draft = `/organizer/events/${derivedId('event', 'north-stage', 'a-draft')}`;
    const { body, headers } = await north.get<OrganizerEvent>(draft);
    const named = { headers: { 'if-match': headers.get('etag') ?? '' } };
    expect((await north.put(draft, priced(body.input, 70_000), named)).status).toBe(200);
    expect((await north.put(draft, priced(body.input, 60_000), named)).status).toBe(412);
  });

  test('tells nobody else of the event, whatever tag is guessed', async () => {
    const south = await running.as('organizer', 'south-stage');
    const { input, tag } = await openForm();
    for (const named of [tag, '*', '"guessed"']) {
      const foreign = await south.put(path, input, { headers: { 'if-match': named } });
      expect(foreign).toMatchObject({ status: 404, body: { code: 'event_not_found' } });
    }
  });
});

test('of forms that are saved at once, one is, and the others are told so', async () => {
  const { input, tag } = await openForm();
  const prices = [10_000, 20_000, 30_000, 40_000, 50_000, 60_000];
  const replies = await Promise.all(prices.map((price) => save(priced(input, price), tag)));
  const saved = replies.filter(({ status }) => status === 200);
  expect(saved).toHaveLength(1);
  expect(replies.filter(({ status }) => status === 412)).toHaveLength(prices.length - 1);
  expect((await openForm()).input).toEqual(saved[0]?.body.input);
});

test('a form that names nothing replaces whatever stands there', async () => {
  const { input } = await openForm();
  expect((await save(priced(input, 70_000))).status).toBe(200);
  expect((await save(retitled(input, 'A new title'))).status).toBe(200);
  expect((await openForm()).input).toEqual(retitled(input, 'A new title'));
});
