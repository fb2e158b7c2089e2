import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Booking, Entry, EventDetail, SearchReply, Ticket } from '@ticketing/contracts';
import { type Crowd, type ShopApi, startCrowd, waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EnginesShop, openEnginesShop, productionEngines } from './engines-shop.ts';
import { followHowTo } from './follow-how-to.ts';

/**
 * The shop is lost with all its engines and comes back from a backup, by the very commands of
 * `docs/how-to/back-up-and-restore.md`.
 */
const portOffset = 2700;
const positionsSkipped = 1_000;
let folder: string;
let shop: EnginesShop;
let tokens: string[];
let sales: Crowd['sales'];
let lineOf: string;
let lastPlace: { token: string; entry: Extract<Entry, { state: 'waiting' }> };

/** A place that was called while the shop was away is kept however long a busy machine takes for it. */
const env = { NO_SHOW_SECONDS: '600' };
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ticketing-backup-'));
  shop = await openEnginesShop({ portOffset, env });
  tokens = await shop.openAccounts(8);
}, 180_000);
afterAll(async () => {
  await shop?.close();
  await rm(folder, { recursive: true, force: true });
});

/** What the services on these engines have, and what the how-to asks for besides. */
const variablesOf = (
  engines: EnginesShop['engines'],
  more: Readonly<Record<string, string>> = {},
): Record<string, string> =>
  Object.assign(
    { BACKUP: folder, ...more },
    ...productionEngines.map((name) => engines[name].variables),
  );

/** Where the server says that its files are. */
async function redisFolderOf({ redis }: EnginesShop['engines']): Promise<string> {
  const url = redis.variables.REDIS_URL ?? '';
  const asked = await promisify(execFile)('redis-cli', ['-u', url, 'config', 'get', 'dir']);
  return asked.stdout.trim().split('\n').at(-1) ?? '';
}

const gateway = (): ShopApi => {
  const [api] = shop.apis;
  if (api === undefined) throw new Error('no gateway');
  return api;
};

/** A performance on sale that is entered by its line alone. */
async function findLine(): Promise<string> {
  const { items } = await gateway().call<SearchReply>('GET', '/search?saleState=on_sale&limit=60');
  for (const { id } of items) {
    const event = await gateway().call<EventDetail>('GET', `/events/${id}`);
    const found = event.performances.find(
      ({ saleState, waitingRoom }) => saleState === 'on_sale' && waitingRoom === 'always',
    );
    if (found !== undefined) return found.id;
  }
  throw new Error('no performance with a line is on sale');
}

/** Takes a place in the line, or shows the one that there is. */
async function queue(token: string, positionToken?: string) {
  const body = positionToken === undefined ? {} : { positionToken };
  const address = `/waiting-room/${lineOf}/entries`;
  return gateway().call<Entry>('POST', address, { token, body });
}

async function sell(count: number): Promise<Crowd['sales']> {
  const crowd = startCrowd({ apis: shop.apis, tokens, offers: shop.offers });
  await waitUntil(() => crowd.sales.length >= count, { withinMs: 60_000 });
  await crowd.stop();
  return crowd.sales;
}

const untilWhole = () =>
  waitUntil(async () => (await shop.findFaults()).length === 0, { withinMs: 40_000 });

test('a shop that sold tickets is backed up while its services stand still', async () => {
  sales = await sell(20);
  lineOf = await findLine();
  for (const token of tokens) {
    const entry = await queue(token);
    if (entry.state === 'waiting') lastPlace = { token, entry };
  }
  expect(lastPlace.entry.position).toBeGreaterThan(0);
  await untilWhole();
  await shop.system.close();
  const { engines } = shop;
  await followHowTo('PostgreSQL', 'backup', variablesOf(engines));
  await followHowTo('Bookings in DynamoDB', 'backup', variablesOf(engines));
  const folders = { REDIS_FOLDER: await redisFolderOf(engines) };
  await followHowTo('Redis', 'backup', variablesOf(engines, folders));
});

