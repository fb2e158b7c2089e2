import { secureSeats } from '@ticketing/contracts';
import { expect, test } from 'vitest';
import type { Intent } from '../domain/intent.ts';
import type { PaymentRecord } from '../domain/payment-record.ts';
import { ProviderOutage } from '../engines/payment-provider.ts';
import type { SettleDependencies } from './settlement-steps.ts';
import { createSettler } from './settler.ts';

test('news that comes during a look that fails secures the seats, although the provider is down', async () => {
  const payment = {
    id: 'pay_1',
    bookingId: 'bkg_1',
    stripeIntentId: 'pi_1',
    state: 'created',
    method: 'card',
    checks: 0,
    bookingExpiresAt: new Date(Date.now() + 60_000),
  } as PaymentRecord;
  const looked = Promise.withResolvers<never>();
  const asked: string[] = [];
  const dependencies = {
    store: { get: async () => payment, update: async () => false },
    provider: {
      getIntent: () => looked.promise,
      capture: () => Promise.reject(new ProviderOutage()),
    },
    bookings: {
      call: async ({ path }: { path: string }) => {
        asked.push(path);
      },
    },
    clock: { now: () => new Date() },
    logger: { warn: () => undefined, error: () => undefined },
  };
  const settler = createSettler(dependencies as unknown as SettleDependencies);
  const look = settler.settle(payment);
  const news = settler.settleAfterNews(payment, {
    id: 'pi_1',
    status: 'requires_capture',
  } as Intent);
  looked.reject(new ProviderOutage());
  await Promise.all([look, news]);
  expect(asked).toEqual([secureSeats.path]);
});
