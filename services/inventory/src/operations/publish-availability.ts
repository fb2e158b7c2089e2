import { availabilityChanged } from '@ticketing/contracts';
import type { EventBus } from '@ticketing/event-bus';
import type { Clock, Logger, NewId } from '@ticketing/service-kit';
import type { InventoryMetrics } from '../metrics.ts';
import type { SeatStore } from '../storage/seat-store.ts';
import { countAvailability } from './count-availability.ts';
import { publishMessagesMax, publishMsMin, publishRetryMs } from './limits.ts';
import type { PerformanceSlot } from './performance-slot.ts';
import type { Slots } from './slots.ts';

export interface PublishAvailabilityDependencies {
  readonly slots: Slots;
  readonly eventBus: Pick<EventBus, 'publish'>;
  readonly store: Pick<SeatStore, 'savePublished'>;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly metrics: InventoryMetrics;
  readonly log: Logger;
}

export interface AvailabilityPublisher {
  /** Publishes what is due, unless a publication is under way. */
  tick(): void;
  /** Publishes everything that changed, at once; used before stopping. Rejects when the bus fails. */
  flush(): Promise<void>;
}

/**
 * Tells the bus how many seats are left: at most once a second and performance, and always the last
 * change. What was published is noted in the database; after a crash what was not is published again.
 */
export function createAvailabilityPublisher(
  dependencies: PublishAvailabilityDependencies,
): AvailabilityPublisher {
  const { slots, clock, metrics, log } = dependencies;
  let underWay: Promise<void> | undefined;
  let notBeforeMs = 0;

  const changed = () =>
    [...slots.all()].filter(
      (slot) => slot.state !== undefined && slot.seen.version > slot.publishedVersion,
    );

  async function publishDue(nowMs: number): Promise<void> {
    const due = changed().filter((slot) => nowMs - slot.publishedAtMs >= publishMsMin);
    if (due.length === 0) return;
    try {
      await publish(dependencies, due.slice(0, publishMessagesMax), nowMs);
    } catch (error) {
      notBeforeMs = nowMs + publishRetryMs;
      metrics.countPublishFailure();
      log.warn({ error }, 'The bus did not take the availability; it is tried again');
    }
  }

  return {
    tick() {
      const nowMs = clock.now().getTime();
      if (underWay !== undefined || nowMs < notBeforeMs) return;
      underWay = publishDue(nowMs).finally(() => {
        underWay = undefined;
      });
    },
    async flush() {
      await underWay;
      for (let due = changed(); due.length > 0; due = changed()) {
        await publish(dependencies, due.slice(0, publishMessagesMax), clock.now().getTime());
      }
    },
  };
}

async function publish(
  { eventBus, store, clock, newId }: PublishAvailabilityDependencies,
  due: readonly PerformanceSlot[],
  nowMs: number,
): Promise<void> {
  const counts = due.flatMap(({ performanceId, seen, state }) =>
    state === undefined
      ? []
      : [countAvailability(performanceId, seen.version, state.layout, seen.status)],
  );
  const time = clock.now().toISOString();
  const { topic, type } = availabilityChanged;
  await eventBus.publish(
    topic,
    counts.map((data) => ({ id: newId('message'), key: data.performanceId, type, time, data })),
  );
  for (const [place, slot] of due.entries()) {
    slot.publishedVersion = counts[place]?.version ?? slot.publishedVersion;
    slot.publishedAtMs = nowMs;
  }
  await store.savePublished(counts);
}
