import type { BusMessage, EventBus, SubscribeOptions } from '@ticketing/event-bus';
import { deadLetterTopicOf, redriveGroupOf } from '@ticketing/event-bus/dead-letters';
import { Gauge, type Registry } from 'prom-client';
import { isTracing, runInSpan } from '../tracing.ts';
import { readAtScrape } from './read-at-scrape.ts';

type Place = Pick<SubscribeOptions, 'topic' | 'group'>;

/**
 * The same bus, which tells what the service has not heard yet and what waits in its dead-letter
 * topics. Where traces are recorded, handling a message is a span of the trace that caused it.
 */
export function observeEventBus(eventBus: EventBus, registry: Registry): EventBus {
  const places = new Map<string, Place>();
  measureLag(registry, eventBus, () => [...places.values()]);
  return {
    ...eventBus,
    async subscribe(options) {
      const { topic, group } = options;
      places.set(`${topic} ${group}`, { topic, group });
      return eventBus.subscribe(isTracing() ? withSpans(options) : options);
    },
  };
}

function measureLag(registry: Registry, eventBus: EventBus, places: () => Place[]): void {
  const readLag = readAtScrape(() =>
    Promise.all(
      places().map(async ({ topic, group }) => ({
        labels: { topic, group },
        count: await eventBus.lag(topic, group),
      })),
    ),
  );
  const readDeadLetters = readAtScrape(() =>
    Promise.all(
      [...new Set(places().map(({ group }) => group))].map(async (group) => ({
        labels: { group },
        count: await eventBus.lag(deadLetterTopicOf(group), redriveGroupOf(group)),
      })),
    ),
  );
  new Gauge({
    name: 'event_bus_lag_messages',
    help: 'Messages of a topic that the group has not finished',
    labelNames: ['topic', 'group'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const { labels, count } of (await readLag()) ?? []) this.set(labels, count);
    },
  });
  new Gauge({
    name: 'event_bus_dead_letters',
    help: 'Messages that the group set aside and nobody has dealt with',
    labelNames: ['group'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const { labels, count } of (await readDeadLetters()) ?? []) this.set(labels, count);
    },
  });
}

/** Messages that no trace caused (seat counts, the passing of time) begin none. */
function withSpans(options: SubscribeOptions): SubscribeOptions {
  const { topic, group, onMessage } = options;
  const onTracedMessage = (message: BusMessage, attempt: number) => {
    const { traceparent } = message;
    if (traceparent === undefined) return onMessage(message, attempt);
    const span = {
      parent: traceparent,
      resource: message.type,
      kind: 'consumer',
      tags: { topic, group, attempt, 'message.id': message.id },
    } as const;
    return runInSpan('bus.consume', span, () => onMessage(message, attempt));
  };
  return { ...options, onMessage: onTracedMessage };
}
