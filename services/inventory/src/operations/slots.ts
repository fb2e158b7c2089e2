import type { Clock, Logger } from '@ticketing/service-kit';
import type { Reply } from '../domain/commands.ts';
import { replayRow } from '../domain/replay.ts';
import type { SeatState } from '../domain/seat-state.ts';
import { readJournal } from '../storage/journal.ts';
import { freshMsMax } from './limits.ts';
import {
  type OpenedPerformance,
  type OpenPerformanceDependencies,
  openPerformance,
} from './open-performance.ts';
import {
  createSlot,
  type PerformanceSlot,
  showCommitted,
  showReloaded,
} from './performance-slot.ts';

export interface SlotsDependencies extends OpenPerformanceDependencies {
  readonly clock: Clock;
  readonly log: Logger;
  /** Called when a slot has become ready to decide. */
  readonly onReady: (slot: PerformanceSlot) => void;
}

/** The performances in memory, and how they come, keep up and go. */
export interface Slots {
  /** The slot of a performance; it begins to open when it is not there. */
  get(performanceId: string): PerformanceSlot;
  all(): Iterable<PerformanceSlot>;
  size(): number;
  /** Whether its state may be behind the journal. */
  isStale(slot: PerformanceSlot): boolean;
  /** Applies what other writers wrote, to a slot that is ready. */
  follow(slot: PerformanceSlot): void;
  /** Throws the state away and reads it anew. */
  reload(slot: PerformanceSlot): void;
  /** Resolves with undefined when the slot is ready, or with why it cannot be. */
  whenReady(slot: PerformanceSlot): Promise<Reply | undefined>;
  /** Takes an idle slot out of memory. */
  drop(slot: PerformanceSlot): void;
}

const unavailable: Reply = { result: 'UNAVAILABLE' };
const notFound: Reply = { result: 'PERFORMANCE_NOT_FOUND' };

export function createSlots(dependencies: SlotsDependencies): Slots {
  const { database, clock, log, onReady } = dependencies;
  const slots = new Map<string, PerformanceSlot>();
  const nowMs = () => clock.now().getTime();

  function becomeReady(slot: PerformanceSlot, freshAtMs: number): void {
    slot.phase = 'ready';
    slot.freshAtMs = freshAtMs;
    onReady(slot);
    notifyWaiters(slot, undefined);
  }

  function fail(slot: PerformanceSlot, failure: Reply): void {
    drop(slot);
    const { waiting } = slot;
    slot.waiting = [];
    for (const { answer } of waiting) answer(failure);
    notifyWaiters(slot, failure);
  }

  async function open(slot: PerformanceSlot): Promise<void> {
    const startedAtMs = nowMs();
    let opened: OpenedPerformance | undefined;
    try {
      opened = await openPerformance(dependencies, slot.performanceId);
    } catch (error) {
      log.warn({ error, performanceId: slot.performanceId }, 'A performance could not be opened');
      fail(slot, unavailable);
      return;
    }
    if (opened === undefined) {
      fail(slot, notFound);
      return;
    }
    const { state, terms } = opened;
    slot.state = state;
    slot.rowsSinceSnapshot = opened.rowsSinceSnapshot;
    slot.effectsSinceSnapshot = opened.effectsSinceSnapshot;
    slot.publishedVersion = Math.max(slot.publishedVersion, opened.publishedVersion);
    showReloaded(slot.seen, state);
    if (terms !== undefined && terms.revision > state.termsRevision) {
      const arrivedAt = performance.now();
      slot.waiting.unshift({ command: terms, answer: () => {}, arrivedAt, fencedTries: 0 });
    }
    becomeReady(slot, startedAtMs);
  }

  async function followJournal(slot: PerformanceSlot, state: SeatState): Promise<void> {
    const startedAtMs = nowMs();
    try {
      for await (const row of readJournal(database, slot.performanceId, state.version)) {
        replayRow(state, row);
        slot.rowsSinceSnapshot += 1;
        slot.effectsSinceSnapshot += row.effects.length;
      }
    } catch (error) {
      log.warn({ error, performanceId: slot.performanceId }, 'A journal could not be followed');
      reload(slot);
      return;
    }
    showCommitted(slot.seen, state);
    becomeReady(slot, startedAtMs);
  }

  function reload(slot: PerformanceSlot): void {
    slot.phase = 'opening';
    slot.state = undefined;
    void open(slot);
  }

  function drop(slot: PerformanceSlot): void {
    slots.delete(slot.performanceId);
    for (const listener of [...slot.seen.listeners]) listener.lost();
  }

  return {
    get(performanceId) {
      let slot = slots.get(performanceId);
      if (slot === undefined) {
        slot = createSlot(performanceId, nowMs());
        slots.set(performanceId, slot);
        void open(slot);
      }
      return slot;
    },
    all: () => slots.values(),
    size: () => slots.size,
    isStale(slot) {
      const ageMs = nowMs() - slot.freshAtMs;
      return ageMs > freshMsMax || ageMs < 0;
    },
    follow(slot) {
      if (slot.phase !== 'ready' || slot.state === undefined) return;
      slot.phase = 'following';
      void followJournal(slot, slot.state);
    },
    reload,
    whenReady(slot) {
      if (slot.phase === 'ready') return Promise.resolve(undefined);
      return new Promise((resolve) => slot.readyWaiters.push(resolve));
    },
    drop,
  };
}

function notifyWaiters(slot: PerformanceSlot, failure: Reply | undefined): void {
  const { readyWaiters } = slot;
  slot.readyWaiters = [];
  for (const wake of readyWaiters) wake(failure);
}
