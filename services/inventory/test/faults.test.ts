import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { availabilityChanged, seatStatus } from '@ticketing/contracts';
import type { ConfirmHoldCommand, HoldReply, HoldSeatsCommand } from '@ticketing/inventory-client';
import { newId } from '@ticketing/service-kit';
import type { SqlDatabase } from '@ticketing/sql-database';
import { fixedClock, seededRandom, seedOfToday, waitUntil } from '@ticketing/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
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
  for (const inventory of running.splice(0)) await inventory.close();
});
afterAll(async () => {
  await ground?.close();
});

async function start(options: Parameters<typeof startInventory>[1] = {}): Promise<TestInventory> {
  const inventory = await startInventory(ground, options);
  running.push(inventory);
  return inventory;
}

const rows = [{ id: 'floor', level: 0, rows: Array.from({ length: 20 }, () => 20) }];

const hold = (performanceId: string, seatNos: number[]): HoldSeatsCommand => ({
  performanceId,
  holdId: newId('hold'),
  customerId: newId('account'),
  seatNos,
  holdSeconds: 480,
});

describe('a writer that is killed', () => {
  test('loses nothing that it acknowledged', async () => {
    const performanceId = ground.addPerformance(rows);
    const first = await start();
    await first.client.getSeatStatus(performanceId);
    await running.pop()?.close();

    const acknowledged: {
      command: HoldSeatsCommand;
      reply: HoldReply;
      sold?: ConfirmHoldCommand;
    }[] = [];
    const random = seededRandom(seedOfToday());
    for (let life = 0; life < 3; life += 1) {
      const { child, client } = await startProcess();
      let dead = false;
      const buy = async () => {
        while (!dead) {
          const command = hold(performanceId, [random.integer(0, 399), random.integer(0, 399)]);
          const reply = await client.holdSeats(command);
          if (reply.result !== 'OK') continue;
          const entry: (typeof acknowledged)[number] = { command, reply };
          acknowledged.push(entry);
          const { fence } = reply;
          const sale = { ...command, fence, bookingId: newId('booking') };
          if (random.chance(0.5) && (await client.confirmHold(sale)).result === 'OK') {
            entry.sold = sale;
          }
        }
      };
      const earlier = acknowledged.length;
      const buyers = Array.from({ length: 8 }, buy);
      await waitUntil(() => acknowledged.length > earlier + 5, { withinMs: 15_000 });
      await new Promise((resolve) => setTimeout(resolve, random.integer(0, 90)));
      child.kill('SIGKILL');
      await once(child, 'exit');
      dead = true;
      await client.close();
      await Promise.all(buyers);
    }

    const { client } = await start();
    for (const { command, reply, sold } of acknowledged) {
      expect(await client.holdSeats(command), `seed ${random.seed}`).toEqual(reply);
      if (sold) expect(await client.confirmHold(sold)).toEqual({ result: 'OK' });
    }
    const { status } = await client.getSeatStatus(performanceId);
    const soldRows = await ground.database.query<{ seat_no: number }>(
      'select seat_no from sold_seats where performance_id = $1 order by seat_no',
      [performanceId],
    );
    const soldSeats = [...status.keys()].filter((seatNo) => status[seatNo] === seatStatus.sold);
    expect(soldRows.map((row) => row.seat_no)).toEqual(soldSeats);
  }, 60_000);
});

