import { randomUUID } from 'node:crypto';
import { performanceChanged, type SaleTerms, seatStatus } from '@ticketing/contracts';
import { newId } from '@ticketing/service-kit';
import { type FixedClock, fixedClock, waitUntil } from '@ticketing/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saleTerms } from './support/sale-terms.ts';
import {
  openTestGround,
  startInventory,
  type TestGround,
  type TestInventory,
} from './support/start-inventory.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const { available, held, sold, blocked } = seatStatus;

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

/** Two rows of ten; of the second the first two and the last two are a wheelchair place and its companion. */
const hall = [{ id: 'floor', level: 0, rows: [10, 10] }];
const needs = { accessible: [10, 19], companions: [11, 18] };
const newHall = (options: Parameters<TestGround['addPerformance']>[1] = {}) =>
  ground.addPerformance(hall, options);

const inHours = (hours: number) => new Date(clock.now().getTime() + hours * hourMs).toISOString();

const holdOf = (performanceId: string, seatNos: number[], accessible?: boolean) => ({
  ...{ performanceId, holdId: newId('hold'), customerId: newId('account'), seatNos },
  holdSeconds: 480,
  ...(accessible !== undefined && { accessible }),
});
const hold = (...parameters: Parameters<typeof holdOf>) =>
  inventory.client.holdSeats(holdOf(...parameters));
const best = (performanceId: string, quantity: number, accessible: boolean) =>
  inventory.client.holdBestAvailable({
    ...{ performanceId, holdId: newId('hold'), customerId: newId('account'), holdSeconds: 480 },
    ...{ levelCode: 'VIP', quantity, accessible },
  });

/** What each of the seats is, by the door. */
async function seats(performanceId: string, seatNos: number[]): Promise<(number | undefined)[]> {
  const { status } = await inventory.client.getSeatStatus(performanceId);
  return seatNos.map((seatNo) => status[seatNo]);
}

describe('extending a hold', () => {
  async function holdToExtend() {
    const performanceId = newHall();
    const command = holdOf(performanceId, [3, 4]);
    const { fence, expiresAtMs } = await inventory.client.holdSeats(command);
    const extension = { ...command, fence, expiresAtMs: expiresAtMs + 5 * minuteMs };
    return { performanceId, command, extension, expiresAtMs };
  }

  test('it ends later, once, and the same again answers the same', async () => {
    const { performanceId, extension, expiresAtMs } = await holdToExtend();
    const first = await inventory.client.extendHold(extension);
    expect(first).toEqual({
      ...{ result: 'OK', seatNos: [3, 4], fence: extension.fence, conflicts: [], limit: 0 },
      expiresAtMs: expiresAtMs + 5 * minuteMs,
    });
    const { version } = await inventory.client.getSeatStatus(performanceId);
    expect(await inventory.client.extendHold(extension)).toEqual(first);
    const greedy = { ...extension, expiresAtMs: expiresAtMs + 9 * minuteMs };
    expect(await inventory.client.extendHold(greedy)).toEqual(first);
    expect(await inventory.client.getSeatStatus(performanceId)).toMatchObject({ version });

    await clock.advance(expiresAtMs - clock.now().getTime() + 4 * minuteMs);
    expect(await seats(performanceId, [3, 4])).toEqual([held, held]);
    await clock.advance(minuteMs + 1_500);
    await waitUntil(async () => (await seats(performanceId, [3]))[0] === available);
    expect(await inventory.client.extendHold(extension)).toMatchObject({
      result: 'HOLD_NOT_FOUND',
    });
  });

  test('it lasts 20 minutes in all for a card, and 7 days for a transfer', async () => {
    const { extension } = await holdToExtend();
    const takenAtMs = clock.now().getTime();
    const far = { ...extension, expiresAtMs: takenAtMs + 30 * 24 * hourMs };
    expect(await inventory.client.extendHold(far)).toMatchObject({
      result: 'OK',
      expiresAtMs: takenAtMs + 20 * minuteMs,
    });
    expect(await inventory.client.extendHold({ ...far, deferred: true })).toMatchObject({
      result: 'OK',
      expiresAtMs: takenAtMs + 7 * 24 * hourMs,
    });
  });

  test('it is refused to others, under another fence, and for what is not held', async () => {
    const { performanceId, command, extension } = await holdToExtend();
    const { version } = await inventory.client.getSeatStatus(performanceId);
    const extendWith = (wrong: object) =>
      inventory.client.extendHold({ ...extension, ...wrong }).then(({ result }) => result);
    expect(await extendWith({ customerId: newId('account') })).toBe('NOT_OWNER');
    expect(await extendWith({ fence: extension.fence + 1 })).toBe('FENCE_STALE');
    expect(await extendWith({ holdId: newId('hold') })).toBe('HOLD_NOT_FOUND');
    expect(await extendWith({ holdId: '' })).toBe('COMMAND_INVALID');
    expect(await extendWith({ performanceId: newId('performance') })).toBe('PERFORMANCE_NOT_FOUND');
    expect(await inventory.client.getSeatStatus(performanceId)).toMatchObject({ version });
    expect(await inventory.client.releaseHold(command)).toEqual({ result: 'OK' });
    expect(await extendWith({})).toBe('HOLD_NOT_FOUND');
    expect(await seats(performanceId, [3, 4])).toEqual([available, available]);
  });

  test('who was extended can confirm when the first time is over', async () => {
    const { performanceId, command, extension, expiresAtMs } = await holdToExtend();
    await inventory.client.extendHold(extension);
    await clock.advance(expiresAtMs - clock.now().getTime() + minuteMs);
    const { fence } = extension;
    const confirm = { ...command, fence, bookingId: newId('booking') };
    expect(await inventory.client.confirmHold(confirm)).toEqual({ result: 'OK' });
    expect(await seats(performanceId, [3, 4])).toEqual([sold, sold]);
  });
});

