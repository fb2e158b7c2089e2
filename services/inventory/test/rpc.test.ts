import { Client, credentials, Metadata, type MethodDefinition } from '@grpc/grpc-js';
import { performanceChanged, type SaleTerms, seatStatus } from '@ticketing/contracts';
import type { SeatDelta } from '@ticketing/inventory-client';
import { type InventoryMethods, loadInventoryMethods } from '@ticketing/inventory-client/wire';
import { newId } from '@ticketing/service-kit';
import { type FixedClock, fixedClock, testSecrets, waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saleTerms } from './support/sale-terms.ts';
import {
  connect,
  openTestGround,
  startInventory,
  type TestGround,
  type TestInventory,
} from './support/start-inventory.ts';

let ground: TestGround;
let clock: FixedClock;
let inventory: TestInventory;

beforeAll(async () => {
  ground = await openTestGround();
  clock = fixedClock();
  inventory = await startInventory(ground, { clock });
});
afterAll(async () => {
  await inventory?.close();
  await ground?.close();
});

const hall = [
  { id: 'floor', level: 0, rows: [10, 10] },
  { id: 'balcony', level: 1, rows: [8] },
  { id: 'pit', level: 2, places: 50 },
];
const newHall = () => ground.addPerformance(hall);

const hold = (performanceId: string, seatNos: number[], customerId = newId('account')) =>
  ({ performanceId, holdId: newId('hold'), customerId, seatNos, holdSeconds: 480 }) as const;

async function statusOf(performanceId: string): Promise<number[]> {
  const reply = await inventory.client.getSeatStatus(performanceId);
  expect(reply.result).toBe('OK');
  return [...reply.status];
}

/** Sells seats; returns what was sold to whom. */
async function sell(performanceId: string, seatNos: number[]) {
  const command = hold(performanceId, seatNos);
  const { fence } = await inventory.client.holdSeats(command);
  const confirmed = { ...command, fence, bookingId: newId('booking') };
  expect(await inventory.client.confirmHold(confirmed)).toEqual({ result: 'OK' });
  return confirmed;
}

describe('holds', () => {
  test('a hold takes all of its seats, and the same hold again answers the same', async () => {
    const performanceId = newHall();
    const command = hold(performanceId, [2, 3, 4]);
    const first = await inventory.client.holdSeats(command);
    expect(first).toEqual({
      result: 'OK',
      seatNos: [2, 3, 4],
      fence: 1,
      expiresAtMs: clock.now().getTime() + 480_000,
      conflicts: [],
      limit: 0,
    });
    expect(await inventory.client.holdSeats(command)).toEqual(first);
    const status = await statusOf(performanceId);
    expect(status.filter((one) => one === seatStatus.held)).toHaveLength(3);
  });

  test('a hold with one taken seat takes none and names the conflict', async () => {
    const performanceId = newHall();
    await inventory.client.holdSeats(hold(performanceId, [5]));
    const reply = await inventory.client.holdSeats(hold(performanceId, [4, 5, 6]));
    expect(reply).toMatchObject({ result: 'SEATS_TAKEN', conflicts: [5], seatNos: [] });
    expect((await statusOf(performanceId)).slice(4, 7)).toEqual([0, 1, 0]);
  });

  test('the limit counts all holds of a customer', async () => {
    const performanceId = newHall();
    const customerId = newId('account');
    await inventory.client.holdSeats(hold(performanceId, [0, 1, 2], customerId));
    const reply = await inventory.client.holdSeats(hold(performanceId, [5, 6], customerId));
    expect(reply).toMatchObject({ result: 'LIMIT_EXCEEDED', limit: 4 });
  });

  test.each([
    ['unknown seats', { seatNos: [78] }, 'SEATS_INVALID'],
    ['a seat twice', { seatNos: [1, 1] }, 'SEATS_INVALID'],
    ['no seats', { seatNos: [] }, 'SEATS_INVALID'],
    ['a seat number beyond 32 bits', { seatNos: [2 ** 32 + 1] }, 'SEATS_INVALID'],
    ['a hold of a second', { seatNos: [1], holdSeconds: 1 }, 'COMMAND_INVALID'],
    ['no hold id', { seatNos: [1], holdId: '' }, 'COMMAND_INVALID'],
    ['a performance that does not exist', { performanceId: newId('performance') }, undefined],
    ['a performance id that is none', { performanceId: 'x' }, undefined],
  ])('%s are refused and change nothing', async (_, wrong, result) => {
    const performanceId = newHall();
    const command = { ...hold(performanceId, [0]), ...wrong };
    const reply = await inventory.client.holdSeats(command);
    expect(reply.result).toBe(result ?? 'PERFORMANCE_NOT_FOUND');
    expect(await inventory.client.getSeatStatus(performanceId)).toMatchObject({ version: 0 });
  });

  test('the best seats are neighbours in the nearest row, and standing places the lowest', async () => {
    const performanceId = newHall();
    const best = { performanceId, holdSeconds: 480 } as const;
    const ask = (levelCode: string, quantity: number, sectionId?: string) =>
      inventory.client.holdBestAvailable({
        ...best,
        ...(sectionId !== undefined && { sectionId }),
        holdId: newId('hold'),
        customerId: newId('account'),
        levelCode,
        quantity,
      });
    expect(await ask('VIP', 4)).toMatchObject({ result: 'OK', seatNos: [3, 4, 5, 6] });
    expect(await ask('S', 2)).toMatchObject({ result: 'OK', seatNos: [28, 29] });
    expect(await ask('S', 2)).toMatchObject({ result: 'OK', seatNos: [30, 31] });
    expect(await ask('R', 2, 'balcony')).toMatchObject({ result: 'OK', seatNos: [23, 24] });
    expect(await ask('R', 2, 'floor')).toMatchObject({ result: 'NOT_ENOUGH_SEATS' });
    expect(await ask('GOLD', 1)).toMatchObject({ result: 'SEATS_INVALID' });
    expect(await ask('VIP', 21)).toMatchObject({ result: 'COMMAND_INVALID' });
  });
});

