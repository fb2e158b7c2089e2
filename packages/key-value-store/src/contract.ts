import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { KeyValueStore } from './port.ts';

export interface KeyValueStoreUnderTest {
  /** Opens the store; called again, it opens one more on the same data, or the same one. */
  openStore(): Promise<KeyValueStore>;
  /** Restarts the engine, where it keeps something over a restart, and opens the store again. */
  reopenStore(store: KeyValueStore): Promise<KeyValueStore>;
}

/** Proves the promises of the port `KeyValueStore` on any adapter, in real time. */
export function describeKeyValueStore(name: string, subject: KeyValueStoreUnderTest): void {
  let store: KeyValueStore;
  let key: string;

  beforeEach(async () => {
    store = await subject.openStore();
    key = `contract-${randomUUID()}`;
  });
  afterEach(() => store.close());

  describe(`${name} limits rates`, () => {
    test('as many calls as the limit at once, then one for each share of the window', async () => {
      const takes = await Promise.all(
        Array.from({ length: 6 }, () => store.rateLimiter.take(key, 4, 2)),
      );
      expect(takes.map((decision) => decision.allowed)).toEqual([
        true,
        true,
        true,
        true,
        false,
        false,
      ]);
      expect(takes.map((decision) => decision.remaining)).toEqual([3, 2, 1, 0, 0, 0]);
      const refused = takes[5]?.retryAfterSeconds ?? 0;
      expect(refused).toBeGreaterThan(0.3);
      expect(refused).toBeLessThanOrEqual(0.5);

      await sleep(refused * 1000 + 5);
      expect(await store.rateLimiter.take(key, 4, 2)).toMatchObject({
        allowed: true,
        remaining: 0,
      });
      expect(await store.rateLimiter.take(key, 4, 2)).toMatchObject({ allowed: false });
    });

    test('an allowed call says when the allowance is full again; keys do not share', async () => {
      const first = await store.rateLimiter.take(key, 10, 10);
      expect(first).toMatchObject({ allowed: true, remaining: 9 });
      expect(first.retryAfterSeconds).toBeCloseTo(1, 1);
      expect(await store.rateLimiter.take(`${key}-other`, 10, 10)).toMatchObject({ remaining: 9 });
    });

    test('a call that is given back does not count, and none comes back that was not taken', async () => {
      for (let calls = 0; calls < 2; calls += 1) await store.rateLimiter.take(key, 2, 60);
      expect(await store.rateLimiter.take(key, 2, 60)).toMatchObject({ allowed: false });
      await store.rateLimiter.giveBack(key, 2, 60);
      expect(await store.rateLimiter.take(key, 2, 60)).toMatchObject({ allowed: true });
      for (let calls = 0; calls < 5; calls += 1) await store.rateLimiter.giveBack(key, 2, 60);
      const takes = [];
      for (let calls = 0; calls < 3; calls += 1)
        takes.push(await store.rateLimiter.take(key, 2, 60));
      expect(takes.map(({ allowed }) => allowed)).toEqual([true, true, false]);
    });

    test('a limit that is none is refused', async () => {
      await expect(store.rateLimiter.giveBack(key, 0, 1)).rejects.toThrow(RangeError);
      await expect(store.rateLimiter.take(key, 0, 1)).rejects.toThrow(RangeError);
      await expect(store.rateLimiter.take(key, 1, 0)).rejects.toThrow(RangeError);
    });
  });

  describe(`${name} caches`, () => {
    test('a value until its time to live is over or it is deleted', async () => {
      expect(await store.cache.get(key)).toBeUndefined();
      await store.cache.set(key, 'seats', 60);
      await store.cache.set(`${key}-short`, 'brief', 0.05);
      expect(await store.cache.get(key)).toBe('seats');
      expect(await store.cache.get(`${key}-short`)).toBe('brief');
      await sleep(80);
      expect(await store.cache.get(`${key}-short`)).toBeUndefined();
      await store.cache.set(key, '', 60);
      expect(await store.cache.get(key)).toBe('');
      await store.cache.delete(key);
      expect(await store.cache.get(key)).toBeUndefined();
    });

    test('of many who set an absent key at once one succeeds', async () => {
      const compete = (): Promise<boolean[]> =>
        Promise.all([1, 2, 3].map((n) => store.cache.setIfAbsent(key, `value-${n}`, 0.1)));
      expect((await compete()).filter((won) => won)).toHaveLength(1);
      expect(await store.cache.get(key)).toMatch(/^value-/);
      await sleep(130);
      expect((await compete()).filter((won) => won)).toHaveLength(1);
    });

    test('of all who miss a value at once one loads it, and all get it', async () => {
      const other = await subject.openStore();
      let loads = 0;
      const load = async (): Promise<string> => {
        loads += 1;
        await sleep(100);
        return `load ${loads}`;
      };
      const stores = [store, other, store, other, store, other];
      const values = await Promise.all(stores.map((one) => one.cache.getOrLoad(key, 60, load)));
      expect(values).toEqual(values.map(() => 'load 1'));
      expect(loads).toBe(1);
      expect(await other.cache.getOrLoad(key, 60, load)).toBe('load 1');
      await store.cache.set(`${key}-known`, '', 60);
      expect(await other.cache.getOrLoad(`${key}-known`, 60, load)).toBe('');
      expect(loads).toBe(1);
      if (other !== store) await other.close();
    });

    test('a failed load is not cached, and a loaded value lives as long as it was told', async () => {
      const failing = store.cache.getOrLoad(key, 60, async () => {
        await sleep(20);
        throw new RangeError('no such performance');
      });
      await expect(failing).rejects.toThrow(RangeError);
      expect(await store.cache.getOrLoad(key, 0.05, async () => 'found')).toBe('found');
      await sleep(80);
      expect(await store.cache.get(key)).toBeUndefined();
    });

    test('what is set while a value is loaded is newer, and wins', async () => {
      const loaded = store.cache.getOrLoad(key, 60, async () => {
        await store.cache.set(key, 'newer', 60);
        return 'older';
      });
      expect(await loaded).toBe('newer');
      expect(await store.cache.get(key)).toBe('newer');
    });

    test('no time to live is refused', async () => {
      await expect(store.cache.getOrLoad(key, -1, async () => 'x')).rejects.toThrow(RangeError);
      await expect(store.cache.set(key, 'x', 0)).rejects.toThrow(RangeError);
      await expect(store.cache.setIfAbsent(key, 'x', Number.NaN)).rejects.toThrow(RangeError);
    });
  });

  describe(`${name} fans out`, () => {
    test('a message reaches all who listen on its channel now, in order', async () => {
      const heard: string[] = [];
      const other = await subject.openStore();
      const listen = (
        from: KeyValueStore,
        who: string,
        channel: string,
      ): Promise<() => Promise<void>> =>
        from.fanout.subscribe(channel, (message) => void heard.push(`${who} ${message}`));
      const stopFirst = await listen(store, 'first', key);
      const stopSecond = await listen(other, 'second', key);
      const stopThird = await listen(other, 'third', `${key}-other`);

      await store.fanout.publish(key, 'one');
      await store.fanout.publish(key, 'two');
      await expect.poll(() => heard.length).toBe(4);
      await stopFirst();
      await store.fanout.publish(key, 'three');
      await expect.poll(() => heard.length).toBe(5);
      await sleep(30);
      expect(heard.filter((line) => line.startsWith('first'))).toEqual(['first one', 'first two']);
      expect(heard.filter((line) => line.startsWith('second'))).toEqual([
        'second one',
        'second two',
        'second three',
      ]);
      expect(heard.some((line) => line.startsWith('third'))).toBe(false);
      await Promise.all([stopSecond(), stopThird()]);
      if (other !== store) await other.close();
    });

    test('a listener that throws keeps the message from nobody', async () => {
      const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
      const heard: string[] = [];
      await store.fanout.subscribe(key, () => {
        throw new Error('a listener failed on purpose');
      });
      await store.fanout.subscribe(key, (message) => void heard.push(message));
      await store.fanout.publish(key, 'one');
      await expect.poll(() => heard).toEqual(['one']);
      expect(warn).toHaveBeenCalledWith(
        expect.stringContaining('on purpose'),
        'FanoutListenerFailed',
      );
      warn.mockRestore();
    });
  });

  describe(`${name} keeps waiting rooms`, () => {
    test('places are 1, 2, 3, ... and none is given twice, however many come at once', async () => {
      const { waitingRooms } = store;
      expect(await waitingRooms.lastPosition(key)).toBe(0);
      expect(await waitingRooms.nextPosition(key)).toBe(1);
      expect(await waitingRooms.nextPosition(key)).toBe(2);
      const rest = await Promise.all(
        Array.from({ length: 1_000 }, () => waitingRooms.nextPosition(key)),
      );
      expect(rest.toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: 1_000 }, (_, n) => n + 3),
      );
      expect(await waitingRooms.lastPosition(key)).toBe(1_002);
      expect(await waitingRooms.nextPosition(`${key}-other`)).toBe(1);
    });

    test('serving rises and never goes down', async () => {
      const { waitingRooms } = store;
      expect(await waitingRooms.serving(key)).toBe(0);
      expect(await waitingRooms.advanceServing(key, 20)).toBe(20);
      expect(await waitingRooms.advanceServing(key, 5)).toBe(20);
      await Promise.all([30, 50, 40].map((position) => waitingRooms.advanceServing(key, position)));
      expect(await waitingRooms.serving(key)).toBe(50);
      await expect(waitingRooms.advanceServing(key, -1)).rejects.toThrow(RangeError);
      await expect(waitingRooms.advanceServing(key, 1.5)).rejects.toThrow(RangeError);
    });

    test('after a restart positions go on, serving and state are as they were', async () => {
      for (let n = 0; n < 100; n += 1) await store.waitingRooms.nextPosition(key);
      await store.waitingRooms.advanceServing(key, 40);
      await store.waitingRooms.writeState(key, '{"seed":"좌석"}');
      store = await subject.reopenStore(store);
      expect(await store.waitingRooms.lastPosition(key)).toBeGreaterThanOrEqual(100);
      expect(await store.waitingRooms.nextPosition(key)).toBeGreaterThan(100);
      expect(await store.waitingRooms.serving(key)).toBe(40);
      expect(await store.waitingRooms.readState(key)).toBe('{"seed":"좌석"}');
      expect(await store.waitingRooms.rooms()).toContain(key);
    });

    test('a session counts until its time is over, unless touched again or ended', async () => {
      const { waitingRooms } = store;
      expect(await waitingRooms.activeSessions(key)).toBe(0);
      await waitingRooms.touchSession(key, 'stays', 0.1);
      await waitingRooms.touchSession(key, 'leaves', 0.1);
      await waitingRooms.touchSession(key, 'ends', 60);
      expect(await waitingRooms.activeSessions(key)).toBe(3);
      await waitingRooms.touchSession(key, 'stays', 60);
      await waitingRooms.endSession(key, 'ends');
      await waitingRooms.endSession(key, 'unknown');
      await waitingRooms.touchSession(key, 'brief', 0.1);
      await sleep(130);
      expect(await waitingRooms.activeSessions(key)).toBe(1);
    });

    test('arrivals are counted over the last seconds, the newest included', async () => {
      const { waitingRooms } = store;
      const counts: number[] = [];
      for (let n = 0; n < 3; n += 1) counts.push(await waitingRooms.countArrival(key, 1));
      expect(counts).toEqual([1, 2, 3]);
      expect(await waitingRooms.countArrival(`${key}-other`, 1)).toBe(1);
      await sleep(1_150);
      expect(await waitingRooms.countArrival(key, 1)).toBe(1);
      expect(await waitingRooms.countArrival(key, 60)).toBe(5);
    });

    test('a state is undefined until written, then the last one written', async () => {
      const { waitingRooms } = store;
      expect(await waitingRooms.readState(key)).toBeUndefined();
      await waitingRooms.writeState(key, '{"rate":1}');
      await waitingRooms.writeState(key, '{"rate":2}');
      expect(await waitingRooms.readState(key)).toBe('{"rate":2}');
      await expect(waitingRooms.writeState(key, 'x'.repeat(300_000))).rejects.toThrow(RangeError);
    });

    test('rooms are those that were touched, not those that were only looked at', async () => {
      const { waitingRooms } = store;
      await waitingRooms.serving(`${key}-looked`);
      await waitingRooms.activeSessions(`${key}-looked`);
      await waitingRooms.nextPosition(`${key}-a`);
      await waitingRooms.touchSession(`${key}-b`, 'session', 60);
      await waitingRooms.writeState(`${key}-c`, '{}');
      const rooms = (await waitingRooms.rooms()).filter((room) => room.startsWith(key));
      expect(rooms.toSorted()).toEqual([`${key}-a`, `${key}-b`, `${key}-c`]);
    });
  });

  test(`${name} answers a ping, and refuses to work once it is closed`, async () => {
    await store.ping();
    await store.close();
    await expect(store.waitingRooms.nextPosition(key)).rejects.toThrow();
    await expect(store.ping()).rejects.toThrow();
  });
}