describe('changing blocks', () => {
  const change = (performanceId: string, block: number[], release: number[], changeId?: string) =>
    inventory.client.changeBlocks({
      ...{ performanceId, block, release },
      changeId: changeId ?? randomUUID(),
    });

  test('blocks and gives back in one step, and the same again has no second effect', async () => {
    const performanceId = newHall({ blockedSeats: [0, 1] });
    const changeId = randomUUID();
    const blocks = [performanceId, [5, 6], [0], changeId] as const;
    const send = () => change(blocks[0], [...blocks[1]], [...blocks[2]], blocks[3]);
    expect(await send()).toEqual({ result: 'OK', conflicts: [] });
    expect(await seats(performanceId, [0, 1, 5, 6])).toEqual([
      ...[available, blocked, blocked, blocked],
    ]);
    expect((await change(performanceId, [], [5])).result).toBe('OK');
    expect(await send()).toEqual({ result: 'OK', conflicts: [] });
    expect(await seats(performanceId, [5])).toEqual([available]);
    expect((await change(performanceId, [7], [], changeId)).result).toBe('COMMAND_INVALID');
    expect(await seats(performanceId, [7])).toEqual([available]);
  });

  test('a blocked seat cannot be held, and one that is given back can', async () => {
    const performanceId = newHall();
    await change(performanceId, [4], []);
    expect(await hold(performanceId, [3, 4])).toMatchObject({
      result: 'SEATS_TAKEN',
      conflicts: [4],
    });
    await change(performanceId, [], [4]);
    expect(await hold(performanceId, [3, 4])).toMatchObject({ result: 'OK' });
  });

  test('seats of customers are never blocked, and nothing of such a change happens', async () => {
    const performanceId = newHall({ blockedSeats: [9] });
    await hold(performanceId, [2]);
    expect(await change(performanceId, [1, 2], [9])).toEqual({
      result: 'SEATS_TAKEN',
      conflicts: [2],
    });
    expect(await seats(performanceId, [1, 2, 9])).toEqual([available, held, blocked]);
  });

  test.each([
    ['a seat that is not', [20], [], 'SEATS_INVALID', [20]],
    ['a seat twice', [1, 1], [], 'SEATS_INVALID', [1]],
    ['a seat given back that is not blocked', [], [1], 'SEATS_INVALID', [1]],
    ['the same seat blocked and given back', [9], [9], 'SEATS_INVALID', [9]],
    ['nothing at all', [], [], 'COMMAND_INVALID', []],
    ['more than a change may', Array.from({ length: 20_001 }, () => 1), [], 'COMMAND_INVALID', []],
  ])('%s is refused by name', async (_, block, release, result, conflicts) => {
    const performanceId = newHall({ blockedSeats: [9] });
    expect(await change(performanceId, block, release)).toEqual({ result, conflicts });
    expect(await inventory.client.getSeatStatus(performanceId)).toMatchObject({ version: 0 });
  });
});

describe('wheelchair places', () => {
  test('are reserved for who asks for them, by the layout alone until terms are told', async () => {
    const performanceId = newHall({ needs, accessibleReleaseAt: inHours(24) });
    expect(await hold(performanceId, [9, 10, 11])).toMatchObject({
      ...{ result: 'SEATS_RESERVED', conflicts: [10, 11], seatNos: [] },
    });
    expect(await hold(performanceId, [11], true)).toMatchObject({
      ...{ result: 'SEATS_RESERVED', conflicts: [11] },
    });
    expect(await seats(performanceId, [9, 10, 11])).toEqual([available, available, available]);
    expect(await hold(performanceId, [10, 11], true)).toMatchObject({ result: 'OK' });
    expect(await best(performanceId, 2, true)).toMatchObject({ result: 'OK', seatNos: [19, 18] });
    expect(await best(performanceId, 1, true)).toMatchObject({ result: 'NOT_ENOUGH_SEATS' });
  });

  test('are everybody’s from the release on, which nothing but time brings', async () => {
    const performanceId = newHall({ needs, accessibleReleaseAt: inHours(1) });
    await clock.advance(hourMs - 1);
    expect((await hold(performanceId, [10])).result).toBe('SEATS_RESERVED');
    await clock.advance(1);
    expect((await hold(performanceId, [10])).result).toBe('OK');
  });
});

