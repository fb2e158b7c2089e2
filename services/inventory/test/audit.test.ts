import { performanceChanged } from '@ticketing/contracts';
import type { AuditedSeat, InventoryClient } from '@ticketing/inventory-client';
import { newId } from '@ticketing/service-kit';
import { waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditSeatsMax } from '../src/operations/limits.ts';
import { saleTerms } from './support/sale-terms.ts';
import {
  connect,
  openTestGround,
  startInventory,
  type TestGround,
  type TestInventory,
} from './support/start-inventory.ts';

let ground: TestGround;
let inventory: TestInventory;
beforeAll(async () => {
  ground = await openTestGround();
  inventory = await startInventory(ground);
});
afterAll(async () => {
  await inventory?.close();
  await ground?.close();
});

const hall = [{ id: 'floor', level: 0, rows: [10, 10] }];
const newHall = () => ground.addPerformance(hall);

async function holdSeats(performanceId: string, seatNos: number[], customerId = newId('account')) {
  const command = { performanceId, holdId: newId('hold'), customerId, seatNos, holdSeconds: 480 };
  const { result, fence } = await inventory.client.holdSeats(command);
  expect(result).toBe('OK');
  return { ...command, fence };
}

async function sell(performanceId: string, seatNos: number[], customerId = newId('account')) {
  const hold = await holdSeats(performanceId, seatNos, customerId);
  const sold = { ...hold, bookingId: newId('booking') };
  expect(await inventory.client.confirmHold(sold)).toEqual({ result: 'OK' });
  return sold;
}

/** All that a performance's audit names, whatever page it stands on. */
async function findFaults(performanceId: string): Promise<string[]> {
  const pages = await readPages(inventory.client, performanceId);
  return pages.flatMap(({ faults, differences }) => [...faults, ...differences]);
}

async function readPages(client: InventoryClient, performanceId: string) {
  const pages = [await client.auditPerformance(performanceId, 0)];
  for (let next = pages[0]?.nextSeatNo; next !== undefined; next = pages.at(-1)?.nextSeatNo) {
    pages.push(await client.auditPerformance(performanceId, next));
  }
  return pages;
}