describe('what becomes of a hold', () => {
  test('a release frees the seats, and a late copy of the hold does not take them again', async () => {
    const performanceId = newHall();
    const command = hold(performanceId, [1, 2]);
    await inventory.client.holdSeats(command);
    expect(await inventory.client.releaseHold(command)).toEqual({ result: 'OK' });
    expect(await inventory.client.releaseHold(command)).toEqual({ result: 'OK' });
    expect(await inventory.client.holdSeats(command)).toMatchObject({ result: 'HOLD_NOT_FOUND' });
    expect(new Set(await statusOf(performanceId))).toEqual(new Set([0]));
  });

  test('a confirmation sells the seats, and is written where anyone can read it', async () => {
    const performanceId = newHall();
    const sold = await sell(performanceId, [7, 8]);
    expect(await inventory.client.confirmHold(sold)).toEqual({ result: 'OK' });
    expect((await statusOf(performanceId)).slice(7, 9)).toEqual([2, 2]);
    const rows = await ground.database.query(
      'select * from sold_seats where performance_id = $1 order by seat_no',
      [performanceId],
    );
    const { customerId: customer_id, bookingId: booking_id, holdId: hold_id } = sold;
    expect(rows).toEqual(
      [7, 8].map((seat_no) => ({
        ...{ performance_id: performanceId, seat_no, customer_id, booking_id, hold_id },
      })),
    );
  });

  test('a confirmation needs the hold’s own fence and customer', async () => {
    const performanceId = newHall();
    const command = hold(performanceId, [1]);
    const { fence } = await inventory.client.holdSeats(command);
    const confirm = { ...command, fence, bookingId: newId('booking') };
    const confirmWith = (wrong: object) =>
      inventory.client.confirmHold({ ...confirm, ...wrong }).then(({ result }) => result);
    expect(await confirmWith({ fence: fence + 1 })).toBe('FENCE_STALE');
    expect(await confirmWith({ customerId: newId('account') })).toBe('NOT_OWNER');
    expect(await confirmWith({ holdId: newId('hold') })).toBe('HOLD_NOT_FOUND');
    expect((await statusOf(performanceId))[1]).toBe(seatStatus.held);
  });

  test('seats go back to sale once, whatever is repeated, and can be sold anew', async () => {
    const performanceId = newHall();
    const { bookingId } = await sell(performanceId, [10, 11]);
    const back = { performanceId, bookingId, seatNos: [10], returnId: 'return-1' };
    expect(await inventory.client.returnSeats(back)).toEqual({ result: 'OK' });
    await sell(performanceId, [10]);
    expect(await inventory.client.returnSeats(back)).toEqual({ result: 'OK' });
    expect((await statusOf(performanceId)).slice(10, 12)).toEqual([2, 2]);
    const again = { ...back, returnId: 'return-2' };
    expect(await inventory.client.returnSeats(again)).toEqual({ result: 'NOT_OWNER' });
    const rows = await ground.database.query<{ booking_id: string }>(
      'select booking_id from sold_seats where performance_id = $1 and seat_no = 10',
      [performanceId],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.booking_id).not.toBe(bookingId);
  });

  test('a hold ends when its time is over, by the writer’s clock', async () => {
    const performanceId = newHall();
    const command = hold(performanceId, [3]);
    const first = await inventory.client.holdSeats(command);
    await clock.advance(479_000);
    expect((await statusOf(performanceId))[3]).toBe(seatStatus.held);
    await clock.advance(1_500);
    await waitUntil(async () => (await statusOf(performanceId))[3] === seatStatus.available);
    const late = { ...command, fence: first.fence, bookingId: newId('booking') };
    expect(await inventory.client.confirmHold(late)).toEqual({ result: 'HOLD_NOT_FOUND' });
    const anew = await inventory.client.holdSeats(command);
    expect(anew.fence).toBeGreaterThan(first.fence);
    expect(await inventory.client.confirmHold(late)).toEqual({ result: 'FENCE_STALE' });
  });
});

