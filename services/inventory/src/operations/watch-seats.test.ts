import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { layoutOf } from '../../test/support/layouts.ts';
import { decideBatch } from '../domain/decide-batch.ts';
import { createSeatState } from '../domain/seat-state.ts';
import { deltaVersionsMax } from './limits.ts';
import { createSlot, showCommitted, showReloaded, takeChanges } from './performance-slot.ts';
import { systemScheduler as scheduler } from './scheduler.ts';
import { type SeatChanges, watchSeats } from './watch-seats.ts';

/** A performance whose seats change one by one. */
function busyPerformance() {
  const slot = createSlot('prf_x', 0);
  const state = createSeatState(layoutOf([{ id: 'pit', level: 0, places: 10_000 }]), 20);
  showReloaded(slot.seen, state);
  let seatNo = 0;
  const holdNext = () => {
    const [holdId, customerId] = [`h${seatNo}`, `c${seatNo}`];
    const seats = { seatNos: [seatNo], holdSeconds: 60 };
    decideBatch(state, [{ kind: 'hold_seats', holdId, customerId, ...seats }], 1_000);
    showCommitted(slot.seen, takeChanges(state));
    seatNo += 1;
  };
  return { slot, holdNext };
}

describe('a watcher', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('gets at most ten messages a second, and every change', () => {
    const { slot, holdNext } = busyPerformance();
    const got: SeatChanges[] = [];
    watchSeats({ slot, scheduler }, 0, {
      send: (changes) => got.push(changes) > 0,
      lost: () => {},
    });
    for (let ms = 0; ms < 1_000; ms += 5) {
      holdNext();
      vi.advanceTimersByTime(5);
    }
    vi.advanceTimersByTime(200);
    expect(got.length).toBeLessThanOrEqual(11);
    expect(got.flatMap(({ seatNos }) => seatNos).sort((a, b) => a - b)).toEqual([
      ...Array.from({ length: 200 }).keys(),
    ]);
  });

  test('hears of a lone change at once, within 30 ms', () => {
    const { slot, holdNext } = busyPerformance();
    const got: SeatChanges[] = [];
    watchSeats({ slot, scheduler }, 0, {
      send: (changes) => got.push(changes) > 0,
      lost: () => {},
    });
    vi.advanceTimersByTime(10_000);
    holdNext();
    vi.advanceTimersByTime(30);
    expect(got).toMatchObject([{ fromVersion: 0, toVersion: 1, seatNos: [0] }]);
  });

  test('that is slow gets one message for all it missed, or a reset if it was too long', () => {
    const { slot, holdNext } = busyPerformance();
    const got: SeatChanges[] = [];
    const send = (changes: SeatChanges) => {
      got.push(changes);
      return false;
    };
    const watch = watchSeats({ slot, scheduler }, 0, { send, lost: () => {} });
    const holdMany = (count: number) => {
      for (let n = 0; n < count; n += 1) holdNext();
      vi.advanceTimersByTime(1_000);
    };
    holdMany(1);
    holdMany(50);
    expect(got).toHaveLength(1);
    watch.resume();
    vi.advanceTimersByTime(1_000);
    expect(got[1]).toMatchObject({ fromVersion: 1, toVersion: 51, reset: false });
    expect(got[1]?.seatNos).toHaveLength(50);
    holdMany(deltaVersionsMax + 1);
    watch.resume();
    vi.advanceTimersByTime(1_000);
    expect(got[2]).toMatchObject({ fromVersion: 51, reset: true, seatNos: [] });
    expect(got[2]?.toVersion).toBe(slot.seen.version);
  });
});
