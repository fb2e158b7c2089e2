import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { seatStatus } from '@ticketing/contracts';
import type { HoldSeatsCommand, SeatDelta } from '@ticketing/inventory-client';
import { type Clock, newId, systemClock } from '@ticketing/service-kit';
import { waitUntil } from '@ticketing/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Command } from '../src/domain/commands.ts';
import { leaseMs, renewMs } from '../src/operations/limits.ts';
import { setTerms } from '../src/operations/set-terms.ts';
import { startKeeper, type TestKeeper } from './support/lease-keepers.ts';
import { saleTerms } from './support/sale-terms.ts';
import {
  connect,
  openTestGround,
  startInventory,
  type TestGround,
  type TestInventory,
} from './support/start-inventory.ts';

let ground: TestGround;
const running: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  ground = await openTestGround();
});
afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
});
afterAll(async () => {
  await ground?.close();
});

const hall = [{ id: 'floor', level: 0, rows: [20, 20] }];
/** Lapse of a lease, the next look for what nobody leads, and a little for a busy machine. */
const takeOverMsMax = leaseMs + renewMs + 1_000;
/** What is promised by the clock is kept in one of three tries, whatever else the machine does in the others. */
const onAMachineThatPauses = { retry: 2 };

async function start(options: Parameters<typeof startInventory>[1] = {}): Promise<TestInventory> {
  const inventory = await startInventory(ground, options);
  running.push(inventory);
  return inventory;
}

async function keeper(address: string): Promise<TestKeeper> {
  const one = await startKeeper(ground, address);
  running.push(one.seats);
  return one;
}

