import { setTimeout as sleep } from 'node:timers/promises';
import { ports } from '@ticketing/contracts';
import {
  createInventoryClient,
  type HoldReply,
  type HoldSeatsCommand,
  type InventoryClient,
} from '@ticketing/inventory-client';
import { newId } from '@ticketing/service-kit';
import { quietLogger, waitUntil } from '@ticketing/testing';
import { expect, onTestFinished, test } from 'vitest';
import { isWhole } from './form.ts';
import { startFreshCrowd } from './fresh-crowd.ts';
import { type Suite, wholeMsMax } from './outages.ts';

/** Longer than a lease; then the one that stood still wakes up and believes that it leads. */
const stoppedMs = isWhole ? 20_000 : 6_000;
const goesOnMsMax = isWhole ? 10_000 : 60_000;
const crowdSize = 4;
const contestedSeat = 7;
const first = { name: 'inventory', number: 0 } as const;
const second = { name: 'inventory', number: 1 } as const;

/** Two inventories: one stops past its lease, the other sells on, and the first changes nothing when it wakes. */
export function survivesStoppedLeader({ shop, acknowledged }: Suite): void {
  function connect(instance: number) {
    const client = createInventoryClient({
      host: '127.0.0.1',
      port: ports.inventory + shop().portOffset + instance * 20,
      serviceToken: 'development-only-service-token',
      log: quietLogger(),
    });
    onTestFinished(() => client.close());
    return client;
  }
  const holdOf = (seatNos: number[]): HoldSeatsCommand => ({
    performanceId: shop().offer.performance.id,
    holdId: newId('hold'),
    customerId: newId('account'),
    seatNos,
    holdSeconds: 480,
  });

  /** Whoever does not lead yet says so, or nothing. */
  async function untilHeld(client: InventoryClient, command: HoldSeatsCommand): Promise<HoldReply> {
    const results: string[] = [];
    const isHeld = async () => {
      const reply = await client.holdSeats(command);
      results.push(reply.result);
      return reply.result === 'OK' && reply;
    };
    return waitUntil(isHeld, { withinMs: goesOnMsMax, everyMs: 100 }).catch(async (error) => {
      const waiting = await shop().database.query(
        `select pid, state, wait_event, pg_blocking_pids(pid) as blocked_by, left(query, 80) as query
         from pg_stat_activity where cardinality(pg_blocking_pids(pid)) > 0`,
      );
      throw new Error(`${results}; ${JSON.stringify(waiting)}`, { cause: error });
    });
  }

  test('SIGSTOP of the inventory that leads, past its lease, and SIGCONT', async () => {
    const { system, doors } = shop();
    await system.start(second);
    await system.untilReady(second);
    onTestFinished(() => system.kill(second));
    const crowd = startFreshCrowd(shop(), crowdSize);
    onTestFinished(() => crowd.stop());
    await waitUntil(() => crowd.sold.length >= crowdSize, { withinMs: wholeMsMax });

    const [stale, live] = [connect(0), connect(1)];
    await stale.ping();
    system.signal(first, 'SIGSTOP');
    onTestFinished(() => system.signal(first, 'SIGCONT'));
    const stoppedAt = performance.now();
    // It lies in the sockets of the one that stands still, who decides it when it wakes, on what it knew.
    const late = stale.holdSeats(holdOf([contestedSeat]));
    doors.inventory.leadTo(1);
    onTestFinished(() => doors.inventory.leadTo(0));
    const owner = holdOf([contestedSeat]);
    const held = await untilHeld(live, owner);
    const heldMs = Math.round(performance.now() - stoppedAt);
    const bookingId = newId('booking');
    const sold = await live.confirmHold({ ...owner, fence: held.fence, bookingId });
    expect(sold.result).toBe('OK');
    await waitUntil(() => crowd.soldSince(stoppedAt) > 0, { withinMs: goesOnMsMax });
    const soldMs = Math.round(performance.now() - stoppedAt);
    await sleep(Math.max(0, stoppedMs - (performance.now() - stoppedAt)));

    system.signal(first, 'SIGCONT');
    const healedAt = performance.now();
    expect((await late).result).not.toBe('OK');
    // The seat is sold: whoever is asked now, and whoever leads, says so.
    for (const client of [stale, live]) {
      await expect
        .poll(async () => (await client.holdSeats(holdOf([contestedSeat]))).result, {
          timeout: goesOnMsMax,
        })
        .toBe('SEATS_TAKEN');
    }
    await crowd.stop();
    acknowledged.push(...crowd.sold);
    await giveBack(bookingId);
    doors.inventory.leadTo(0);
    await shop().untilWhole(wholeMsMax - (performance.now() - healedAt));
    console.log(
      `the leader stood still for ${Math.round(healedAt - stoppedAt)} ms: the other held a seat after ` +
        `${heldMs} ms and sold after ${soldMs} ms; ${JSON.stringify(crowd.refusals)}`,
    );

    /** No booking stands behind this sale. */
    async function giveBack(soldTo: string): Promise<void> {
      const { performanceId } = owner;
      const returned = { performanceId, bookingId: soldTo, seatNos: [contestedSeat] };
      await waitUntil(
        async () => {
          const reply = await live.returnSeats({ ...returned, returnId: newId('message') });
          return reply.result === 'OK';
        },
        { withinMs: goesOnMsMax, everyMs: 100 },
      );
    }
  });
}
