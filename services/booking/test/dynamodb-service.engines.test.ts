import type { EventBus } from '@ticketing/event-bus';
import { type LocalEngine, startEngine } from '@ticketing/local-engines';
import type { Service } from '@ticketing/service-kit';
import {
  type ApiClient,
  accessTokenFor,
  apiClient,
  listenOnFreePort,
  testSecrets,
  waitUntil,
} from '@ticketing/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadBookingConfig, openBookingService } from '../src/service.ts';

/** Three answers of two seconds are waited for, and the pauses between. */
const answerMsMax = 9000;
const quietBus: EventBus = {
  publish: async () => undefined,
  subscribe: async () => ({ close: async () => undefined }),
  lag: async () => 0,
  peek: async () => [],
  ping: async () => undefined,
  close: async () => undefined,
};
let engine: LocalEngine;
let service: Service;
let customer: ApiClient;
beforeAll(async () => {
  engine = await startEngine('dynamodb');
  const config = loadBookingConfig({
    ...testSecrets,
    ...engine.variables,
    LOG_LEVEL: 'silent',
    INVENTORY_GRPC_PORT: '9',
  });
  service = await openBookingService(config, { eventBus: quietBus });
  await service.start();
  customer = apiClient(await listenOnFreePort(service.app), await accessTokenFor());
}, 600_000);
afterAll(async () => {
  await service?.close();
  await engine?.stop();
});

const readiness = async () => {
  const { status, body } = await customer.get<{ engines: Record<string, string> }>('/readyz');
  return [status, body.engines.bookings];
};

async function expectRefused(): Promise<void> {
  const startedMs = performance.now();
  const { status, body, headers } = await customer.get('/bookings');
  expect(performance.now() - startedMs).toBeLessThan(answerMsMax);
  expect(status).toBe(503);
  expect(body).toMatchObject({ code: 'service_unavailable' });
  expect(headers.get('retry-after')).toBe('1');
}

/** Probes in quick succession share an answer. */
async function expectNotReady(): Promise<void> {
  await waitUntil(async () => (await readiness())[0] === 503, { withinMs: 10_000 });
  expect(await readiness()).toEqual([503, 'down']);
}

async function expectRecovery(): Promise<void> {
  await waitUntil(async () => (await readiness())[0] === 200, { withinMs: 15_000 });
  expect(await readiness()).toEqual([200, 'ok']);
  expect(await customer.get('/bookings')).toMatchObject({ status: 200, body: { items: [] } });
}

test('while DynamoDB is gone the service says so, refuses in time, and recovers by itself', async () => {
  await expectRecovery();
  await engine.kill();
  await expectRefused();
  await expectNotReady();
  await engine.start();
  await expectRecovery();
});

test('while DynamoDB hangs the service says so, refuses in time, and recovers by itself', async () => {
  engine.freeze();
  try {
    await expectRefused();
    await expectNotReady();
  } finally {
    engine.thaw();
  }
  await expectRecovery();
});
