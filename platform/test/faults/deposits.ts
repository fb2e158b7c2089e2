import { derivedId } from '@ticketing/service-kit';
import { waitUntil } from '@ticketing/testing';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { importExample } from '../example-sale.ts';
import {
  type CarefulCustomer,
  type Order,
  openCarefulCustomer,
  quantity,
} from './careful-customer.ts';
import { eventTypeOf } from './doors.ts';
import type { FaultyShop, Victim } from './faulty-shop.ts';
import { isWhole } from './form.ts';
import type { Spoiled } from './http-door.ts';
import { type Suite, wholeMsMax } from './outages.ts';
import { type Passage, phases } from './trap.ts';

/** What `doors.ts` sees of a deposit on its way, from the account to the tickets. */
const steps = ['create intent', 'tell deposit', 'secure seats', 'confirm booking', 'note capture'];
const victims: readonly Victim[] = ['booking', 'payment', 'payment server', 'postgres'];
const all: readonly (Passage & { victim: Victim })[] = steps.flatMap((step) =>
  phases.flatMap((phase) => victims.map((victim) => ({ step, phase, victim }))),
);
const killsOfShortForm = 2;
const customersAtOnce = 3;
const deferredMsMax = 3_000;
/** Nobody pays for what has begun: the deadline of a deposit at the latest. */
const startsInMs = 60_000;
/** The deadline, and until everybody has heard of it. */
const overMsMax = startsInMs + 60_000;

interface Waiting {
  readonly customer: CarefulCustomer;
  readonly order: Order;
}

async function waitForDeposit(
  shop: FaultyShop,
  performanceId = shop.offer.performance.id,
): Promise<Waiting> {
  const customer = await openCarefulCustomer(shop);
  const order = await customer.order(performanceId, 'virtual_account');
  expect(order.begun.payment.state).toBe('awaiting_deposit');
  return { customer, order };
}

