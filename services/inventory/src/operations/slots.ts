import type { Clock, Logger } from '@ticketing/service-kit';
import type { Lease } from '../storage/seat-store.ts';
import { elsewhereMsMax, leaseMarginMs, leaseMs } from './limits.ts';
import {
  leasePerformance,
  type OpenPerformanceDependencies,
  openPerformance,
} from './open-performance.ts';
import {
  createSlot,
  type KeeperReply,
  type PerformanceSlot,
  showReloaded,
} from './performance-slot.ts';
import type { Scheduler } from './scheduler.ts';

export interface SlotsDependencies extends OpenPerformanceDependencies {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Logger;
  /** Called when a slot has become ready to decide. */
  readonly onReady: (slot: PerformanceSlot) => void;
}

/** The performances that this instance leads, in memory, and how they come and go. */
export interface Slots {
  find(performanceId: string): PerformanceSlot | undefined;
  /** The slot of a performance that somebody asks for; it begins to open when it is not there. */
  get(performanceId: string): PerformanceSlot;
  /** The same when nobody asks: those that are asked for are read first. */
  takeUp(performanceId: string): PerformanceSlot;
  /** Who leads a performance, when it was lately seen to be another instance. */
  leaderElsewhere(performanceId: string): KeeperReply | undefined;
  all(): Iterable<PerformanceSlot>;
  size(): number;
  /** Whether nobody else can have taken the lease yet. */
  isLeased(slot: PerformanceSlot): boolean;
  /** Asks for the lease of a slot that is `ready` again; without it the slot is read anew, or lost. */
  confirm(slot: PerformanceSlot): void;
  /** Throws the state away and reads it anew. */
  reload(slot: PerformanceSlot): void;
  /** Resolves with undefined when the slot is ready, or with why it cannot be. */
  whenReady(slot: PerformanceSlot): Promise<KeeperReply | undefined>;
  /** Takes an idle slot out of memory. */
  drop(slot: PerformanceSlot): void;
}

const unavailable: KeeperReply = { result: 'UNAVAILABLE' };
const notFound: KeeperReply = { result: 'PERFORMANCE_NOT_FOUND' };

/** Whether what is committed is all that the journal says, to its last row, as long as the lease lasts. */
export function isProven(slot: PerformanceSlot): boolean {
  return slot.state !== undefined && slot.seen.version >= slot.provenFrom;
}

