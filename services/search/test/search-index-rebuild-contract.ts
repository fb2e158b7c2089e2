import type { EventSummary } from '@ticketing/contracts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { IndexState, SearchIndex } from '../src/domain/search-index.ts';
import { event, query } from './event-fixture.ts';

let index: SearchIndex;

const always = () => true;
const kept = event({ ko: '남는 공연', en: 'Kept' });
const vanished = event({ ko: '사라진 공연', en: 'Vanished' });

const titles = async (text = '') =>
  (await index.search(query(text))).items.map((item) => item.title.en).sort();
const build = (...events: EventSummary[]) =>
  index.rebuild({ isDue: always, fill: (put) => put(events) });

/** What every engine promises of rebuilding. */
export function testRebuilds(open: () => Promise<SearchIndex>): void {
  beforeEach(async () => {
    index = await open();
  });
  afterEach(() => index.close());

  test('until the first rebuild nothing is answered, kept or called ready', async () => {
    const unavailable = { code: 'service_unavailable', extra: { retryAfterSeconds: 2 } };
    await expect(index.search(query(''))).rejects.toMatchObject(unavailable);
    await expect(index.suggest('공연', 8)).rejects.toMatchObject(unavailable);
    await expect(index.put(kept)).rejects.toMatchObject(unavailable);
    await expect(index.remove(kept.id, 9)).rejects.toMatchObject(unavailable);
    await expect(index.ping()).rejects.toThrow();
    expect(await index.state()).toBeUndefined();

    expect(await build(kept)).toBe('rebuilt');
    await index.ping();
    expect(await titles()).toEqual(['Kept']);
    expect(await index.state()).toMatchObject({ fit: 'current', writable: true });
  });

  test('an event that the catalogue no longer has is gone after a rebuild', async () => {
    await build(kept, vanished);
    await build(kept);
    expect(await titles()).toEqual(['Kept']);
    expect(await index.count()).toBe(1);
  });

  test('searches are answered by the old index while the new one is filled', async () => {
    await build(kept, vanished);
    await index.rebuild({
      isDue: always,
      async fill(put) {
        expect(await titles()).toEqual(['Kept', 'Vanished']);
        await put([kept]);
        expect(await titles()).toEqual(['Kept', 'Vanished']);
      },
    });
    expect(await titles()).toEqual(['Kept']);
  });

  test('changes during a rebuild are seen at once and are in the new index', async () => {
    await build(kept, vanished);
    const fresh = event({ ko: '새로 나온 공연', en: 'Fresh' });
    const renamed = { ...kept, revision: 5, title: { ko: '바뀐 이름', en: 'Renamed' } };
    await index.rebuild({
      isDue: always,
      async fill(put) {
        await index.put(fresh);
        await index.put(renamed);
        await index.remove(vanished.id, 2);
        expect(await titles()).toEqual(['Fresh', 'Renamed']);
        // The page was read before those changes.
        await put([kept, vanished]);
      },
    });
    expect(await titles()).toEqual(['Fresh', 'Renamed']);
  });

  test('a removal before a rebuild is not undone by an older message after it', async () => {
    await build(kept, vanished);
    await index.remove(vanished.id, 7);
    await build(kept);
    await index.put({ ...vanished, revision: 6 });
    expect(await titles()).toEqual(['Kept']);
    await index.put({ ...vanished, revision: 8 });
    expect(await titles()).toEqual(['Kept', 'Vanished']);
  });

  test('a rebuild that fails changes nothing, and the next one succeeds', async () => {
    await build(kept);
    const failing = index.rebuild({
      isDue: always,
      async fill(put) {
        await put([vanished]);
        throw new Error('the events service has gone');
      },
    });
    await expect(failing).rejects.toThrow('the events service has gone');
    expect(await titles()).toEqual(['Kept']);
    await build(kept, vanished);
    expect(await titles()).toEqual(['Kept', 'Vanished']);
  });

  test('one is built at a time, and only when it is due', async () => {
    const seen: (IndexState | undefined)[] = [];
    const isDue = (state: IndexState | undefined) => {
      seen.push(state);
      return state === undefined;
    };
    const first = await index.rebuild({
      isDue,
      async fill(put) {
        expect(await build(vanished)).toBe('busy');
        await put([kept]);
      },
    });
    expect([first, await index.rebuild({ isDue, fill: (put) => put([vanished]) })]).toEqual([
      'rebuilt',
      'not_due',
    ]);
    expect(seen).toEqual([undefined, expect.objectContaining({ fit: 'current' })]);
    expect(await titles()).toEqual(['Kept']);
  });
}
