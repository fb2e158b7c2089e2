import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { countSetAside } from './set-aside.ts';

test('messages set aside are counted by topic, group and type', async () => {
  const registry = new Registry();
  const count = countSetAside(registry);
  const letter = {
    message: { id: 'evt_1', key: 'bkg_1', type: 'booking.cancelled', time: 'now', data: {} },
    topic: 'booking-events',
    group: 'payment-service',
    reason: 'Error: no such payment',
    attempts: 3,
    setAsideAt: '2026-07-03T10:00:00.000Z',
  };
  count(letter);
  count(letter);
  expect(await registry.metrics()).toContain(
    'event_bus_messages_set_aside_total{topic="booking-events",group="payment-service",' +
      'type="booking.cancelled"} 2',
  );
});
