import { fixedClock } from '@ticketing/testing';
import { expect, test } from 'vitest';
import type { PaymentDependencies } from '../dependencies.ts';
import { ProviderOutage } from '../engines/payment-provider.ts';
import { createFailedRefundsLook } from './failed-refunds.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

test('what failed is looked for back to 30 days, then each hour with an hour more, again after an outage', async () => {
  const clock = fixedClock();
  const start = clock.now().getTime();
  const asked: number[] = [];
  const owed: string[] = [];
  let isDown = false;
  const look = createFailedRefundsLook({
    clock,
    logger: { warn: () => undefined },
    provider: {
      async listFailedRefunds(since: Date) {
        asked.push(since.getTime() - start);
        if (isDown) throw new ProviderOutage();
        return [{ id: `re_${asked.length}`, refundId: undefined, reason: 'lost_card' }];
      },
    },
    store: {
      async reopenRefund({ stripeRefundId }: { stripeRefundId: string }) {
        owed.push(stripeRefundId);
      },
    },
  } as unknown as PaymentDependencies);

  await look();
  await clock.advance(hourMs - 1);
  await look();
  expect(asked).toEqual([-30 * dayMs]);
  await clock.advance(1);
  isDown = true;
  await look();
  await clock.advance(59_999);
  await look();
  isDown = false;
  await clock.advance(1);
  await look();
  await clock.advance(hourMs);
  await look();
  expect(asked).toEqual([-30 * dayMs, -hourMs, -hourMs, 60_000]);
  expect(owed).toEqual(['re_1', 're_3', 're_4']);
});