describe('the catalogue', () => {
  const change = (performanceId: string, changes: Partial<SaleTerms>) =>
    ground.publish(performanceChanged, performanceId, { terms: saleTerms(performanceId, changes) });

  test('a changed limit holds from then on', async () => {
    const performanceId = newHall();
    await inventory.client.holdSeats(hold(performanceId, [0]));
    await change(performanceId, { ticketsPerCustomerMax: 2 });
    await waitUntil(async () => {
      const probe = await inventory.client.holdSeats(hold(performanceId, [1, 2, 3]));
      return probe.result === 'LIMIT_EXCEEDED' && probe.limit === 2;
    });
  });

  test('a cancelled performance sells nothing more, even one that was never opened', async () => {
    const opened = newHall();
    const held = hold(opened, [0]);
    const { fence } = await inventory.client.holdSeats(held);
    const never = newHall();
    await change(never, { status: 'cancelled' });
    await change(opened, { status: 'cancelled' });
    for (const performanceId of [never, opened]) {
      await waitUntil(async () => {
        const reply = await inventory.client.holdSeats(hold(performanceId, [1]));
        return reply.result === 'PERFORMANCE_CLOSED';
      });
    }
    const confirm = { ...held, fence, bookingId: newId('booking') };
    expect(await inventory.client.confirmHold(confirm)).toEqual({ result: 'PERFORMANCE_CLOSED' });
    expect(await inventory.client.releaseHold(held)).toEqual({ result: 'OK' });
  });
});

describe('the door', () => {
  test('without the service token nothing is answered', async () => {
    const performanceId = newHall();
    const stranger = connect(inventory.port, 'a guess');
    const reply = await stranger.holdSeats(hold(performanceId, [0]));
    expect(reply.result).toBe('UNAVAILABLE');
    expect((await stranger.getSeatStatus(performanceId)).result).toBe('UNAVAILABLE');
    const ended = await new Promise((resolve) =>
      stranger.watchSeats(performanceId, 0, () => {}, resolve),
    );
    expect(String(ended)).toContain('UNAUTHENTICATED');
    await stranger.close();
    expect(await statusOf(performanceId)).not.toContain(seatStatus.held);
  });

  test('many first commands at once open a performance once', async () => {
    const performanceId = newHall();
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, seatNo) =>
        inventory.client.holdSeats(hold(performanceId, [seatNo])),
      ),
    );
    expect(replies.every(({ result }) => result === 'OK')).toBe(true);
    expect(ground.layoutCalls.filter((id) => id === performanceId)).toHaveLength(1);
  });

  test('200 customers who want the same seats: one gets them', async () => {
    const performanceId = newHall();
    const clients = Array.from({ length: 8 }, () => connect(inventory.port));
    const replies = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        (clients[n % 8] ?? inventory.client).holdSeats(hold(performanceId, [n % 3, 3])),
      ),
    );
    expect(replies.filter(({ result }) => result === 'OK')).toHaveLength(1);
    expect(replies.filter(({ result }) => result === 'SEATS_TAKEN')).toHaveLength(199);
    await Promise.all(clients.map((client) => client.close()));
  });

  test('a customer’s parallel holds never pass the limit together', async () => {
    const performanceId = newHall();
    const customerId = newId('account');
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        inventory.client.holdSeats(hold(performanceId, [n], customerId)),
      ),
    );
    expect(replies.filter(({ result }) => result === 'OK')).toHaveLength(4);
  });
});