async function startProcess(port = 0): Promise<{ child: ChildProcess; port: number }> {
  const script = fileURLToPath(new URL('./support/inventory-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, ground.url, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push({ close: async () => void child.kill('SIGKILL') });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, port: Number(line.toString()) };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const hold = (performanceId: string, seatNos: number[], holdSeconds = 480): HoldSeatsCommand => ({
  performanceId,
  holdId: newId('hold'),
  customerId: newId('account'),
  seatNos,
  holdSeconds,
});

const holdCommand = (...seatNos: number[]): Command => ({
  kind: 'hold_seats',
  holdId: newId('hold'),
  customerId: newId('account'),
  seatNos,
  holdSeconds: 480,
});

const statusOf = async ({ seats }: TestKeeper, performanceId: string, seatNo: number) =>
  (await seats.readStatus(performanceId)).status[seatNo];

/** A performance that was opened before, by an instance that gave it up. */
async function openedPerformance(): Promise<string> {
  const performanceId = ground.addPerformance(hall);
  const first = await start();
  await first.client.getSeatStatus(performanceId);
  await running.pop()?.close();
  return performanceId;
}

/** A clock that a test can put on, while time goes on by itself. */
function movableClock() {
  let aheadMs = 0;
  const clock: Clock = {
    now: () => new Date(Date.now() + aheadMs),
    sleep: systemClock.sleep,
  };
  return {
    clock,
    putOn: (ms: number) => {
      aheadMs += ms;
    },
  };
}

describe('of two instances', () => {
  test('the first that is asked leads, and the other names it without a decision', async () => {
    const [one, other] = [await keeper('one:1'), await keeper('other:1')];
    const performanceId = ground.addPerformance(hall);
    expect(await one.submit(performanceId, holdCommand(0, 1))).toMatchObject({ result: 'OK' });
    const elsewhere = { result: 'NOT_LEADER', leader: 'one:1' };
    // Free seats and taken ones: it tells neither.
    expect(await other.submit(performanceId, holdCommand(1))).toEqual(elsewhere);
    expect(await other.submit(performanceId, holdCommand(5))).toEqual(elsewhere);
    expect(await other.seats.readStatus(performanceId)).toMatchObject(elsewhere);
    const watcher = { send: () => true, lost: () => {} };
    expect(await other.seats.watch(performanceId, 0, watcher)).toEqual(elsewhere);
    expect(await statusOf(one, performanceId, 5)).toBe(seatStatus.available);
  });

  test(
    'a leader that stops gives its performances away at once',
    onAMachineThatPauses,
    async () => {
      const [one, other] = [await start(), await start()];
      const performanceId = ground.addPerformance(hall);
      await one.client.holdSeats(hold(performanceId, [0]));
      running.splice(running.indexOf(one), 1);
      await one.close();
      const startedAt = performance.now();
      expect(await other.client.holdSeats(hold(performanceId, [1]))).toMatchObject({
        result: 'OK',
      });
      expect(performance.now() - startedAt).toBeLessThan(1_000);
    },
  );

  test('terms that the catalogue tells the one reach the other that leads', async () => {
    const [one, other] = [await keeper('one:2'), await keeper('other:2')];
    const performanceId = ground.addPerformance(hall);
    expect(await one.submit(performanceId, holdCommand(0, 1))).toMatchObject({ result: 'OK' });
    await setTerms(other, saleTerms(performanceId, { revision: 9, ticketsPerCustomerMax: 1 }));
    await waitUntil(
      async () => {
        const { result } = await one.submit(performanceId, holdCommand(10, 11));
        return result === 'LIMIT_EXCEEDED';
      },
      { withinMs: 2 * renewMs },
    );
  });
});

describe('a leader that was paused past its lease', () => {
  test('is fenced with what it had in flight, and sells nothing twice', async () => {
    const [one, other] = [await keeper('one:3'), await keeper('other:3')];
    const performanceId = ground.addPerformance(hall);
    expect(await one.submit(performanceId, holdCommand(0))).toMatchObject({ result: 'OK' });
    one.pause();
    const inFlight = one.submit(performanceId, holdCommand(7, 8));
    const waiting = one.submit(performanceId, holdCommand(9));
    const pausedAt = performance.now();
    const taken = await waitUntil(
      async () => {
        const reply = await other.submit(performanceId, holdCommand(8, 9));
        return reply.result === 'OK' && reply;
      },
      { withinMs: takeOverMsMax },
    );
    expect(performance.now() - pausedAt).toBeGreaterThan(leaseMs - renewMs - 500);
    expect(taken.hold?.seatNos).toEqual([8, 9]);
    one.resume();
    const elsewhere = { result: 'NOT_LEADER', leader: 'other:3' };
    expect(await inFlight).toEqual(elsewhere);
    expect(await waiting).toEqual(elsewhere);
    expect(await statusOf(other, performanceId, 7)).toBe(seatStatus.available);
    const rows = await ground.database.query(
      'select sequence from journal where performance_id = $1 order by sequence',
      [performanceId],
    );
    // In the place of its second row is the other's, which proved thereby that it knew all.
    expect(rows).toEqual([{ sequence: 1 }, { sequence: 2 }]);
  });

  test('cannot write under a status that the next leader has shown', async () => {
    const [one, other] = [await keeper('one:4'), await keeper('other:4')];
    const performanceId = ground.addPerformance(hall);
    await one.submit(performanceId, holdCommand(0));
    one.pause();
    const inFlight = one.submit(performanceId, holdCommand(7));
    await waitUntil(async () => (await other.seats.readStatus(performanceId)).result === 'OK', {
      withinMs: takeOverMsMax,
    });
    expect(await statusOf(other, performanceId, 7)).toBe(seatStatus.available);
    one.resume();
    expect(await inFlight).toMatchObject({ result: 'NOT_LEADER' });
    expect(await statusOf(other, performanceId, 7)).toBe(seatStatus.available);
  });

  test('refuses nothing by what it knew before', async () => {
    const [one, other] = [await keeper('one:5'), await keeper('other:5')];
    const performanceId = ground.addPerformance(hall);
    const first = holdCommand(0) as Command & { kind: 'hold_seats' };
    await one.submit(performanceId, first);
    one.pause();
    const { holdId, customerId } = first;
    await waitUntil(
      async () => {
        const release: Command = { kind: 'release_hold', holdId, customerId };
        return (await other.submit(performanceId, release)).result === 'OK';
      },
      { withinMs: takeOverMsMax },
    );
    // Seat 0 is taken as far as it knows.
    const refused = one.submit(performanceId, holdCommand(0));
    one.resume();
    expect(await refused).toMatchObject({ result: 'NOT_LEADER', leader: 'other:5' });
  });
});

describe('a leader that is killed', () => {
  test('is followed by another within seconds, and callers need not do a thing', async () => {
    const performanceId = await openedPerformance();
    const { child, port } = await startProcess();
    const direct = connect(port);
    const held = hold(performanceId, [0, 1]);
    expect(await direct.holdSeats(held)).toMatchObject({ result: 'OK' });
    await direct.close();
    const { client } = await start();
    // This one was led to the leader.
    expect(await client.holdSeats(hold(performanceId, [2]))).toMatchObject({ result: 'OK' });
    await kill(child);
    await waitUntil(
      async () => (await client.holdSeats(hold(performanceId, [3]))).result === 'OK',
      { withinMs: takeOverMsMax },
    );
    expect((await client.holdSeats(held)).result).toBe('OK');
    const { status } = await client.getSeatStatus(performanceId);
    expect([...status.subarray(0, 5)]).toEqual([1, 1, 1, 1, 0]);
  }, 30_000);

  test('leaves holds behind that end by themselves, though nobody asks', async () => {
    const performanceId = await openedPerformance();
    const { child, port } = await startProcess();
    const direct = connect(port);
    await direct.holdSeats(hold(performanceId, [0, 1], 30));
    await direct.close();
    const { clock, putOn } = movableClock();
    putOn(31_000);
    await start({ clock });
    await kill(child);
    await waitUntil(
      async () => {
        const [row] = await ground.database.query<{ rows: number }>(
          'select count(*)::int as rows from journal where performance_id = $1',
          [performanceId],
        );
        return row?.rows === 2;
      },
      { withinMs: takeOverMsMax + 1_000 },
    );
  }, 30_000);

  test('leads again at once when it starts anew at its address', {
    ...onAMachineThatPauses,
    timeout: 30_000,
  }, async () => {
    const performanceId = await openedPerformance();
    const first = await startProcess();
    const { port } = first;
    const client = connect(port);
    const held = hold(performanceId, [0]);
    const reply = await client.holdSeats(held);
    await kill(first.child);
    await startProcess(port);
    const listeningAt = performance.now();
    await waitUntil(async () => (await client.holdSeats(held)).result === 'OK');
    expect(performance.now() - listeningAt).toBeLessThan(1_500);
    expect(await client.holdSeats(held)).toEqual(reply);
    await client.close();
  });
});

describe('seats that come back', () => {
  test(
    'do so within a second of the end of their hold, also right after a restart',
    onAMachineThatPauses,
    async () => {
      const performanceId = ground.addPerformance(hall);
      const { clock, putOn } = movableClock();
      const { client } = await start({ clock });
      const { fence } = await client.holdSeats(hold(performanceId, [4], 30));
      const deltas: SeatDelta[] = [];
      client.watchSeats(
        performanceId,
        fence,
        (delta) => deltas.push(delta),
        () => {},
      );
      putOn(30_000);
      await waitUntil(() => deltas.some(({ seatNos }) => seatNos.includes(4)), { withinMs: 1_000 });

      await client.holdSeats(hold(performanceId, [5], 30));
      await running.pop()?.close();
      putOn(30_000);
      const again = await start({ clock });
      await waitUntil(
        async () => (await again.client.getSeatStatus(performanceId)).status[5] === 0,
        {
          withinMs: 1_000,
        },
      );
    },
  );

  test(
    'a watcher hears of a change in far less than 300 ms, by way of another instance',
    onAMachineThatPauses,
    async () => {
      const [one, other] = [await start(), await start()];
      const performanceId = ground.addPerformance(hall);
      const { version } = await one.client.getSeatStatus(performanceId);
      const heardAt = new Map<number, number>();
      other.client.watchSeats(
        performanceId,
        version,
        ({ seatNos }) => {
          for (const seatNo of seatNos) heardAt.set(seatNo, performance.now());
        },
        () => {},
      );
      const delays: number[] = [];
      for (let seatNo = 0; seatNo < 20; seatNo += 1) {
        await one.client.holdSeats(hold(performanceId, [seatNo]));
        const heldAt = performance.now();
        await waitUntil(() => heardAt.has(seatNo), { withinMs: 2_000 });
        delays.push((heardAt.get(seatNo) ?? 0) - heldAt);
      }
      delays.sort((a, b) => a - b);
      expect(delays[delays.length >> 1]).toBeLessThan(200);
      expect(delays.at(-1)).toBeLessThan(300);
    },
  );
});
