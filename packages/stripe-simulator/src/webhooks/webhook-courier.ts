import { createSecretKey } from 'node:crypto';
import type { SqlClient } from '@ticketing/sql-database';
import type { Faults, Log } from '../options.ts';
import { renderEvent } from '../rendering/render-event.ts';
import {
  type Delivery,
  findDueDeliveries,
  postponeDeliveries,
  removeDeliveries,
} from './deliveries.ts';
import type { WebhookPoster } from './post-webhook.ts';
import { signWebhook } from './sign-webhook.ts';

export interface CourierDependencies {
  readonly database: SqlClient;
  readonly poster: WebhookPoster;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  readonly log: Log;
  readonly faults: Faults;
  readonly webhookSecret: string;
  readonly publicUrl: () => string;
  readonly retryMillisecondsFirst: number;
}

export interface WebhookCourier {
  /** Takes deliveries that were just saved, so that they need not be read back. */
  take(deliveries: readonly Omit<Delivery, 'attempts'>[]): void;
  /** Begins to deliver, with what an earlier process left. */
  start(): void;
  close(): Promise<void>;
}

/** At the same time; events of one payment go one after another. */
export const DELIVERIES_AT_ONCE_MAX = 16;
const IN_MEMORY_MAX = 5_000;
const POLL_MILLISECONDS = 1_000;
const RETRY_MILLISECONDS_MAX = 60 * 60 * 1_000;
/** Stripe gives up after three days. Source: https://docs.stripe.com/webhooks */
const GIVE_UP_SECONDS = 3 * 24 * 60 * 60;
const CLOSE_MILLISECONDS_MAX = 2_000;

/**
 * Delivers saved events at least once, each payment's in order as long as they are accepted. One
 * that is refused does not hold up the others: it comes again later and later.
 */
