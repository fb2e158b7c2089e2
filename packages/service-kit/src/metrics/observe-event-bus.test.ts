import type { EventBus, SubscribeOptions } from '@ticketing/event-bus';
import { expect, test } from 'vitest';
import { createMetrics } from '../http/http-metrics.ts';
import { observeEventBus } from './observe-event-bus.ts';

function busWith(lag: EventBus['lag']): EventBus & { readonly subscribed: SubscribeOptions[] } {
  const subscribed: SubscribeOptions[] = [];
  return {
    subscribed,
    publish: async () => {},
    async subscribe(options) {
      subscribed.push(options);
      return { close: async () => {} };
    },
    lag,
    peek: async () => [],
    ping: async () => {},
    close: async () => {},
  };
}

const options: SubscribeOptions = {
  topic: 'booking-events',
  group: 'notification-service',
  onMessage: async () => {},
};

test('tells the lag of each subscription and the letters that nobody dealt with', async () => {
  const asked: string[] = [];
  const bus = busWith(async (topic, group) => {
    asked.push(`${topic} ${group}`);
    return topic.endsWith('.dead-letters') ? 3 : 7;
  });
  const registry = createMetrics('notification');
  const observed = observeEventBus(bus, registry);
  expect(await registry.metrics()).not.toContain('event_bus_lag_messages{');
  // A new registry: what was read for a scrape is kept for a while.
  const later = createMetrics('notification');
  await observeEventBus(bus, later).subscribe(options);
  await observed.subscribe(options);
  const text = await later.metrics();
  expect(text).toContain(
    'event_bus_lag_messages{topic="booking-events",group="notification-service",service="notification"} 7',
  );
  expect(text).toContain(
    'event_bus_dead_letters{group="notification-service",service="notification"} 3',
  );
  await later.metrics();
  expect(asked).toHaveLength(2);
});

test('hands the subscription on as it is while nothing is traced', async () => {
  const bus = busWith(async () => 0);
  await observeEventBus(bus, createMetrics('notification')).subscribe(options);
  expect(bus.subscribed[0]).toBe(options);
});

test('a bus that does not answer leaves its series out and never fails the scrape', async () => {
  const bus = busWith(async () => {
    throw new Error('the bus is away');
  });
  const registry = createMetrics('notification');
  await observeEventBus(bus, registry).subscribe(options);
  expect(await registry.metrics()).not.toContain('event_bus_lag_messages{');
});