async function startProcess() {
  const script = fileURLToPath(new URL('./support/inventory-process.ts', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [script, ground.url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout as NonNullable<typeof child.stdout>, 'data')) as [Buffer];
  const client = connect(Number(line.toString()));
  running.push({ close: async () => void child.kill('SIGKILL') });
  return { child, client };
}

describe('two writers of one performance', () => {
  test('sell each seat once, however their commands interleave', async () => {
    const [one, other] = [await start(), await start()];
    const performanceId = ground.addPerformance(rows);
    const random = seededRandom(seedOfToday());
    const owners = new Map<number, string>();
    const buy = async (client: TestInventory['client']) => {
      for (let n = 0; n < 25; n += 1) {
        const command = hold(performanceId, [random.integer(0, 60), random.integer(61, 120)]);
        const { result, fence } = await client.holdSeats(command);
        if (result !== 'OK') continue;
        const bookingId = newId('booking');
        if ((await client.confirmHold({ ...command, fence, bookingId })).result !== 'OK') continue;
        for (const seatNo of command.seatNos) {
          expect(owners.has(seatNo), `seat ${seatNo}, seed ${random.seed}`).toBe(false);
          owners.set(seatNo, bookingId);
        }
      }
    };
    await Promise.all([one, one, other, other].map(({ client }) => buy(client)));
    expect(owners.size).toBeGreaterThan(20);
    const soldRows = await ground.database.query<{ seat_no: number; booking_id: string }>(
      'select seat_no, booking_id from sold_seats where performance_id = $1',
      [performanceId],
    );
    for (const { seat_no, booking_id } of soldRows) {
      if (owners.has(seat_no)) expect(owners.get(seat_no)).toBe(booking_id);
    }
    await waitUntil(async () => {
      const [a, b] = await Promise.all(
        [one, other].map(({ client }) => client.getSeatStatus(performanceId)),
      );
      return a?.version === b?.version && `${a?.status}` === `${b?.status}`;
    });
  });
});

describe('a commit that fails', () => {
  /** The ground's database, with something happening to the journal's statements. */
  function withJournal(
    around: (write: () => Promise<unknown[]>) => Promise<unknown[]>,
  ): SqlDatabase {
    const { database } = ground;
    return {
      ...database,
      query: ((text: string, parameters: never[]) => {
        const run = () => database.query(text, parameters);
        return text.includes('insert into journal') ? around(run) : run();
      }) as SqlDatabase['query'],
    };
  }
  const connectionLost = () => new Error('Connection terminated unexpectedly');

  test.each([
    ['after it was done', true],
    ['before it was done', false],
  ])('%s answers UNAVAILABLE, and the same command then has one effect', async (_, done) => {
    let failures = 1;
    const database = withJournal(async (write) => {
      if (failures === 0) return write();
      failures -= 1;
      if (done) await write();
      throw connectionLost();
    });
    const { client } = await start({ database });
    const performanceId = ground.addPerformance(rows);
    const command = hold(performanceId, [4, 5]);
    expect((await client.holdSeats(command)).result).toBe('UNAVAILABLE');
    const { result, fence } = await client.holdSeats(command);
    expect(result).toBe('OK');
    // Before the command that comes again, a row of its own may have proved that the lost one never came.
    expect(done ? [1] : [1, 2]).toContain(fence);
    const [count] = await ground.database.query<{ rows: number }>(
      'select count(*)::int as rows from journal where performance_id = $1',
      [performanceId],
    );
    expect(count?.rows).toBe(fence);
  });

  test('nobody sees a seat change, or is answered, before the commit', async () => {
    let release = () => {};
    const stalled = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { client } = await start({ database: withJournal((write) => stalled.then(write)) });
    const performanceId = ground.addPerformance(rows);
    await client.getSeatStatus(performanceId);
    let answered = false;
    const reply = client.holdSeats(hold(performanceId, [0])).finally(() => {
      answered = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const meanwhile = { answered, ...(await client.getSeatStatus(performanceId)) };
    release();
    expect(meanwhile).toMatchObject({ answered: false, version: 0 });
    expect(meanwhile.status[0]).toBe(seatStatus.available);
    expect((await reply).result).toBe('OK');
    expect((await client.getSeatStatus(performanceId)).status[0]).toBe(seatStatus.held);
  });
});

describe('what the bus is told', () => {
  const toldOf = (performanceId: string) =>
    ground.messages.filter(({ key }) => key === performanceId).map(({ data }) => data);

  test('the last change always gets out, by the next start if the bus was away', async () => {
    const performanceId = ground.addPerformance(rows, { blockedSeats: [399] });
    const away = { ...ground.eventBus, publish: () => Promise.reject(new Error('no broker')) };
    const first = await start({ eventBus: away });
    await first.client.holdSeats(hold(performanceId, [0, 1]));
    await new Promise((resolve) => setTimeout(resolve, 400));
    await running.pop()?.close();
    expect(toldOf(performanceId)).toEqual([]);

    await start();
    await waitUntil(() => toldOf(performanceId).length > 0);
    expect(toldOf(performanceId)).toEqual([
      {
        performanceId,
        version: 1,
        available: 397,
        held: 2,
        sold: 0,
        byLevel: [
          { code: 'VIP', available: 397, capacity: 400 },
          { code: 'R', available: 0, capacity: 0 },
          { code: 'S', available: 0, capacity: 0 },
        ],
      },
    ]);
    expect(ground.messages.every(({ type }) => type === availabilityChanged.type)).toBe(true);
  });

  test('many changes become one message a second', async () => {
    const performanceId = ground.addPerformance(rows);
    const { client } = await start();
    for (let seatNo = 0; seatNo < 30; seatNo += 1) {
      await client.holdSeats(hold(performanceId, [seatNo]));
    }
    await waitUntil(() => toldOf(performanceId).some((data) => hasVersion(data, 30)));
    expect(toldOf(performanceId).length).toBeLessThanOrEqual(3);
  });

  const hasVersion = (data: unknown, version: number) =>
    typeof data === 'object' && data !== null && 'version' in data && data.version === version;
});

describe('a restart', () => {
  test('begins at the snapshot that the last stop left', async () => {
    const performanceId = ground.addPerformance(rows);
    const first = await start();
    const command = hold(performanceId, [8, 9]);
    const reply = await first.client.holdSeats(command);
    const before = await first.client.getSeatStatus(performanceId);
    await running.pop()?.close();
    const [snapshot] = await ground.database.query<{ sequence: number; held_count: number }>(
      'select sequence, held_count from snapshots where performance_id = $1',
      [performanceId],
    );
    expect(snapshot).toEqual({ sequence: 1, held_count: 1 });
    // With the row gone, only the snapshot can tell.
    await ground.database.query('delete from journal where performance_id = $1', [performanceId]);
    const { client } = await start();
    expect(await client.getSeatStatus(performanceId)).toEqual(before);
    expect(await client.holdSeats(command)).toEqual(reply);
  });

  test('lets the holds expire that ended while nobody was there', async () => {
    const performanceId = ground.addPerformance(rows);
    const clock = fixedClock();
    const first = await start({ clock });
    await first.client.holdSeats(hold(performanceId, [3]));
    await running.pop()?.close();
    const later = fixedClock(new Date(clock.now().getTime() + 3_600_000));
    await start({ clock: later });
    await waitUntil(async () => {
      await later.advance(300);
      const [row] = await ground.database.query<{ rows: number }>(
        'select count(*)::int as rows from journal where performance_id = $1',
        [performanceId],
      );
      return row?.rows === 2;
    });
  });
});
