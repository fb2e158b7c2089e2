import { setTimeout as sleep } from 'node:timers/promises';
import { accessTokenFor, type SeededRandom, serviceNames, waitUntil } from '@ticketing/testing';
import { expect, onTestFinished, test } from 'vitest';
import { buyAtLast } from './buy-at-last.ts';
import type { FaultyShop, Victim } from './faulty-shop.ts';
import { isWhole } from './form.ts';
import { startFreshCrowd } from './fresh-crowd.ts';
import type { Spoiled } from './http-door.ts';

export interface Suite {
  readonly shop: () => FaultyShop;
  /** Bookings whose customer has seen tickets. */
  readonly acknowledged: string[];
  readonly random: SeededRandom;
}

interface Outage {
  readonly name: string;
  readonly lastsMs: number;
  begin(shop: FaultyShop): Promise<void> | void;
  end(shop: FaultyShop): Promise<void> | void;
}

/** From the moment that all is well to the end of every sale, that of the crowd's last one included. */
export const wholeMsMax = 30_000;
const crowdSize = 6;

const spoilPayments = (name: string, spoiled: Spoiled): Outage => ({
  name: `the payment server ${name}`,
  lastsMs: isWhole ? 15_000 : 3_000,
  begin({ doors }) {
    doors.paymentServerDoor.spoil = () => spoiled;
  },
  end({ doors }) {
    doors.paymentServerDoor.spoil = undefined;
  },
});

const spoiledPayments: readonly Outage[] = [
  spoilPayments('answers 429', { kind: 'refused', status: 429 }),
  spoilPayments('answers 500', { kind: 'refused', status: 500 }),
  spoilPayments('hears and answers nothing', { kind: 'swallowed' }),
  spoilPayments('does it all and answers nothing', { kind: 'unanswered' }),
  spoilPayments('takes 4 s for each answer', { kind: 'late', ms: 4_000 }),
];

const postgresFrozen: Outage = {
  name: 'PostgreSQL is frozen',
  lastsMs: isWhole ? 30_000 : 5_000,
  begin: (shop) => shop.signalPostgres('SIGSTOP'),
  end: (shop) => shop.signalPostgres('SIGCONT'),
};
const postgresKilled: Outage = {
  name: 'PostgreSQL is killed',
  lastsMs: 0,
  begin: (shop) => shop.kill('postgres'),
  end: (shop) => shop.heal([]),
};
const everything: readonly Victim[] = [...serviceNames, 'payment server', 'postgres'];
const everythingKilled: Outage = {
  name: 'everything is killed at once',
  lastsMs: 0,
  begin: (shop) => Promise.all(everything.map((victim) => shop.kill(victim))).then(() => {}),
  end: (shop) => shop.heal(everything),
};

/** Sales go on before and after an outage, and all that it met comes to its end. */
export function survivesOutages({ shop, acknowledged, random }: Suite): void {
  const outages = [
    ...(isWhole ? spoiledPayments : [random.pick(spoiledPayments)]),
    postgresFrozen,
    postgresKilled,
    everythingKilled,
  ];
  test.each(outages)('$name', async ({ name, lastsMs, begin, end }) => {
    const crowd = startFreshCrowd(shop(), crowdSize);
    onTestFinished(() => crowd.stop());
    await waitUntil(() => crowd.sold.length >= crowdSize, { withinMs: wholeMsMax });
    await begin(shop());
    const begunAt = performance.now();
    await sleep(lastsMs);
    await end(shop());
    const endedAt = performance.now();
    await waitUntil(() => crowd.soldSince(endedAt) > 0, { withinMs: wholeMsMax });
    const firstMs = Math.round(performance.now() - endedAt);
    await crowd.stop();
    acknowledged.push(...crowd.sold);
    await shop().untilWhole(wholeMsMax - (performance.now() - endedAt));
    console.log(
      `${name} for ${Math.round(endedAt - begunAt)} ms: first new sale after ${firstMs} ms, whole ` +
        `after ${Math.round(performance.now() - endedAt)} ms; ${JSON.stringify(crowd.refusals)}`,
    );
    expect(crowd.refusals.internal_error ?? 0).toBe(0);
  });
}

const isWebhook = ({ path }: { path: string }): boolean => path === '/payments/webhook';
const deferredMsMax = 3_000;

/** What the payment server tells may be lost, repeated and in any order. */
export function survivesWebhooks({ shop, acknowledged, random }: Suite): void {
  test('all webhooks are lost: the poller settles', async () => {
    const { doors, api, offer } = shop();
    let lost = 0;
    doors.payment.spoil = (call) => {
      if (!isWebhook(call)) return undefined;
      lost += 1;
      return { kind: 'refused', status: 503 };
    };
    onTestFinished(() => {
      doors.payment.spoil = undefined;
    });
    const startedAt = performance.now();
    const bought = await Promise.all(
      Array.from({ length: crowdSize }, async () =>
        buyAtLast(api, { token: await accessTokenFor(), offer, withinMs: wholeMsMax }),
      ),
    );
    acknowledged.push(...bought.map(({ bookingId }) => bookingId));
    console.log(
      `no webhook: ${bought.length} sales in ${Math.round(performance.now() - startedAt)} ms`,
    );
    expect(lost).toBeGreaterThanOrEqual(bought.length);
    await shop().untilWhole(wholeMsMax);
  });

  test('webhooks come twice, late and in another order: each sale has one effect', async () => {
    const { doors } = shop();
    let deferred = 0;
    doors.payment.spoil = (call) => {
      if (!isWebhook(call)) return undefined;
      deferred += 1;
      return { kind: 'deferred', ms: random.integer(0, deferredMsMax), times: 2 };
    };
    onTestFinished(() => {
      doors.payment.spoil = undefined;
    });
    const crowd = startFreshCrowd(shop(), crowdSize);
    onTestFinished(() => crowd.stop());
    await waitUntil(() => crowd.sold.length >= 2 * crowdSize, { withinMs: wholeMsMax });
    await crowd.stop();
    acknowledged.push(...crowd.sold);
    await sleep(deferredMsMax);
    await shop().untilWhole(wholeMsMax);
    // Of each payment more than one tells.
    expect(deferred).toBeGreaterThan(crowd.sold.length);
  });
}