export function createWebhookCourier(dependencies: CourierDependencies): WebhookCourier {
  const { database, poster, nowMs, log } = dependencies;
  const webhookKey = createSecretKey(dependencies.webhookSecret, 'utf8');
  /** Payments' deliveries that wait; a payment is in `ready` when none of its own is on its way. */
  const lanes = new Map<string, Delivery[]>();
  const ready: string[] = [];
  const inMemory = new Set<string>();
  const active = new Set<Promise<void>>();
  let accepted: string[] = [];
  let refused: Delivery[] = [];
  let flushing: Promise<void> | null = null;
  let polling: Promise<void> | null = null;
  let timer: { handle: NodeJS.Timeout; at: number } | null = null;
  let isHealthy = true;
  let state: 'new' | 'open' | 'closed' = 'new';

  const enqueue = (delivery: Delivery): void => {
    const { id, stem } = delivery.event;
    // What does not fit stays in the database, where the next poll finds it.
    if (inMemory.size >= IN_MEMORY_MAX || inMemory.has(id)) return;
    inMemory.add(id);
    const lane = lanes.get(stem);
    if (lane) {
      lane.push(delivery);
      return;
    }
    lanes.set(stem, [delivery]);
    ready.push(stem);
  };

  const pump = (): void => {
    while (state === 'open' && active.size < DELIVERIES_AT_ONCE_MAX) {
      const stem = ready.shift();
      const delivery = stem === undefined ? undefined : lanes.get(stem)?.shift();
      if (stem === undefined || delivery === undefined) return;
      const work = attempt(delivery).finally(() => {
        active.delete(work);
        if (lanes.get(stem)?.length) ready.push(stem);
        else lanes.delete(stem);
        pump();
      });
      active.add(work);
    }
  };

  const attempt = async (delivery: Delivery): Promise<void> => {
    const { event, payment } = delivery;
    const body = JSON.stringify(renderEvent(event, payment, dependencies.publicUrl(), 1));
    const seconds = Math.floor(nowMs() / 1000);
    const signature = signWebhook(body, webhookKey, seconds);
    const isDropped = dependencies.faults.dropWebhooks?.() ?? false;
    const status = isDropped ? null : await poster.post(body, signature);
    noteHealth(status);
    if (isAccepted(status)) {
      accepted.push(event.id);
    } else if (state === 'open') {
      refused.push(delivery);
    }
    flushing ??= Promise.resolve().then(flush);
  };

  /** Speaks when the webhook begins and ceases to fail, not for every event in between. */
  const noteHealth = (status: number | null): void => {
    if (isAccepted(status) === isHealthy) return;
    isHealthy = !isHealthy;
    if (isHealthy) log.info({}, 'The webhook accepts events again.');
    else log.warn({ status }, 'The webhook does not accept events; they will come again.');
  };

  /** Records what became of attempts, many at a time. */
  const flush = async (): Promise<void> => {
    while (accepted.length > 0 || refused.length > 0) {
      const done = accepted;
      const failed = refused;
      accepted = [];
      refused = [];
      const plans = failed.map((delivery) => planRetry(delivery, dependencies));
      const later = plans.filter((plan) => plan !== null);
      const dropped = failed.filter((_delivery, place) => plans[place] === null);
      try {
        const ended = [...done, ...dropped.map(({ event }) => event.id)];
        if (ended.length > 0) await removeDeliveries(database, ended);
        if (later.length > 0) await postponeDeliveries(database, later);
      } catch (error) {
        // Their rows are still due, so they will come again: at least once.
        log.error({ error }, 'The outcome of webhooks could not be recorded.');
      }
      for (const id of done) inMemory.delete(id);
      for (const { event } of failed) inMemory.delete(event.id);
      for (const { nextAttemptMs } of later) schedulePoll(nextAttemptMs - nowMs());
    }
    flushing = null;
  };

  const poll = async (): Promise<void> => {
    try {
      const room = IN_MEMORY_MAX - inMemory.size;
      if (room > 0) {
        const due = await findDueDeliveries(database, nowMs(), [...inMemory], room);
        for (const delivery of due) enqueue(delivery);
        pump();
      }
    } catch (error) {
      log.error({ error }, 'Due webhooks could not be read.');
    }
    polling = null;
    schedulePoll(POLL_MILLISECONDS);
  };

  const schedulePoll = (delayMs: number): void => {
    if (state !== 'open') return;
    const delay = Math.max(1, delayMs);
    const at = performance.now() + delay;
    if (timer && timer.at <= at) return;
    if (timer) clearTimeout(timer.handle);
    const handle = setTimeout(() => {
      timer = null;
      polling ??= poll();
    }, delay);
    timer = { handle, at };
  };

  return {
    take: (deliveries) => {
      if (state !== 'open') return;
      for (const delivery of deliveries) enqueue({ ...delivery, attempts: 0 });
      pump();
    },
    start: () => {
      state = 'open';
      schedulePoll(0);
    },
    close: async () => {
      state = 'closed';
      if (timer) clearTimeout(timer.handle);
      const late = setTimeout(() => poster.close(), CLOSE_MILLISECONDS_MAX);
      await Promise.all(active);
      clearTimeout(late);
      poster.close();
      await flushing;
      await polling;
    },
  };
}

function isAccepted(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** When to try again; null when the event is too old to be told. */
function planRetry(
  { event, attempts }: Delivery,
  { nowMs, retryMillisecondsFirst, log }: CourierDependencies,
): { id: string; attempts: number; nextAttemptMs: number } | null {
  const now = nowMs();
  if (now / 1000 - event.created > GIVE_UP_SECONDS) {
    log.error({ event: event.id, type: event.type }, 'A webhook was given up.');
    return null;
  }
  const delay = Math.min(retryMillisecondsFirst * 2 ** attempts, RETRY_MILLISECONDS_MAX);
  return { id: event.id, attempts: attempts + 1, nextAttemptMs: now + delay };
}
