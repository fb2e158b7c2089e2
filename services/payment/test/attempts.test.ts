import { newId } from '@ticketing/service-kit';
import { waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ProviderOutage, ProviderRefusal } from '../src/engines/payment-provider.ts';
import { amount } from './fake-bookings.ts';
import { type Begun, intentOf, type PaymentUnderTest, startPayment } from './start-payment.ts';

let under: PaymentUnderTest;
beforeAll(async () => {
  under = await startPayment();
}, 60_000);
afterAll(() => under?.close());
beforeEach(() => under.heal());

const lost = () => new ProviderOutage();
const ownFault = () => new ProviderOutage({ isAnswered: true });
/** Fails the first `times` calls of this name by what `make` makes. */
function failing(call: string, make: () => Error, times = 1): (name: string) => void {
  let left = times;
  return (name) => {
    if (name !== call || left === 0) return;
    left -= 1;
    throw make();
  };
}
const keysOf = (call: string, begun: Begun) =>
  under.keys.filter((key) => key.startsWith(`${call} ${begun.payment.id}`));

async function begin(): Promise<{ bookingId: string; begun: Begun }> {
  const bookingId = under.newBooking();
  return { bookingId, begun: (await under.begin(bookingId)).body };
}
async function captured(): Promise<{ bookingId: string; begun: Begun }> {
  const sale = await begin();
  await under.pay(sale.begun);
  await under.reaches(sale.begun, 'captured');
  return sale;
}
/** Time goes on until it is so. */
const eventually = (isSo: () => Promise<boolean>, stepMs = 20_000) =>
  waitUntil(
    async () => {
      under.clock.advance(stepMs);
      return isSo();
    },
    { withinMs: 10_000, everyMs: 150 },
  );
const receivedOf = async (begun: Begun) =>
  (await under.stripe.paymentIntents.retrieve(intentOf(begun))).amount_received;

describe('a capture', () => {
  test('whose answer was lost is asked for again under the same key, and done once', async () => {
    const { begun } = await begin();
    under.faults.afterCall = failing('capture', lost);
    await under.pay(begun);
    await eventually(async () => (await under.stateOf(begun)) === 'captured');
    expect(new Set(keysOf('capture', begun)).size).toBe(1);
    expect(await receivedOf(begun)).toBe(amount);
    const receipt = await under.customer.get<object>(`/payments/${begun.payment.id}/receipt`);
    expect(receipt.body).toMatchObject({ card: { brand: 'visa', last4: '4242' } });
  });

  test('that the provider answered with its own fault has another key the next time', async () => {
    const { begun } = await begin();
    under.faults.beforeCall = failing('capture', ownFault);
    await under.pay(begun);
    await eventually(async () => (await under.stateOf(begun)) === 'captured');
    const key = `capture ${begun.payment.id}-capture`;
    expect(keysOf('capture', begun)).toEqual([key, `${key}-2`]);
    expect(await receivedOf(begun)).toBe(amount);
  });

  test('waits as long as the provider asks', async () => {
    const { begun } = await begin();
    const busy = () => new ProviderOutage({ retryAfterSeconds: 60 });
    under.faults.beforeCall = failing('capture', busy);
    await under.pay(begun);
    await waitUntil(() => keysOf('capture', begun).length === 1);
    const dueAt = async () =>
      (
        await under.database.query<{ work_due_at: Date }>(
          `select work_due_at from payments where id = $1 and state = 'authorised'`,
          [begun.payment.id],
        )
      )[0]?.work_due_at;
    await waitUntil(async () => (await dueAt()) !== undefined);
    const pauseMs = ((await dueAt())?.getTime() ?? 0) - under.clock.now().getTime();
    expect(pauseMs).toBe(60_000);
    await eventually(async () => (await under.stateOf(begun)) === 'captured');
  });
});

test('an intent whose beginning failed by the provider’s own fault begins under another key', async () => {
  const bookingId = under.newBooking();
  const key = newId('message');
  under.faults.beforeCall = failing('createIntent', ownFault);
  expect((await under.begin(bookingId, { key })).status).toBe(503);
  const { status, body } = await under.begin(bookingId, { key });
  expect(status).toBe(201);
  const { id } = body.payment;
  expect(keysOf('createIntent', body)).toEqual([`createIntent ${id}`, `createIntent ${id}-2`]);
});

test('three cards are refused one after the other, and the fourth pays the same intent', async () => {
  const { begun } = await begin();
  for (const card of ['4000000000000002', '4000000000009995', '4000000000000119']) {
    await under.pay(begun, card);
    await under.reaches(begun, 'failed');
  }
  await under.pay(begun);
  await under.reaches(begun, 'captured');
  expect(await receivedOf(begun)).toBe(amount);
});

