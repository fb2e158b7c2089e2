import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventSummary } from '@ticketing/contracts';
import { type LocalEngine, startEngine } from '@ticketing/local-engines';
import type { ServiceCaller } from '@ticketing/service-kit';
import { fixedClock, quietLogger, waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SearchIndex } from '../src/domain/search-index.ts';
import { openOpenSearchIndex } from '../src/engines/opensearch.ts';
import { maintainIndex } from '../src/operations/maintain-index.ts';
import { event, query } from './event-fixture.ts';
import { urlOf } from './opensearch-url.ts';

let folder: string;
let node: LocalEngine;
let number = 0;
let alias: string;
const opened: SearchIndex[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'search-rebuild-'));
  node = await startEngine('opensearch', { folder, nori: false });
}, 240_000);
afterAll(async () => {
  for (const index of opened) await index.close();
  await node?.stop();
  await rm(folder, { recursive: true, force: true });
});

const always = () => true;
const open = async (options: { clock?: ReturnType<typeof fixedClock> } = {}) => {
  const index = await openOpenSearchIndex({ url: urlOf(node), alias, refresh: true, ...options });
  opened.push(index);
  return index;
};
const openFirst = (options?: { clock: ReturnType<typeof fixedClock> }) => {
  number += 1;
  alias = `rebuilt-${number}`;
  return open(options);
};
const ask = async <Body>(path: string, method = 'GET', body?: object) => {
  const reply = await fetch(`${urlOf(node)}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!reply.ok) throw new Error(`${method} ${path}: ${await reply.text()}`);
  return (await reply.json()) as Body;
};
const indexNames = async () => Object.keys(await ask<object>(`/${alias}-v*`));
const total = async (index: SearchIndex) => (await index.search(query(''))).total;
const events = (count: number): EventSummary[] =>
  Array.from({ length: count }, (_, at) => event({ ko: `공연 ${at}`, en: `Show ${at}` }));

test('searches go on during rebuilds: none fails, none misses an event; one index stays', async () => {
  const index = await openFirst();
  const catalogue = events(250);
  const fill = async (put: (page: readonly EventSummary[]) => Promise<void>) => {
    for (let from = 0; from < catalogue.length; from += 50) {
      await put(catalogue.slice(from, from + 50));
      await sleep(50);
    }
  };
  await index.rebuild({ isDue: always, fill });

  // A server that has just started answers its first searches slowly.
  await waitUntil(async () => (await total(index)) === 250, { withinMs: 30_000 });

  let stopped = false;
  const totals = new Map<number, number>();
  const searchers = Array.from({ length: 4 }, async () => {
    while (!stopped) {
      const found = await total(index);
      totals.set(found, (totals.get(found) ?? 0) + 1);
    }
  });
  for (let round = 0; round < 3; round += 1) {
    expect(await index.rebuild({ isDue: always, fill })).toBe('rebuilt');
  }
  stopped = true;
  await Promise.all(searchers);
  expect([...totals.keys()]).toEqual([250]);
  expect(totals.get(250)).toBeGreaterThan(50);
  expect(await indexNames()).toHaveLength(1);
});

test('changes by another instance during a rebuild are in the new index', async () => {
  const builder = await openFirst();
  const other = await open();
  const [kept, changed, removed, fresh] = events(4) as [
    EventSummary,
    EventSummary,
    EventSummary,
    EventSummary,
  ];
  await builder.rebuild({ isDue: always, fill: (put) => put([kept, changed, removed]) });
  await builder.rebuild({
    isDue: always,
    async fill(put) {
      await Promise.all([
        other.put({ ...changed, revision: 9, popularity: 77 }),
        other.remove(removed.id, 9),
        other.put(fresh),
      ]);
      await put([kept, changed, removed]);
    },
  });
  const { items } = await other.search(query(''));
  expect(items.map(({ id }) => id).sort()).toEqual([kept.id, changed.id, fresh.id].sort());
  expect(items.find(({ id }) => id === changed.id)?.popularity).toBe(77);
});

test('two instances that start at once build it once', async () => {
  const indexes = [await openFirst(), await open()];
  let readings = 0;
  const catalogue: ServiceCaller = {
    async call() {
      readings += 1;
      await sleep(300);
      return { items: events(3) } as never;
    },
  };
  const stopping = new AbortController();
  const clock = { now: () => new Date(), sleep: (ms: number) => sleep(Math.min(ms, 100)) };
  const report = { saw: () => {}, rebuilt: () => {} };
  const maintained = indexes.map((index) =>
    maintainIndex(
      { index, events: catalogue, clock, logger: quietLogger() },
      report,
      stopping.signal,
    ),
  );
  for (const index of indexes) {
    await waitUntil(async () => (await index.state()) !== undefined, { withinMs: 20_000 });
    await waitUntil(async () => (await total(index)) === 3);
  }
  await sleep(1_500);
  stopping.abort();
  await Promise.all(maintained);
  expect(readings).toBe(1);
  expect(await indexNames()).toHaveLength(1);
});

test('an instance that died while it was at it blocks the next for a minute at most', async () => {
  const clock = fixedClock(new Date(Date.now() - 50_000));
  const dying = await openFirst({ clock });
  const begun = Promise.withResolvers<void>();
  const goesOn = Promise.withResolvers<void>();
  const lost = dying.rebuild({
    isDue: always,
    async fill(put) {
      await put(events(1));
      begun.resolve();
      await goesOn.promise;
      await put(events(1));
    },
  });
  await begun.promise;
  const next = await open();
  const fill = (put: (page: EventSummary[]) => Promise<void>) => put(events(2));
  expect(await next.rebuild({ isDue: always, fill })).toBe('busy');
  await waitUntil(async () => (await next.rebuild({ isDue: always, fill })) === 'rebuilt', {
    withinMs: 30_000,
  });
  expect(await indexNames()).toHaveLength(1);
  goesOn.resolve();
  await expect(lost).rejects.toThrow();
  expect(await total(next)).toBe(2);
  expect(await indexNames()).toHaveLength(1);
});

test('an index of an older release is answered from until it is replaced', async () => {
  const index = await openFirst();
  const aliases = { [alias]: {}, [`${alias}-write-v1`]: {} };
  await ask(`/${alias}-v1`, 'PUT', {
    aliases,
    mappings: { properties: { id: { type: 'keyword' } } },
  });
  expect(await index.state()).toMatchObject({ fit: 'outdated' });
  let fillings = 0;
  await index.rebuild({
    isDue: always,
    async fill(put) {
      fillings += 1;
      await index.ping();
      await put(events(2));
    },
  });
  // Once more, because the older instances took messages during the first.
  expect(fillings).toBe(2);
  expect(await index.state()).toMatchObject({ fit: 'current' });
  const [only, ...others] = Object.entries(
    await ask<Record<string, { aliases: object }>>(`/${alias}-v*`),
  );
  expect([Object.keys(only?.[1].aliases ?? {}).sort(), others]).toEqual([
    [alias, `${alias}-write-v2`],
    [],
  ]);
});

test('an older release neither replaces nor writes the index of a newer one', async () => {
  const index = await openFirst();
  const mappings = { _meta: { version: 3, analysis: 'bigrams', builtAt: '2026-01-01T00:00:00Z' } };
  await ask(`/${alias}-v3-bigrams-1`, 'PUT', {
    aliases: { [alias]: {}, [`${alias}-write-v3`]: {} },
    mappings,
  });
  expect(await index.state()).toMatchObject({ fit: 'newer' });
  await expect(index.put(event({ ko: '공연', en: 'Show' }))).rejects.toMatchObject({
    code: 'service_unavailable',
  });
});

test('with nori installed later the index is outdated, and a rebuild reads Korean', async () => {
  const before = await openFirst();
  await before.rebuild({ isDue: always, fill: (put) => put(events(2)) });
  expect((await indexNames())[0]).toMatch(/-v2-bigrams-\d{8}t\d{9}z$/);
  await node.stop();
  node = await startEngine('opensearch', { folder, nori: true });

  const after = await open();
  expect(await total(after)).toBe(2);
  expect(await after.state()).toMatchObject({ fit: 'outdated' });
  await after.rebuild({ isDue: always, fill: (put) => put(events(2)) });
  expect(await after.state()).toMatchObject({ fit: 'current' });
  expect(await indexNames()).toEqual([expect.stringMatching(/-v2-nori-\d{8}t\d{9}z$/)]);
});
