import type { BusMessage } from '@ticketing/event-bus';
import { describeOnEngine } from '@ticketing/local-engines/testing';
import { createMetrics } from '@ticketing/service-kit';
import { quietLogger, waitUntil } from '@ticketing/testing';
import { expect, test } from 'vitest';
import { loadBookingConfig } from '../src/config.ts';
import { openBookingStore } from '../src/engines/open-booking-store.ts';
import { messageOf, recordOf } from './booking-records.ts';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

await describeOnEngine('dynamodb', (engine) => {
  test('metrics tell what waits in the table and since when; what is published keeps its trace', async () => {
    const config = loadBookingConfig({ ...engine().variables, DYNAMODB_TABLE_NAME: 'measured' });
    const bookings = await openBookingStore(config);
    const registry = createMetrics('booking');
    bookings.measure(registry);
    const tenMinutesAgo = new Date(Date.now() - 600_000).toISOString();
    const records = [recordOf(), recordOf()];
    for (const record of records) {
      const message = messageOf(record.id, 'booking.created');
      await bookings.store.create(record, [{ ...message, time: tenMinutesAgo, traceparent }]);
    }
    const text = await registry.metrics();
    expect(text).toContain('outbox_messages{service="booking"} 2');
    const [, seconds] = /outbox_oldest_seconds\{service="booking"\} (\S+)/.exec(text) ?? [];
    expect(Number(seconds)).toBeGreaterThanOrEqual(600);
    expect(Number(seconds)).toBeLessThan(660);

    const told: BusMessage[] = [];
    const publish = async (_topic: string, messages: readonly BusMessage[]) => {
      told.push(...messages);
    };
    const eventBus = { publish } as Parameters<typeof bookings.startRelay>[0]['eventBus'];
    const relay = bookings.startRelay({ eventBus, topic: 'booking-events', log: quietLogger() });
    await waitUntil(() => told.length === 2);
    await relay.close();
    expect(told.map((message) => message.traceparent)).toEqual([traceparent, traceparent]);
    const later = createMetrics('booking');
    bookings.measure(later);
    expect(await later.metrics()).toContain('outbox_oldest_seconds{service="booking"} 0');
    await bookings.close();
  });
});