export function createSlots(dependencies: SlotsDependencies): Slots {
  const { clock, scheduler, log, onReady } = dependencies;
  const slots = new Map<string, PerformanceSlot>();
  const asked = createAsked();
  const elsewhere = createElsewhere(scheduler);
  /** Of slots that could not be read anew: what was on its way may still come when they are opened again. */
  const unproven = new Map<string, number>();

  function becomeReady(slot: PerformanceSlot): void {
    asked.delete(slot);
    slot.phase = 'ready';
    onReady(slot);
    notifyWaiters(slot, undefined);
  }

  function fail(slot: PerformanceSlot, failure: KeeperReply): void {
    if (slot.provenFrom > 0) unproven.set(slot.performanceId, slot.provenFrom);
    drop(slot);
    const { waiting } = slot;
    slot.waiting = [];
    for (const { answer } of waiting) answer(failure);
    notifyWaiters(slot, failure);
  }

  function findOrOpen(performanceId: string): PerformanceSlot {
    const known = slots.get(performanceId);
    if (known !== undefined) return known;
    const slot = createSlot(performanceId, clock.now().getTime());
    slot.provenFrom = unproven.get(performanceId) ?? 0;
    unproven.delete(performanceId);
    slots.set(performanceId, slot);
    void open(slot);
    return slot;
  }

  /** The lease, or undefined when it is another's and the slot is gone. */
  async function lease(slot: PerformanceSlot): Promise<(Lease & { mine: true }) | undefined> {
    const askedAtMs = scheduler.monotonicMs();
    const leased = await leasePerformance(dependencies, slot.performanceId);
    if (leased === undefined) {
      fail(slot, notFound);
      return undefined;
    }
    if (!leased.mine) {
      fail(slot, elsewhere.note(slot.performanceId, leased));
      return undefined;
    }
    slot.leasedUntilMs = askedAtMs + leaseMs - leaseMarginMs;
    return leased;
  }

  async function read(slot: PerformanceSlot): Promise<void> {
    const leased = await lease(slot);
    if (leased === undefined) return;
    await asked.goesFirst(slot);
    const opened = await openPerformance(dependencies, slot.performanceId, () =>
      asked.goesFirst(slot),
    );
    const { state, terms } = opened;
    slot.state = state;
    if (leased.term !== slot.term) {
      slot.term = leased.term;
      // What the leader before sent may still arrive, at the place of our next row.
      if (leased.afterCrash) slot.provenFrom = Math.max(slot.provenFrom, state.version + 1);
    }
    slot.toReplay = opened.replayed;
    slot.publishedVersion = Math.max(slot.publishedVersion, opened.publishedVersion);
    showReloaded(slot.seen, state);
    if (terms !== undefined && terms.revision > state.termsRevision) {
      const arrivedAt = scheduler.monotonicMs();
      slot.waiting.unshift({ command: terms, answer: () => {}, arrivedAt, fencedTries: 0 });
    }
    becomeReady(slot);
  }

  async function open(slot: PerformanceSlot): Promise<void> {
    try {
      await read(slot);
    } catch (error) {
      log.warn({ error, performanceId: slot.performanceId }, 'A performance could not be opened');
      fail(slot, unavailable);
    }
  }

  async function confirmLease(slot: PerformanceSlot): Promise<void> {
    try {
      const leased = await lease(slot);
      if (leased === undefined) return;
      if (leased.term === slot.term) becomeReady(slot);
      else reload(slot);
    } catch (error) {
      log.warn({ error, performanceId: slot.performanceId }, 'A lease could not be confirmed');
      reload(slot);
    }
  }

  function reload(slot: PerformanceSlot): void {
    slot.phase = 'opening';
    slot.state = undefined;
    asked.add(slot);
    void open(slot);
  }

  function drop(slot: PerformanceSlot): void {
    asked.delete(slot);
    slots.delete(slot.performanceId);
    for (const listener of [...slot.seen.listeners]) listener.lost();
  }

  return {
    find: (performanceId) => slots.get(performanceId),
    get(performanceId) {
      const slot = findOrOpen(performanceId);
      if (slot.phase === 'opening') asked.add(slot);
      return slot;
    },
    takeUp: findOrOpen,
    leaderElsewhere: (performanceId) => elsewhere.of(performanceId),
    all: () => slots.values(),
    size: () => slots.size,
    isLeased: (slot) => scheduler.monotonicMs() < slot.leasedUntilMs,
    confirm(slot) {
      if (slot.phase !== 'ready') return;
      slot.phase = 'confirming';
      void confirmLease(slot);
    },
    reload,
    whenReady(slot) {
      if (slot.phase === 'ready') return Promise.resolve(undefined);
      return new Promise((resolve) => slot.readyWaiters.push(resolve));
    },
    drop,
  };
}

/** The slots that are being read and that somebody waits for; the others stand aside. */
function createAsked() {
  const asked = new Set<PerformanceSlot>();
  /** Those that stand aside look again whenever the set has changed. */
  let changed = Promise.withResolvers<void>();

  function tellChange(): void {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  }

  return {
    add(slot: PerformanceSlot): void {
      asked.add(slot);
      tellChange();
    },
    delete(slot: PerformanceSlot): void {
      if (asked.delete(slot)) tellChange();
    },
    /** Resolves when the slot may be read: it is asked for itself, or none is. */
    async goesFirst(slot: PerformanceSlot): Promise<void> {
      while (asked.size > 0 && !asked.has(slot)) await changed.promise;
    },
  };
}

/** Remembers for a moment who leads elsewhere, so that lost callers do not burden the database. */
function createElsewhere(scheduler: Scheduler) {
  const leaders = new Map<string, { readonly reply: KeeperReply; readonly untilMs: number }>();

  return {
    of(performanceId: string): KeeperReply | undefined {
      const known = leaders.get(performanceId);
      if (known === undefined) return undefined;
      if (scheduler.monotonicMs() < known.untilMs) return known.reply;
      leaders.delete(performanceId);
      return undefined;
    },
    note(performanceId: string, { leader, leftMs }: Lease & { mine: false }): KeeperReply {
      const reply: KeeperReply = { result: 'NOT_LEADER', leader };
      const untilMs = scheduler.monotonicMs() + Math.min(leftMs, elsewhereMsMax);
      leaders.set(performanceId, { reply, untilMs });
      return reply;
    },
  };
}

function notifyWaiters(slot: PerformanceSlot, failure: KeeperReply | undefined): void {
  const { readyWaiters } = slot;
  slot.readyWaiters = [];
  for (const wake of readyWaiters) wake(failure);
}
