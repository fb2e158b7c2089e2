import { waitUntil } from '@ticketing/testing';
import { expect, onTestFinished, test } from 'vitest';
import { findSaleFaults } from '../../src/find-sale-faults.ts';
import { type CarefulCustomer, type Order, openCarefulCustomer } from './careful-customer.ts';
import { eventTypeOf } from './doors.ts';
import type { Victim } from './faulty-shop.ts';
import { findMoneyFaults } from './find-open-ends.ts';
import { isWhole } from './form.ts';
import type { Spoiled } from './http-door.ts';
import { type Suite, wholeMsMax } from './outages.ts';
import { type Passage, phases } from './trap.ts';

/** Pays; a refund to it is accepted and comes back after two seconds. */
const failingCard = '4000000000005126';
const steps = ['make refund', 'tell failed refund'];
const victims: readonly Victim[] = ['payment', 'payment server', 'postgres'];
const all: readonly (Passage & { victim: Victim })[] = steps.flatMap((step) =>
  phases.flatMap((phase) => victims.map((victim) => ({ step, phase, victim }))),
);
const killsOfShortForm = 2;
const lostTimes = 3;
const deferredMsMax = 3_000;
/** The SDK asks again when no answer came for ten seconds. */
const heldBackMsMax = 30_000;

interface Owed {
  readonly customer: CarefulCustomer;
  readonly order: Order;
  readonly refundMinor: number;
}

