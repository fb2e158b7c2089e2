import { newId } from '@ticketing/service-kit';
import { waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  connect,
  openTestGround,
  startInventory,
  type TestGround,
} from './support/start-inventory.ts';

let ground: TestGround;
beforeAll(async () => {
  ground = await openTestGround();
});
afterAll(async () => {
  await ground?.close();
});

const hold = (performanceId: string, seatNo: number) => ({
  performanceId,
  holdId: newId('hold'),
  customerId: newId('account'),
  seatNos: [seatNo],
  holdSeconds: 60,
});

describe('the client', () => {
  test('answers UNAVAILABLE while inventory is away, and finds it again', async () => {
    const performanceId = ground.addPerformance([{ id: 'a', level: 0, rows: [10] }]);
    const first = await startInventory(ground);
    const client = connect(first.port);
    const command = hold(performanceId, 1);
    const held = await client.holdSeats(command);
    expect(held.result).toBe('OK');
    const ended = new Promise((resolve) =>
      client.watchSeats(performanceId, held.fence, () => {}, resolve),
    );
    const stoppedAt = performance.now();
    await first.close();
    expect(performance.now() - stoppedAt).toBeLessThan(3_000);
    expect(await ended).toBeInstanceOf(Error);
    expect((await client.holdSeats(hold(performanceId, 2))).result).toBe('UNAVAILABLE');
    await expect(client.ping()).rejects.toThrow('inventory cannot be reached');

    const second = await startInventory(ground, { port: first.port });
    await waitUntil(async () => (await client.holdSeats(command)).result === 'OK');
    expect(await client.holdSeats(command)).toEqual(held);
    await client.ping();
    await client.close();
    expect((await client.holdSeats(command)).result).toBe('UNAVAILABLE');
    await second.close();
  });

  test('puts thousands of commands of one turn through', async () => {
    const performanceId = ground.addPerformance([{ id: 'a', level: 0, places: 5_000 }]);
    const inventory = await startInventory(ground);
    const replies = await Promise.all(
      Array.from({ length: 5_000 }, (_, seatNo) =>
        inventory.client.holdSeats(hold(performanceId, seatNo)),
      ),
    );
    expect(replies.filter(({ result }) => result === 'OK')).toHaveLength(5_000);
    await inventory.close();
  });
});