describe('a refund', () => {
  const rowOf = async (id: string) =>
    (
      await under.database.query<{ failure: string | null; attempt: number }>(
        'select failure, attempt from refunds where id = $1',
        [id],
      )
    )[0];
  async function refundedOnce(begun: Begun, id: string): Promise<void> {
    await eventually(async () => (await under.refundsOf(begun)).length > 0);
    await eventually(async () => {
      const sql = 'select id from refunds where id = $1 and made_at is not null';
      return (await under.database.query(sql, [id])).length === 1;
    });
    expect(await under.refundsOf(begun)).toEqual([93_000]);
  }

  test.each([
    ['whose answer was lost, is asked for under the same key', lost, ['cxl_a', 'cxl_a']],
    ['that was made although the provider says it failed, is found', ownFault, ['cxl_b']],
  ])('%s, and made once', async (_, fault, keys) => {
    const { bookingId, begun } = await captured();
    const id = keys[0] ?? '';
    under.faults.afterCall = failing('refund', fault);
    await under.tellCancelled(bookingId, begun.payment.id, { id });
    await refundedOnce(begun, id);
    expect(under.keys.filter((key) => key.startsWith('refund'))).toEqual(
      keys.map((key) => `refund ${key}`),
    );
  });

  test('that is older than the provider remembers its key, is looked for first', async () => {
    const { bookingId, begun } = await captured();
    under.faults.afterCall = failing('refund', lost);
    under.faults.beforeCall = (name) => {
      if (name === 'findRefund') throw lost();
    };
    await under.tellCancelled(bookingId, begun.payment.id, { id: 'cxl_old' });
    await waitUntil(async () => (await under.refundsOf(begun)).length === 1);
    under.clock.advance(13 * 3_600_000);
    await new Promise((resolve) => setTimeout(resolve, 400));
    under.faults.beforeCall = undefined;
    await refundedOnce(begun, 'cxl_old');
    expect(under.keys.filter((key) => key === 'refund cxl_old')).toHaveLength(1);
  });

  test('that the provider refuses is shown, and made when it is taken', async () => {
    const { bookingId, begun } = await captured();
    under.faults.beforeCall = failing('refund', () => new ProviderRefusal('balance_insufficient'));
    await under.tellCancelled(bookingId, begun.payment.id, { id: 'cxl_refused' });
    await waitUntil(async () => (await rowOf('cxl_refused'))?.failure != null);
    expect(await rowOf('cxl_refused')).toEqual({ failure: 'balance_insufficient', attempt: 2 });
    const metrics = await under.customer.get<string>('/metrics');
    expect(String(metrics.body)).toMatch(/payment_refunds_refused\{service="payment"\} 1/);
    await refundedOnce(begun, 'cxl_refused');
    expect(under.keys.filter((key) => key.startsWith('refund'))).toEqual([
      'refund cxl_refused',
      'refund cxl_refused-2',
    ]);
    expect((await rowOf('cxl_refused'))?.failure).toBeNull();
  });

  test('that the customer’s bank sent back is taken off the receipt and made again', async () => {
    const { bookingId, begun } = await begin().then(async (sale) => {
      await under.pay(sale.begun, '4000000000005126');
      await under.reaches(sale.begun, 'captured');
      return sale;
    });
    await under.tellCancelled(bookingId, begun.payment.id, { id: 'cxl_back' });
    await waitUntil(async () => (await under.refundsOf(begun)).length === 1);
    await eventually(async () => (await rowOf('cxl_back'))?.failure != null, 3000);
    expect(await rowOf('cxl_back')).toEqual({ failure: 'expired_or_canceled_card', attempt: 2 });
    const path = `/payments/${begun.payment.id}`;
    expect((await under.customer.get<object>(path)).body).toMatchObject({ refundedMinor: 0 });
    const receipt = await under.customer.get<object>(`${path}/receipt`);
    expect(receipt.body).toMatchObject({ refunds: [] });
    await eventually(async () => (await under.refundsOf(begun)).length === 2);
    expect(under.keys.filter((key) => key.startsWith('refund'))).toEqual([
      'refund cxl_back',
      'refund cxl_back-2',
    ]);
  });

  test('that came back before its answer was heard is not taken for made', async () => {
    const { bookingId, begun } = await begin();
    await under.pay(begun, '4000000000005126');
    await under.reaches(begun, 'captured');
    under.faults.afterCall = (name) => {
      if (name === 'refund') throw lost();
    };
    await under.tellCancelled(bookingId, begun.payment.id, { id: 'cxl_early' });
    await waitUntil(async () => (await under.refundsOf(begun)).length === 1);
    await eventually(async () => (await rowOf('cxl_early'))?.failure != null, 3000);
    expect(await rowOf('cxl_early')).toEqual({ failure: 'expired_or_canceled_card', attempt: 2 });
    under.faults.afterCall = undefined;
    await eventually(async () => (await under.refundsOf(begun)).length === 2);
    expect(under.keys).toContain('refund cxl_early-2');
  });

  test('asked for by twelve cancellations at once is never more than the payment', async () => {
    const { bookingId, begun } = await captured();
    const ids = Array.from({ length: 12 }, (_, index) => `cxl_many_${index}`);
    await Promise.all(
      ids.map((id) =>
        under.tellCancelled(bookingId, begun.payment.id, { id, refundMinor: 20_000 }),
      ),
    );
    await eventually(async () => (await under.refundsOf(begun)).length === 4);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await under.refundsOf(begun)).toEqual([20_000, 20_000, 20_000, 20_000]);
    const payment = await under.customer.get<{ refundedMinor: number }>(
      `/payments/${begun.payment.id}`,
    );
    expect(payment.body.refundedMinor).toBe(80_000);
  });

  test('of another booking, in another currency or of an absurd amount is not noted', async () => {
    const { bookingId, begun } = await captured();
    const paymentId = begun.payment.id;
    await under.tellCancelled(bookingId, paymentId, { id: 'cxl_usd', currency: 'USD' });
    await under.tellCancelled(bookingId, paymentId, { id: 'cxl_max', refundMinor: 1_000_000_000 });
    await under.tellCancelled(newId('booking'), paymentId, { id: 'cxl_other' });
    await under.tellCancelled(bookingId, paymentId, { id: 'cxl_none', refundMinor: 0 });
    await under.tellCancelled(bookingId, paymentId, { id: 'cxl_good', refundMinor: 1000 });
    await eventually(async () => (await under.refundsOf(begun)).length > 0);
    expect(await under.refundsOf(begun)).toEqual([1000]);
    const rows = await under.database.query<{ id: string }>(
      'select id from refunds where payment_id = $1',
      [paymentId],
    );
    expect(rows).toEqual([{ id: 'cxl_good' }]);
  });
});