test('all engines are lost; on fresh ones every sale is whole again', async () => {
  await shop.close();
  shop = await openEnginesShop({
    portOffset,
    env,
    async restore(engines) {
      await followHowTo('PostgreSQL', 'restore', variablesOf(engines));
      await followHowTo('Bookings in DynamoDB', 'restore', variablesOf(engines));
      const folders = { REDIS_FOLDER: await redisFolderOf(engines) };
      await engines.redis.kill();
      await followHowTo('Redis', 'restore', variablesOf(engines, folders));
      await engines.redis.start();
    },
  });
  expect(await followHowTo('Afterwards', 'check', variablesOf(shop.engines))).toContain(
    'Every sale is whole.',
  );
  expect(await shop.findFaults()).toEqual([]);
  for (const { bookingId, token } of sales) {
    const address = `/bookings/${bookingId}`;
    const booking = await gateway().call<Booking>('GET', address, { token });
    expect(booking.state).toBe('confirmed');
    const { tickets } = await gateway().call<{ tickets: Ticket[] }>('GET', `${address}/tickets`, {
      token,
    });
    expect(tickets.map(({ state }) => state)).toEqual(booking.seats.map(() => 'valid'));
  }
});

test('nobody in line gets a place that somebody had, and old places are known', async () => {
  const { entry, token } = lastPlace;
  const [newcomer = ''] = await shop.openAccounts(1);
  const next = await queue(newcomer);
  if (next.state !== 'waiting') throw new Error(`${next.state} instead of a place behind all`);
  expect(next.position).toBeGreaterThan(entry.position + positionsSkipped);
  const shown = await queue(token, entry.positionToken);
  if (shown.state === 'waiting') expect(shown.position).toBe(entry.position);
  else expect(shown.state).toBe('admitted');
});

test('sales go on, with mails, and end whole', async () => {
  const known = new Set(sales.map(({ bookingId }) => bookingId));
  const more = await sell(10);
  expect(more.filter(({ bookingId }) => known.has(bookingId))).toEqual([]);
  await untilWhole();
  await shop.untilTold(more);
});

test('a lost index is built anew by its command', async () => {
  const { OPENSEARCH_HOST, OPENSEARCH_PORT } = shop.engines.opensearch.variables;
  const indexes = `http://${OPENSEARCH_HOST}:${OPENSEARCH_PORT}/ticketing-events-v*`;
  const names = Object.keys((await (await fetch(indexes)).json()) as object);
  for (const name of names) {
    const lost = await fetch(indexes.replace('ticketing-events-v*', name), { method: 'DELETE' });
    expect(lost.status).toBe(200);
  }
  const search = () =>
    gateway().call<SearchReply>('GET', `/search?q=${encodeURIComponent('뮤지컬')}&limit=1`);
  const before = await search().catch(() => undefined);
  expect(before?.total ?? 0).toBe(0);
  const events = { EVENTS_SERVICE_URL: shop.system.urlOf('events') };
  const said = await followHowTo('OpenSearch', 'rebuild', variablesOf(shop.engines, events));
  expect(said).toMatch(/Built from [1-9]\d* events/);
  expect((await search()).total).toBeGreaterThan(0);
});

test('the check names a ticket whose seat is missing, as after a restore to two moments', async () => {
  const bookingId = sales[0]?.bookingId ?? null;
  const [lost] = await shop.database.query<{ seat_no: number }>(
    `delete from inventory.sold_seats where ctid in (
       select ctid from inventory.sold_seats where booking_id = $1 limit 1) returning seat_no`,
    [bookingId],
  );
  const checking = shop.system.runAs('booking', 'platform/src/check-sales.ts', []);
  expect(await checking.ended).toBe(1);
  expect(checking.output().trim()).toBe(
    `I1 ${bookingId}: has seat ${lost?.seat_no}, which inventory sold to nobody`,
  );
});
