import { accessTokenFor } from '@ticketing/testing';
import { onTestFinished, test } from 'vitest';
import { buyAtLast } from './buy-at-last.ts';
import { stepNames } from './doors.ts';
import type { Victim } from './faulty-shop.ts';
import { isWhole } from './form.ts';
import { startFreshCrowd } from './fresh-crowd.ts';
import { type Suite, wholeMsMax } from './outages.ts';
import { type Passage, phases } from './trap.ts';

interface Case extends Passage {
  readonly victim: Victim;
}

const sellers: readonly Victim[] = [
  'api-gateway',
  'booking',
  'inventory',
  'payment',
  'payment server',
  'postgres',
];
/** A sale needs them too, but for a moment, or not at all. */
const others: readonly Victim[] = ['auth', 'events', 'search', 'notification'];
const stepsWithOthers = ['create booking', 'publish booking'];

const all: readonly Case[] = stepNames.flatMap((step) =>
  phases.flatMap((phase) =>
    [...sellers, ...(stepsWithOthers.includes(step) ? others : [])].map((victim) => ({
      step,
      phase,
      victim,
    })),
  ),
);
const casesOfShortForm = 3;

/** The tracked sale may wait long for a victim to start; from then on `wholeMsMax` counts. */
const soldMsMax = 150_000;
const crowdSize = 3;

/** Everybody who has a part in a sale is killed at every step of it, on either side of who does the step. */
export function survivesKillsAtEveryStep({ shop, acknowledged, random }: Suite): void {
  const cases = isWhole ? all : random.shuffle(all).slice(0, casesOfShortForm);
  test.each(cases)('kill -9 of $victim $phase "$step"', async ({ step, phase, victim }) => {
    const { trap, api, offer, kill, heal, untilWhole } = shop();
    const crowd = startFreshCrowd(shop(), crowdSize);
    onTestFinished(() => crowd.stop());
    onTestFinished(() => trap.disarm());
    const killed = trap.arm({ step, phase }, () => kill(victim));
    const purchase = buyAtLast(api, {
      token: await accessTokenFor(),
      offer,
      withinMs: soldMsMax,
    });
    const healed = killed.then(() => heal([victim])).then(() => performance.now());
    const [{ bookingId, refusals }, healedAt] = await Promise.all([purchase, healed]);
    await crowd.stop();
    acknowledged.push(bookingId, ...crowd.sold);
    await untilWhole(wholeMsMax - (performance.now() - healedAt));
    console.log(
      `${victim} ${phase} "${step}": whole ${Math.round(performance.now() - healedAt)} ms after ` +
        `all was well; ${JSON.stringify(refusals)} ${JSON.stringify(crowd.refusals)}`,
    );
  });
}