/** A deposit ends as {tickets and money}, {money returned} or {neither}, whatever happens to those who hear of it. */
export function survivesDeposits({ shop, acknowledged, random }: Suite): void {
  /** Tickets, and exactly their price. */
  async function expectSold({ customer, order }: Waiting): Promise<void> {
    await customer.untilBooking(order, 'confirmed');
    acknowledged.push(order.booking.id);
    expect(await customer.ticketsOf(order)).toHaveLength(quantity);
    const isKnown = async () => (await customer.payment(order)).state === 'captured';
    await waitUntil(isKnown, { withinMs: wholeMsMax });
    expect(await customer.payment(order)).toMatchObject({
      amountMinor: order.booking.totalMinor,
      refundedMinor: 0,
    });
    expect(await customer.transfer(order)).toBeGreaterThanOrEqual(400);
  }

  function spoilWebhooks(type: string, spoiled: () => Spoiled): { readonly count: number } {
    const { doors } = shop();
    const spoils = { count: 0 };
    doors.payment.spoil = (call) => {
      if (eventTypeOf(call) !== type) return undefined;
      spoils.count += 1;
      return spoiled();
    };
    onTestFinished(() => {
      doors.payment.spoil = undefined;
    });
    return spoils;
  }

  const several = <Result>(one: () => Promise<Result>): Promise<Result[]> =>
    Promise.all(Array.from({ length: customersAtOnce }, one));

  test('too little is not taken, the whole amount is, and a second time is not', async () => {
    const { customer, order } = await waitForDeposit(shop());
    const { amountMinor } = order.begun.payment;
    expect(await customer.transfer(order, amountMinor - 1)).toBeGreaterThanOrEqual(400);
    expect(await customer.transfer(order, amountMinor + 1)).toBeGreaterThanOrEqual(400);
    expect((await customer.payment(order)).state).toBe('awaiting_deposit');
    const twice = await Promise.all([customer.transfer(order), customer.transfer(order)]);
    expect(twice.sort()).toEqual([200, 400]);
    await expectSold({ customer, order });
    await shop().untilWhole(wholeMsMax);
  });

  test('the webhooks of deposits are lost: the poller hears of the money', async () => {
    const lost = spoilWebhooks('payment_intent.succeeded', () => ({
      kind: 'refused',
      status: 503,
    }));
    const waiting = await several(() => waitForDeposit(shop()));
    for (const { customer, order } of waiting) expect(await customer.transfer(order)).toBe(200);
    await Promise.all(waiting.map(expectSold));
    expect(lost.count).toBeGreaterThanOrEqual(waiting.length);
    await shop().untilWhole(wholeMsMax);
  });

  test('they come twice, late and in another order: each deposit has one effect', async () => {
    const deferred = spoilWebhooks('payment_intent.succeeded', () => ({
      ...{ kind: 'deferred', times: 2 },
      ms: random.integer(0, deferredMsMax),
    }));
    const waiting = await several(() => waitForDeposit(shop()));
    await Promise.all(
      waiting.map(async ({ customer, order }) => {
        expect(await customer.transfer(order)).toBe(200);
        await expectSold({ customer, order });
      }),
    );
    await waitUntil(() => deferred.count >= waiting.length, { withinMs: wholeMsMax });
    await shop().untilWhole(wholeMsMax);
  });

  test('money that came for a booking that ended meanwhile goes back, all of it', async () => {
    const { kill, heal } = shop();
    const { customer, order } = await waitForDeposit(shop());
    await kill('payment');
    expect(await customer.transfer(order)).toBe(200);
    await customer.release(order);
    await heal(['payment']);
    const { amountMinor } = order.begun.payment;
    const isReturned = async () => (await customer.payment(order)).refundedMinor === amountMinor;
    await waitUntil(isReturned, { withinMs: wholeMsMax });
    await customer.untilBooking(order, 'expired');
    await shop().untilWhole(wholeMsMax);
  });

  const cases = isWhole ? all : random.shuffle(all).slice(0, killsOfShortForm);
  test.each(cases)('kill -9 of $victim $phase "$step" of a deposit', async (passage) => {
    const { trap, kill, heal, untilWhole } = shop();
    const { victim } = passage;
    onTestFinished(() => trap.disarm());
    const killed = trap.arm(passage, () => kill(victim)).then(() => heal([victim]));
    const sold = (async () => {
      const waiting = await waitForDeposit(shop());
      // The bank's answer may be lost with who is killed; asked again it says that the account is closed.
      await waitUntil(async () => (await waiting.customer.transfer(waiting.order)) < 500, {
        withinMs: wholeMsMax,
      });
      await waiting.customer.untilBooking(waiting.order, 'confirmed');
      return waiting;
    })();
    const [waiting] = await Promise.all([sold, killed]);
    await expectSold(waiting);
    await untilWhole(wholeMsMax);
  });
}

/** One deposit is awaited from the beginning of the file, and its deadline is waited for at the end. */
export function refusesLateDeposits({ shop }: Suite): void {
  let unpaid: Waiting;
  beforeAll(async () => {
    const startsAt = new Date(Date.now() + startsInMs).toISOString();
    let organizerKey = '';
    await importExample(shop().api, (example) => {
      organizerKey = example.organizer.key;
      const [event] = example.events;
      const [performance] = event?.performances ?? [];
      if (event === undefined || performance === undefined) throw new Error('no example');
      const { allocations: _, ...rest } = performance;
      const soon = { ...rest, key: 'soon', startsAt, saleClosesAt: startsAt, depositHours: 1 };
      return { ...example, events: [{ ...event, key: 'soon', performances: [soon] }] };
    });
    unpaid = await waitForDeposit(shop(), derivedId('performance', organizerKey, 'soon', 'soon'));
  });

  test(
    'too late is not taken: the seats go back at the deadline',
    async () => {
      const { customer, order } = unpaid;
      const hasEnded = async () => (await customer.payment(order)).state === 'voided';
      await waitUntil(hasEnded, { withinMs: overMsMax, everyMs: 100 });
      await customer.untilBooking(order, 'expired');
      expect(await customer.transfer(order)).toBeGreaterThanOrEqual(400);
      await shop().untilWhole(wholeMsMax);
    },
    overMsMax + 2 * wholeMsMax,
  );
}
