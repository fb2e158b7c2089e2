import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadBookingConfig } from '@ticketing/booking-service';
import type { EventBus } from '@ticketing/event-bus';
import { loadEventsConfig, openEventsService } from '@ticketing/events-service';
import { loadNotificationConfig, openNotificationService } from '@ticketing/notification-service';
import { loadPaymentConfig, openPaymentService } from '@ticketing/payment-service';
import type { Service } from '@ticketing/service-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ticketing-topic-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A bus that notes what is listened to, and by whom. */
function recordingBus(listened: string[]): EventBus {
  return {
    publish: async () => {},
    async subscribe({ topic, group }) {
      listened.push(`${group} hears ${topic}`);
      return { close: async () => {} };
    },
    lag: async () => 0,
    peek: async () => [],
    ping: async () => {},
    close: async () => {},
  };
}

test('one variable moves what tells of bookings, for who tells and for all who listen', async () => {
  const env = {
    KAFKA_PRODUCER_TOPIC: 'sales-of-the-house',
    KAFKA_CONSUMER_GROUP: 'mail-of-the-house',
    TICKETING_DATA_FOLDER: folder,
    LOCAL_PAYMENT_PORT: '0',
    LOG_LEVEL: 'silent',
  };
  expect(loadBookingConfig(env).KAFKA_PRODUCER_TOPIC).toBe('sales-of-the-house');
  const listened: string[] = [];
  const shared = { eventBus: recordingBus(listened) };
  const services: Service[] = [];
  try {
    services.push(await openEventsService(loadEventsConfig(env), shared));
    services.push(await openPaymentService(loadPaymentConfig(env), shared));
    services.push(await openNotificationService(loadNotificationConfig(env), shared));
    for (const service of services) await service.start();
  } finally {
    for (const service of services) await service.close();
  }
  expect(listened).toEqual(
    expect.arrayContaining([
      'events-service hears sales-of-the-house',
      'payment-service hears sales-of-the-house',
      'mail-of-the-house hears sales-of-the-house',
    ]),
  );
  expect(listened.filter((line) => line.includes('booking-events'))).toEqual([]);
  expect(listened.filter((line) => line.startsWith('notification-service'))).toEqual([]);
});
