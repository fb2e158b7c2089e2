import { createMetrics } from '@ticketing/service-kit';
import { migrate, openSqlDatabase, type SqlDatabase } from '@ticketing/sql-database';
import { createTestDatabase } from '@ticketing/sql-database/testing';
import { fixedClock } from '@ticketing/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { measurePayments } from '../src/operations/measure-payments.ts';
import { paymentMigrations } from '../src/service.ts';
import { createPostgresPaymentStore } from '../src/storage/postgres-payment-store.ts';

const clock = fixedClock('2026-07-03T12:00:00.000Z');
let database: SqlDatabase;
let close: () => Promise<void>;

beforeAll(async () => {
  const server = await createTestDatabase();
  await migrate({ url: server.url, schema: 'payment', folder: paymentMigrations });
  database = openSqlDatabase({ url: server.url, schema: 'payment', applicationName: 'test' });
  close = async () => {
    await database.close();
    await server.close();
  };
}, 60_000);
afterAll(() => close());
beforeEach(() => database.query('truncate payments, refunds'));

const insertPayment = (id: string, state: string, times: { created: string; due: string | null }) =>
  database.query(
    `insert into payments (id, booking_id, customer_id, organizer_id, idempotency_key, state,
       amount_minor, currency, description, booking_expires_at, work_due_at, created_at, updated_at)
     values ($1, $1, 'acc', 'org', $1, $2, 1000, 'KRW', '', $3, $4, $3, $3)`,
    [id, state, times.created, times.due],
  );

/** The gauges of a new registry, as numbers by name. */
async function readGauges(): Promise<Record<string, number>> {
  const registry = createMetrics('payment');
  measurePayments(registry, { store: createPostgresPaymentStore(database), clock });
  const lines = (await registry.metrics()).matchAll(/^(\w+)\{service="payment"\} (\S+)$/gm);
  return Object.fromEntries([...lines].map(([, name, value]) => [name, Number(value)]));
}

test('without open payments and refunds all is zero', async () => {
  await insertPayment('pay_done', 'captured', { created: '2026-07-03T10:00:00Z', due: null });
  expect(await readGauges()).toEqual({
    payment_overdue_seconds: 0,
    payment_authorised_oldest_seconds: 0,
    payment_refunds_pending: 0,
    payment_refunds_refused: 0,
    payment_refund_oldest_seconds: 0,
  });
});

test('the payment that is overdue longest, the oldest authorisation and the oldest refund are told', async () => {
  const created = '2026-07-03T11:30:00Z';
  await insertPayment('pay_1', 'created', { created, due: '2026-07-03T11:59:00Z' });
  await insertPayment('pay_2', 'authorised', { created, due: '2026-07-03T12:00:30Z' });
  await insertPayment('pay_3', 'captured', { created, due: null });
  await database.query(
    `insert into refunds (id, payment_id, refund_minor, work_due_at, created_at) values
       ('ref_1', 'pay_3', 400, '2026-07-03T12:00:10Z', '2026-07-03T11:50:00Z'),
       ('ref_2', 'pay_3', 500, null, '2026-07-03T11:00:00Z')`,
  );
  expect(await readGauges()).toEqual({
    payment_overdue_seconds: 60,
    payment_authorised_oldest_seconds: 1800,
    payment_refunds_pending: 1,
    payment_refunds_refused: 0,
    payment_refund_oldest_seconds: 600,
  });
});
