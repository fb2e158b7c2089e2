import type { Clock, Logger } from '@ticketing/service-kit';
import type { InventoryMetrics } from '../metrics.ts';
import type { Instance, RenewedLease, SeatStore } from '../storage/seat-store.ts';
import { leaseMarginMs, leaseMs, openingsMax, renewMs, takeUpMax } from './limits.ts';
import type { PerformanceSlot } from './performance-slot.ts';
import type { Scheduler } from './scheduler.ts';
import { isProven, type Slots } from './slots.ts';

export interface LeaseKeeperDependencies {
  readonly store: SeatStore;
  readonly slots: Slots;
  readonly instance: () => Instance;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Lets a slot's commands be decided. */
  readonly wake: (slot: PerformanceSlot) => void;
  readonly metrics: InventoryMetrics;
  readonly log: Logger;
}

/** Keeps the leases of the performances in memory, and takes up those that nobody leads. */
export interface LeaseKeeper {
  /** Renews and takes up, again and again. Resolves when it is told to stop. */
  keepUntil(signal: AbortSignal): Promise<void>;
  /** Renews all leases by one statement. Never rejects: one that fails lapses in time. */
  renew(): Promise<void>;
  /** Opens performances, a few at a time. */
  takeUp(performanceIds: readonly string[], signal: AbortSignal): Promise<void>;
  /** Lets others lead at once. Never rejects. */
  giveUp(slots: readonly PerformanceSlot[]): Promise<void>;
}

export function createLeaseKeeper(dependencies: LeaseKeeperDependencies): LeaseKeeper {
  const { store, slots, instance, clock, scheduler, log } = dependencies;
  let takingUp: Promise<void> | undefined;

  async function renew(): Promise<void> {
    const leased = [...slots.all()].filter(({ leasedUntilMs }) => leasedUntilMs > 0);
    if (leased.length === 0) return;
    const askedAtMs = scheduler.monotonicMs();
    const performanceIds = leased.map(({ performanceId }) => performanceId);
    try {
      const renewed = await store.renewLeases({ ...instance(), leaseMs }, performanceIds);
      await takeRenewed(dependencies, leased, { renewed, askedAtMs });
    } catch (error) {
      log.warn({ error }, 'Leases could not be renewed');
    }
  }

  async function takeUp(performanceIds: readonly string[], signal: AbortSignal): Promise<void> {
    const left = performanceIds.values();
    const openSome = async () => {
      for (const performanceId of left) {
        if (signal.aborted) return;
        await slots.whenReady(slots.takeUp(performanceId));
      }
    };
    await Promise.all(Array.from({ length: openingsMax }, openSome));
  }

  async function takeUpLeaderless(signal: AbortSignal): Promise<void> {
    try {
      await takeUp(await store.listLeaderless(takeUpMax), signal);
    } catch (error) {
      log.warn({ error }, 'Performances without a leader could not be looked for');
    } finally {
      takingUp = undefined;
    }
  }

  return {
    async keepUntil(signal) {
      while (!signal.aborted) {
        await clock.sleep(renewMs, signal).catch(() => undefined);
        if (signal.aborted) break;
        await renew();
        // A long journal must not hold up the renewals.
        if (takingUp === undefined) takingUp = takeUpLeaderless(signal);
      }
    },
    renew,
    takeUp,
    async giveUp(given) {
      // Of one that is not proven something may be on its way still, so its lease had better lapse.
      const leases = given.filter(isProven).map(({ performanceId, state, seen, ...slot }) => ({
        performanceId,
        wanted: state?.heldCount !== 0 || seen.version > slot.publishedVersion,
      }));
      await store.giveUpLeases(instance(), leases).catch((error: unknown) => {
        log.warn({ error }, 'Leases were not given up; they lapse');
      });
    },
  };
}

async function takeRenewed(
  { store, slots, metrics, log, scheduler, wake }: LeaseKeeperDependencies,
  leased: readonly PerformanceSlot[],
  { renewed, askedAtMs }: { readonly renewed: readonly RenewedLease[]; readonly askedAtMs: number },
): Promise<void> {
  const still = new Map(renewed.map((one) => [one.performanceId, one]));
  for (const slot of leased) {
    const lease = still.get(slot.performanceId);
    if (lease === undefined) {
      log.info({ performanceId: slot.performanceId }, 'Another instance leads now');
      metrics.countLostLease();
      slot.leasedUntilMs = 0;
      slots.confirm(slot);
      continue;
    }
    slot.leasedUntilMs = Math.max(slot.leasedUntilMs, askedAtMs + leaseMs - leaseMarginMs);
    if (slot.state === undefined || lease.termsRevision <= slot.state.termsRevision) continue;
    // Another instance was told by the catalogue.
    const stored = await store.loadPerformance(slot.performanceId);
    if (stored?.terms === undefined) continue;
    const arrivedAt = scheduler.monotonicMs();
    slot.waiting.push({ command: stored.terms, answer: () => {}, arrivedAt, fencedTries: 0 });
    wake(slot);
  }
}
