import { expect, test } from 'vitest';
import { layoutOf } from '../../test/support/layouts.ts';
import type { Effect } from './commands.ts';
import { decideExpiry } from './decide.ts';
import { replayRow } from './replay.ts';
import { createSeatState } from './seat-state.ts';

test('a long replay keeps no hold that ended, and still ends those that stand', () => {
  const state = createSeatState(layoutOf([{ id: 'a', level: 0, rows: [8] }]), 8);
  const replay = (nowMs: number, ...effects: Effect[]) =>
    replayRow(state, { sequence: state.version + 1, nowMs, effects });
  const held = (holdId: string, seatNo: number, expiresAtMs: number): Effect => {
    return { kind: 'held', holdId, customerId: 'ann', seatNos: [seatNo], expiresAtMs };
  };
  replay(1, held('h1', 1, 60_000), held('h2', 2, 60_000), held('h3', 3, 90_000));
  replay(2, { kind: 'released', holdId: 'h1' });
  replay(3, { kind: 'extended', holdId: 'h2', deferred: false, expiresAtMs: 95_000 });
  replay(60_001, { kind: 'released', holdId: 'h3' });
  // What is queued is no more than the end that h3 had, and that of h2 as it was extended.
  expect(state.expiries.nextAtMs()).toBe(90_000);
  replay(90_001, held('h4', 4, 200_000));
  expect(state.expiries.nextAtMs()).toBe(95_000);
  expect(decideExpiry(state, 94_999)).toBeUndefined();
  expect(decideExpiry(state, 95_000)).toEqual({ kind: 'expired', holdIds: ['h2'] });
});