describe('single seats', () => {
  test('a choice that leaves one is refused with the seats to add', async () => {
    const performanceId = newHall({ preventSingleSeats: true });
    expect(await hold(performanceId, [1, 2])).toMatchObject({
      ...{ result: 'SINGLE_SEAT_LEFT', conflicts: [0], seatNos: [] },
    });
    expect(await hold(performanceId, [7, 8])).toMatchObject({
      ...{ result: 'SINGLE_SEAT_LEFT', conflicts: [9] },
    });
    expect(await inventory.client.getSeatStatus(performanceId)).toMatchObject({ version: 0 });
    expect(await hold(performanceId, [0, 1, 2])).toMatchObject({ result: 'OK' });
    expect(await hold(performanceId, [4])).toMatchObject({
      ...{ result: 'SINGLE_SEAT_LEFT', conflicts: [3] },
    });
  });

  test('customers who come at once never leave one together', async () => {
    const performanceId = newHall({ preventSingleSeats: true });
    const replies = await Promise.all(
      [
        [0, 1],
        [3, 4],
        [6, 7],
        [8, 9],
        [2, 3],
      ].map((chosen) => hold(performanceId, chosen)),
    );
    expect(replies.map(({ result }) => result)).toEqual([
      ...['OK', 'SINGLE_SEAT_LEFT', 'OK', 'OK', 'OK'],
    ]);
  });
});

describe('terms that the catalogue tells', () => {
  const tell = (performanceId: string, changes: Partial<SaleTerms>) =>
    ground.publish(performanceChanged, performanceId, { terms: saleTerms(performanceId, changes) });
  /** Terms are heard in order, so what told the limit told the rest. */
  const untilLimit = (performanceId: string, limit: number) =>
    waitUntil(async () => {
      const probe = await hold(
        performanceId,
        Array.from({ length: 11 }, (_, seatNo) => seatNo),
      );
      return probe.result === 'LIMIT_EXCEEDED' && probe.limit === limit;
    });

  test('an open performance refuses by them, and no more when newer ones end them', async () => {
    const performanceId = newHall({ needs });
    expect((await hold(performanceId, [19])).result).toBe('SEATS_RESERVED');
    const rules = { preventSingleSeats: true, accessibleReleaseAt: inHours(2) };
    await tell(performanceId, { ...rules, ticketsPerCustomerMax: 3 });
    await untilLimit(performanceId, 3);
    expect(await hold(performanceId, [0, 1, 2, 3])).toMatchObject({
      ...{ result: 'LIMIT_EXCEEDED', limit: 3 },
    });
    expect(await hold(performanceId, [1, 2])).toMatchObject({
      ...{ result: 'SINGLE_SEAT_LEFT', conflicts: [0] },
    });
    expect((await hold(performanceId, [19])).result).toBe('SEATS_RESERVED');
    await clock.advance(2 * hourMs);
    // From then on a wheelchair place is a seat as others are, single ones too.
    expect((await hold(performanceId, [18])).result).toBe('SINGLE_SEAT_LEFT');
    expect((await hold(performanceId, [19])).result).toBe('OK');

    const free = { ticketsPerCustomerMax: 4, revision: 3 };
    await tell(performanceId, { ...free, accessibleReleaseAt: inHours(9) });
    await untilLimit(performanceId, 4);
    expect((await hold(performanceId, [1, 2])).result).toBe('OK');
    expect((await hold(performanceId, [18])).result).toBe('SEATS_RESERVED');
  });

  test('an older revision that comes late changes nothing', async () => {
    const performanceId = newHall();
    await tell(performanceId, { ticketsPerCustomerMax: 2, revision: 5 });
    await untilLimit(performanceId, 2);
    await tell(performanceId, { ticketsPerCustomerMax: 9, preventSingleSeats: true, revision: 4 });
    const next = newHall();
    await tell(next, { ticketsPerCustomerMax: 7 });
    await untilLimit(next, 7);
    expect(await hold(performanceId, [0, 1, 2])).toMatchObject({ limit: 2 });
    expect((await hold(performanceId, [1])).result).toBe('OK');
  });

  test('they outlast a restart', async () => {
    const performanceId = newHall({ needs });
    await tell(performanceId, {
      ...{ preventSingleSeats: true, accessibleReleaseAt: inHours(2), ticketsPerCustomerMax: 3 },
    });
    await untilLimit(performanceId, 3);
    await inventory.close();
    inventory = await startInventory(ground, { clock });
    expect((await hold(performanceId, [1])).result).toBe('SINGLE_SEAT_LEFT');
    expect((await hold(performanceId, [10])).result).toBe('SEATS_RESERVED');
    expect(await hold(performanceId, [0, 1, 2, 3])).toMatchObject({ limit: 3 });
    await clock.advance(2 * hourMs);
    expect((await hold(performanceId, [10])).result).toBe('OK');
  });
});