describe('the audit of a performance', () => {
  test('tells who holds and who owns which seat, and finds nothing wrong', async () => {
    const performanceId = newHall();
    const customerId = newId('account');
    const sold = await sell(performanceId, [3, 4], customerId);
    const held = await holdSeats(performanceId, [7], customerId);
    const audit = await inventory.client.auditPerformance(performanceId, 0);
    const owner = { customerId, holdId: sold.holdId, bookingId: sold.bookingId };
    expect(audit).toEqual({
      result: 'OK',
      version: 3,
      faults: [],
      differences: [],
      seats: [
        { seatNo: 3, ...owner },
        { seatNo: 4, ...owner },
        { seatNo: 7, customerId, holdId: held.holdId },
      ],
      customerSeatsMax: 4,
    });
  });

  test('comes in pages that join, however many seats there are', async () => {
    const places = 2 * auditSeatsMax + 10;
    const performanceId = ground.addPerformance([{ id: 'pit', level: 0, places }]);
    const seatNos = [0, auditSeatsMax - 1, auditSeatsMax, 2 * auditSeatsMax, places - 1];
    const sold = new Map<number, string>();
    for (const seatNo of seatNos) sold.set(seatNo, (await sell(performanceId, [seatNo])).bookingId);
    const pages = await readPages(inventory.client, performanceId);
    expect(pages).toHaveLength(3);
    expect(pages.map(({ seats }) => seats.length)).toEqual([2, 1, 2]);
    const told = pages.flatMap(({ seats }) => seats);
    expect(new Map(told.map(({ seatNo, bookingId }) => [seatNo, bookingId]))).toEqual(sold);
  });

  test('answers for another instance by the one that leads', async () => {
    const performanceId = newHall();
    const { bookingId } = await sell(performanceId, [1]);
    const other = await startInventory(ground);
    const audit = await other.client.auditPerformance(performanceId, 0);
    expect(audit.seats).toMatchObject([{ seatNo: 1, bookingId }]);
    await other.close();
  });

  test('answers nothing of a performance that there is not, nor to who shows no token', async () => {
    const nothing = { faults: [], differences: [], seats: [], customerSeatsMax: 0, version: 0 };
    const unknown = await inventory.client.auditPerformance(newId('performance'), 0);
    expect(unknown).toEqual({ ...nothing, result: 'PERFORMANCE_NOT_FOUND' });
    const stranger = connect(inventory.port, 'another token');
    const refused = await stranger.auditPerformance(newHall(), 0);
    expect(refused).toEqual({ ...nothing, result: 'UNAVAILABLE' });
    await stranger.close();
  });

  test.each<[string, string, (bookingId: string) => string]>([
    [
      'a sold seat that the table lost',
      'delete from sold_seats where performance_id = $1 and seat_no = 3',
      (bookingId) => `I2 seat 3 is sold to ${bookingId} in memory and to nobody in sold_seats`,
    ],
    [
      'a seat that only the table sold',
      `insert into sold_seats values ($1, 9, 'acc_planted', 'bkg_planted', 'hld_planted')`,
      () => 'I2 seat 9 is sold to nobody in memory and to bkg_planted in sold_seats',
    ],
    [
      'a seat with two owners',
      `update sold_seats set booking_id = 'bkg_planted' where performance_id = $1 and seat_no = 4`,
      (bookingId) => `I1 seat 4 is sold to ${bookingId} in memory and to bkg_planted in sold_seats`,
    ],
  ])('names %s', async (_, by, fault) => {
    const performanceId = newHall();
    const { bookingId } = await sell(performanceId, [3, 4]);
    await ground.database.query(by, [performanceId]);
    expect(await findFaults(performanceId)).toEqual([fault(bookingId)]);
  });

  test('names a customer beyond the limit, but not one who bought before it was lowered', async () => {
    const performanceId = newHall();
    const customerId = newId('account');
    await sell(performanceId, [1, 2, 3], customerId);
    const terms = saleTerms(performanceId, { ticketsPerCustomerMax: 2 });
    await ground.publish(performanceChanged, performanceId, { terms });
    await waitUntil(async () => {
      const command = { performanceId, customerId: newId('account'), seatNos: [7, 8, 9] };
      const refused = { ...command, holdId: newId('hold'), holdSeconds: 60 };
      const { result } = await inventory.client.holdSeats(refused);
      if (result === 'OK') await inventory.client.releaseHold(refused);
      return result === 'LIMIT_EXCEEDED';
    });
    expect(await findFaults(performanceId)).toEqual([]);
    await ground.database.query(
      `update performances set tickets_per_customer_max = 2,
         terms_tickets_per_customer_highest = 2 where performance_id = $1`,
      [performanceId],
    );
    expect(await findFaults(performanceId)).toEqual([
      `I9 ${customerId} has 3 seats, and 2 are allowed`,
    ]);
  });

  test('finds nothing while seats are sold and given back all the time', async () => {
    const performanceId = ground.addPerformance([{ id: 'pit', level: 0, places: 400 }]);
    let selling = true;
    const buyers = Array.from({ length: 8 }, async (_, buyer) => {
      for (let round = 0; selling; round += 1) {
        const seatNo = buyer * 50 + (round % 50);
        const { bookingId } = await sell(performanceId, [seatNo]);
        await inventory.client.returnSeats({
          performanceId,
          bookingId,
          seatNos: [seatNo],
          returnId: newId('message'),
        });
      }
    });
    const seats: AuditedSeat[] = [];
    for (let audits = 0; audits < 60; audits += 1) {
      const audit = await inventory.client.auditPerformance(performanceId, 0);
      expect(audit).toMatchObject({ result: 'OK', faults: [], differences: [] });
      seats.push(...audit.seats);
    }
    selling = false;
    await Promise.all(buyers);
    expect(seats.some(({ bookingId }) => bookingId !== undefined)).toBe(true);
  });
});
