import type { ServiceCaller } from '@ticketing/service-kit';
import { fixedClock, quietLogger, waitUntil } from '@ticketing/testing';
import { expect, test } from 'vitest';
import type { IndexState, SearchIndex } from '../domain/search-index.ts';
import { createMiniSearchIndex } from '../engines/minisearch.ts';
import { maintainIndex } from './maintain-index.ts';

const minuteMs = 60_000;

function start(inherited?: Partial<IndexState>) {
  const clock = fixedClock('2026-07-01T00:00:00Z');
  const memory = createMiniSearchIndex(clock);
  const seen: string[] = [];
  const started = { away: false };
  const state = async (): Promise<IndexState | undefined> => {
    if (started.away) throw new Error('the engine is away');
    const own = await memory.state();
    if (own !== undefined || inherited === undefined) return own;
    return { builtAt: clock.now(), fit: 'current', writable: true, ...inherited };
  };
  const index: SearchIndex = {
    ...memory,
    state,
    async rebuild({ fill, isDue }) {
      if (!isDue(await state())) return 'not_due';
      return memory.rebuild({ fill, isDue: () => true });
    },
  };
  const events = { call: async () => ({ items: [] }) } as unknown as ServiceCaller;
  const stopping = new AbortController();
  const report = {
    saw: () => {},
    rebuilt: (outcome: string) => void seen.push(outcome),
  };
  const ended = maintainIndex(
    { index, events, clock, logger: quietLogger() },
    report,
    stopping.signal,
  );
  const atRest = () => waitUntil(async () => clock.sleeping === 1);
  return {
    seen,
    atRest,
    started,
    async pass(ms: number) {
      await atRest();
      await clock.advance(ms);
      await atRest();
    },
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

test('the index is built at the start and then once a day', async () => {
  const { seen, pass, stop } = start();
  await pass(23 * 60 * minuteMs);
  expect(seen).toEqual(['done']);
  await pass(61 * minuteMs);
  expect(seen).toEqual(['done', 'done']);
  await stop();
});

test.each([
  ['of another instance that started with this one is left alone', 9, 'current', []],
  ['that was built before is built anew', 11, 'current', ['done']],
  ['of an older release or another analysis is built anew', 1, 'outdated', ['done']],
  ['of a newer release is left alone, however old', 9_999, 'newer', []],
] as const)('an index %s', async (_, minutesOld, fit, rebuilds) => {
  const builtAt = new Date(Date.parse('2026-07-01T00:00:00Z') - minutesOld * minuteMs);
  const { seen, atRest, stop } = start({ builtAt, fit });
  await atRest();
  expect(seen).toEqual(rebuilds);
  await stop();
});

test('while the engine is away it is asked again and again, and built when it is back', async () => {
  const { seen, started, pass, stop } = start();
  started.away = true;
  await pass(minuteMs);
  expect(seen.filter((outcome) => outcome === 'done').length).toBeLessThanOrEqual(1);
  started.away = false;
  await pass(minuteMs);
  expect(seen).toContain('done');
  await stop();
});