/** A refund that was accepted and came back is known to be owed, and is paid once when it can be. */
export function survivesReturnedRefunds({ shop, random }: Suite): void {
  const owed: Owed[] = [];

  async function sell(): Promise<Omit<Owed, 'refundMinor'>> {
    const customer = await openCarefulCustomer(shop());
    const order = await customer.order(shop().offer.performance.id, 'card');
    await customer.payByCard(order, failingCard);
    await customer.untilBooking(order, 'confirmed');
    return { customer, order };
  }

  async function cancel({ customer, order }: Omit<Owed, 'refundMinor'>): Promise<Owed> {
    const refundMinor = await customer.cancel(order);
    expect(refundMinor).toBeGreaterThan(0);
    owed.push({ customer, order, refundMinor });
    return { customer, order, refundMinor };
  }

  const failureOf = async ({ begun: { payment } }: Order): Promise<string | null | undefined> => {
    const [row] = await shop().database.query<{ failure: string | null }>(
      'select failure from payment.refunds where payment_id = $1',
      [payment.id],
    );
    return row?.failure;
  };

  async function refusedRefunds(): Promise<number> {
    const metrics = await fetch(`${shop().system.urlOf('payment')}/metrics`);
    const [, count] = /^payment_refunds_refused\{.*?\} (\d+)$/m.exec(await metrics.text()) ?? [];
    return Number(count);
  }

  /** Whoever looks sees the money that is owed, and nothing that contradicts it. */
  async function expectOwed({ customer, order }: Owed): Promise<void> {
    const isKnown = async () => (await failureOf(order)) === 'expired_or_canceled_card';
    await waitUntil(isKnown, { withinMs: wholeMsMax, everyMs: 50 });
    // Those before it are tried again from time to time.
    const areCounted = async () => (await refusedRefunds()) === owed.length;
    await waitUntil(areCounted, { withinMs: wholeMsMax, everyMs: 50 });
    const isShown = async () => (await customer.payment(order)).refundedMinor === 0;
    await waitUntil(isShown, { withinMs: wholeMsMax, everyMs: 50 });
    await customer.untilBooking(order, 'cancelled');
    const { database } = shop();
    const areClean = async () =>
      [...(await findSaleFaults(database)), ...(await findMoneyFaults(database))].length === 0;
    await waitUntil(areClean, { withinMs: wholeMsMax, everyMs: 100 });
  }

  /** Of the first `times` webhooks that tell of a failed refund; of all of them without. */
  function spoilTelling(spoiled: () => Spoiled, times = Number.POSITIVE_INFINITY) {
    const { doors } = shop();
    const spoils = { count: 0 };
    doors.payment.spoil = (call) => {
      if (eventTypeOf(call) !== 'refund.failed' || spoils.count >= times) return undefined;
      spoils.count += 1;
      return spoiled();
    };
    onTestFinished(() => {
      doors.payment.spoil = undefined;
    });
    return spoils;
  }

  test('a refund that comes back before its answer was heard is owed', async () => {
    const { trap } = shop();
    onTestFinished(() => trap.disarm());
    const sale = await sell();
    const heldBack = trap.arm({ step: 'make refund', phase: 'after' }, async () => {
      await waitUntil(async () => (await failureOf(sale.order)) != null, {
        withinMs: heldBackMsMax,
        everyMs: 50,
      });
    });
    const [refund] = await Promise.all([cancel(sale), heldBack]);
    await expectOwed(refund);
  });

  test('what tells of it is lost some times: it is told again', async () => {
    const lost = spoilTelling(() => ({ kind: 'refused', status: 503 }), lostTimes);
    await expectOwed(await cancel(await sell()));
    expect(lost.count).toBe(lostTimes);
  });

  test('what tells of it never comes: payment finds it when it starts', async () => {
    const { kill, heal } = shop();
    const lost = spoilTelling(() => ({ kind: 'refused', status: 503 }));
    const refund = await cancel(await sell());
    await waitUntil(() => lost.count > 0, { withinMs: wholeMsMax, everyMs: 50 });
    await kill('payment');
    await heal(['payment']);
    await expectOwed(refund);
  });

  test('what tells of it comes twice, late and in another order: each is owed once', async () => {
    const deferred = spoilTelling(() => ({
      ...{ kind: 'deferred', times: 2 },
      ms: random.integer(0, deferredMsMax),
    }));
    const sales = [await sell(), await sell()];
    const refunds = await Promise.all(sales.map(cancel));
    for (const refund of refunds) await expectOwed(refund);
    expect(deferred.count).toBeGreaterThanOrEqual(refunds.length);
  });

  const cases = isWhole ? all : random.shuffle(all).slice(0, killsOfShortForm);
  test.each(cases)('kill -9 of $victim $phase "$step"', async (passage) => {
    const { trap, kill, heal } = shop();
    const { victim } = passage;
    onTestFinished(() => trap.disarm());
    const sale = await sell();
    const killed = trap.arm(passage, () => kill(victim)).then(() => heal([victim]));
    const [refund] = await Promise.all([cancel(sale), killed]);
    await expectOwed(refund);
  });

  test('when the accounts take money again, each customer gets it once', async () => {
    const { database, kill, heal } = shop();
    await kill('payment server');
    // The bank's side of it: what no service of ours can change.
    await database.query(
      `update stripe_simulator.payment_revisions
       set record = replace(record::text, '{"refund":"failing"}', '{}')::json`,
    );
    await heal(['payment server']);
    // They would be tried again within the hour.
    await database.query(
      'update payment.refunds set work_due_at = now() where failure is not null',
    );
    for (const { customer, order, refundMinor } of owed) {
      const isPaid = async () => (await customer.payment(order)).refundedMinor === refundMinor;
      await waitUntil(isPaid, { withinMs: wholeMsMax, everyMs: 50 });
    }
    await waitUntil(async () => (await refusedRefunds()) === 0, { withinMs: wholeMsMax });
    await shop().untilWhole(wholeMsMax);
    const intents = await database.query<{ booking_id: string; refunded: number }>(
      `select record -> 'metadata' ->> 'booking_id' as booking_id,
         (select sum((r ->> 'amount')::int)::int from json_array_elements(record -> 'refunds') r
          where r ->> 'status' <> 'failed') as refunded
       from (select distinct on (stem) record from stripe_simulator.payment_revisions
             order by stem, revision desc) newest`,
    );
    const refunded = new Map(intents.map((intent) => [intent.booking_id, intent.refunded]));
    expect(owed.map(({ order }) => refunded.get(order.booking.id))).toEqual(
      owed.map(({ refundMinor }) => refundMinor),
    );
  });
}