describe('watching', () => {
  test('deltas join without gaps and lead to the status', async () => {
    const performanceId = newHall();
    await inventory.client.holdSeats(hold(performanceId, [0]));
    const before = await inventory.client.getSeatStatus(performanceId);
    const deltas: SeatDelta[] = [];
    const watch = inventory.client.watchSeats(
      performanceId,
      before.version,
      (delta) => deltas.push(delta),
      () => {},
    );
    for (const seatNo of [5, 6, 7, 30]) {
      await inventory.client.holdSeats(hold(performanceId, [seatNo]));
    }
    await sell(performanceId, [20]);
    const after = await inventory.client.getSeatStatus(performanceId);
    await waitUntil(() => deltas.at(-1)?.toVersion === after.version);
    watch.cancel();
    const status = [...before.status];
    let version = before.version;
    for (const delta of deltas) {
      expect(delta).toMatchObject({ fromVersion: version, reset: false });
      version = delta.toVersion;
      for (const [place, seatNo] of delta.seatNos.entries()) {
        status[seatNo] = delta.status[place] ?? -1;
      }
    }
    expect(status).toEqual([...after.status]);
  });

  test('who was away too long, or saw what is not, is told to read anew', async () => {
    const performanceId = newHall();
    await inventory.client.holdSeats(hold(performanceId, [0]));
    const delta = await new Promise<SeatDelta>((resolve) => {
      inventory.client.watchSeats(performanceId, 99, resolve, () => {});
    });
    expect(delta).toMatchObject({ reset: true, toVersion: 1, seatNos: [] });
  });

  test('an unknown performance ends the watch', async () => {
    const error = await new Promise((resolve) => {
      inventory.client.watchSeats(newId('performance'), 0, () => {}, resolve);
    });
    expect(String(error)).toContain('NOT_FOUND');
  });
});

describe('one call at a time', () => {
  test('every command has a plain call that answers as the stream does', async () => {
    const performanceId = newHall();
    const command = hold(performanceId, [0, 1]);
    const held = await call('HoldSeats', command);
    expect(held).toMatchObject({ result: 1, seatNos: [0, 1], fence: 1 });
    const { customerId, holdId } = command;
    const best = { performanceId, customerId, levelCode: 'R', quantity: 1, holdSeconds: 60 };
    const second = { ...best, holdId: newId('hold'), sectionId: '' };
    expect(await call('HoldBestAvailable', second)).toMatchObject({ result: 1, seatNos: [23] });
    const bookingId = newId('booking');
    const confirm = { performanceId, customerId, holdId, fence: 1, bookingId };
    expect(await call('ConfirmHold', confirm)).toEqual({ result: 1 });
    expect(await call('ReleaseHold', second)).toEqual({ result: 1 });
    const back = { performanceId, bookingId, seatNos: [1], returnId: 'r' };
    expect(await call('ReturnSeats', back)).toEqual({ result: 1 });
    expect((await statusOf(performanceId)).slice(0, 2)).toEqual([2, 0]);
  });
});

const metadata = new Metadata();
metadata.set('x-service-token', testSecrets.SERVICE_TOKEN);

function call<Name extends keyof InventoryMethods>(
  name: Name,
  request: Parameters<InventoryMethods[Name]['requestSerialize']>[0],
): Promise<unknown> {
  const { path, requestSerialize, responseDeserialize } = loadInventoryMethods()[
    name
  ] as MethodDefinition<unknown, unknown>;
  const raw = new Client(`127.0.0.1:${inventory.port}`, credentials.createInsecure());
  return new Promise((resolve, reject) => {
    raw.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      metadata,
      (error, reply) => {
        raw.close();
        if (error === null) resolve(reply);
        else reject(error);
      },
    );
  });
}
