import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { availabilityChanged, type Entry } from '@ticketing/contracts';
import { openInProcessKeyValueStore } from '@ticketing/key-value-store';
import { newId } from '@ticketing/service-kit';
import { fixedClock, seededRandom, seedOfToday } from '@ticketing/testing';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type RunningGateway,
  type StartOptions,
  saleTerms,
  startGateway,
} from './start-gateway.ts';
import { admissionOf, placeOf, statusOf, type Visitor, visitor } from './visitor.ts';

let gateway: RunningGateway | undefined;
const start = async (options: StartOptions = {}) => {
  gateway = await startGateway(options);
  return gateway;
};
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

/** The clock's seconds pass, and each is given the time to do its work. */
async function passSeconds({ clock }: RunningGateway, seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i += 1) {
    await clock.advance(1_000);
    for (let turns = 0; turns < 20; turns += 1) await new Promise((r) => setImmediate(r));
  }
}

describe('a protected sale', () => {
  it('lets people in by their order, at the rate, and nobody else books', async () => {
    const terms = saleTerms();
    const running = await start({ terms: [terms], settings: { admitPerMinute: 60 } });
    const { performanceId } = terms;
    const people = await Promise.all([1, 2, 3].map(() => visitor(running, performanceId)));
    const places = [];
    for (const person of people) places.push(placeOf(await person.enter()));
    expect(places.map(({ position }) => position)).toEqual([1, 2, 3]);
    expect(await people[0]?.book()).toEqual({ status: 403, code: 'admission_required' });

    for (let served = 1; served <= 3; served += 1) {
      await passSeconds(running, 1);
      const entries = [];
      for (const [i, person] of people.entries()) {
        entries.push((await person.enter(places[i]?.positionToken)).state);
      }
      const expected = [1, 2, 3].map((place) => (place <= served ? 'admitted' : 'waiting'));
      expect(entries).toEqual(expected);
    }
    expect(await statusOf(running, performanceId)).toMatchObject({
      state: 'queueing',
      serving: 3,
      issued: 3,
      // Three since the line began to move, which counts as no less than ten seconds.
      ratePerMinute: 18,
    });
    const admission = admissionOf((await people[0]?.enter()) as Entry);
    expect(await people[0]?.book(admission.admissionToken)).toEqual({
      status: 201,
      code: undefined,
    });
  });

  it('refuses admissions that are forged, borrowed, expired, or of another sale', async () => {
    const [terms, other] = [saleTerms(), saleTerms()];
    const running = await start({ terms: [terms, other] });
    const { performanceId } = terms;
    const alice = await visitor(running, performanceId);
    const elsewhere = await visitor(running, other.performanceId, alice);
    await Promise.all([alice.enter(), elsewhere.enter()]);
    await passSeconds(running, 1);
    const { admissionToken } = admissionOf(await alice.enter());
    const ofOther = admissionOf(await elsewhere.enter());
    const invalid = { status: 403, code: 'admission_invalid' };

    const bob = await visitor(running, performanceId);
    const otherSession = await visitor(running, performanceId, {
      ...alice,
      sessionId: 'session-2',
    });
    expect(await bob.book(admissionToken)).toEqual(invalid);
    expect(await otherSession.book(admissionToken)).toEqual(invalid);
    expect(await alice.book(ofOther.admissionToken)).toEqual(invalid);
    const [text = '', signature = ''] = admissionToken.split('.');
    const later = Buffer.from(text, 'base64url')
      .toString()
      .replace(/"e":\d/, '"e":9');
    const forged = `${Buffer.from(later).toString('base64url')}.${signature}`;
    expect(await alice.book(forged)).toEqual(invalid);
    for (const rubbish of ['x', '.', 'a.b', `${admissionToken}.c`, 'A'.repeat(3_000)]) {
      expect(await alice.book(rubbish)).toEqual(invalid);
    }
    // A place in line is no admission, though the same gateway signed it.
    const waiting = await bob.enter();
    expect(await bob.book(placeOf(waiting).positionToken)).toEqual(invalid);

    expect((await alice.book(admissionToken)).status).toBe(201);
    await passSeconds(running, 121);
    expect(await alice.book(admissionToken)).toEqual(invalid);
  });

  it('gives an account one place, and a place to one account', async () => {
    const terms = saleTerms();
    const running = await start({ terms: [terms], settings: { activeShoppersMax: 1 } });
    const alice = await visitor(running, terms.performanceId);
    const phone = await visitor(running, terms.performanceId, { ...alice, sessionId: 'phone' });
    const bob = await visitor(running, terms.performanceId);
    const both = await Promise.all([alice.enter(), phone.enter(), alice.enter()]);
    expect(new Set(both.map((entry) => placeOf(entry).position)).size).toBe(1);
    const { positionToken } = placeOf(await alice.enter());
    const stolen = await bob.api.post<{ code: string }>(
      `/waiting-room/${terms.performanceId}/entries`,
      { positionToken },
    );
    expect(stolen).toMatchObject({ status: 422, body: { code: 'position_invalid' } });
    // Position 1 was Alice's; whatever was lost to the race, Bob comes after her.
    expect(placeOf(await bob.enter()).position).toBeGreaterThan(placeOf(both[0] as Entry).position);
  });

  it('keeps an admission alive by heartbeats, for half an hour, and frees the slot on leaving', async () => {
    const terms = saleTerms();
    const running = await start({ terms: [terms], settings: { activeShoppersMax: 1 } });
    const { performanceId } = terms;
    const [alice, bob] = [
      await visitor(running, performanceId),
      await visitor(running, performanceId),
    ];
    const place = placeOf(await alice.enter());
    await passSeconds(running, 1);
    let { admissionToken } = admissionOf(await alice.enter(place.positionToken));
    const bobsPlace = placeOf(await bob.enter());
    const beat = () =>
      alice.api.post<{ admissionToken: string; code?: string }>(
        `/waiting-room/${performanceId}/heartbeats`,
        undefined,
        { headers: { 'x-admission-token': admissionToken } },
      );
    for (let i = 0; i < 3; i += 1) {
      await passSeconds(running, 100);
      const reply = await beat();
      expect(reply.status).toBe(200);
      admissionToken = reply.body.admissionToken;
    }
    expect((await alice.book(admissionToken)).status).toBe(201);
    expect((await bob.enter(bobsPlace.positionToken)).state).toBe('waiting');

    const left = await alice.api.delete(`/waiting-room/${performanceId}/admission`);
    expect(left.status).toBe(204);
    expect(await alice.book(admissionToken)).toEqual({ status: 403, code: 'admission_invalid' });
    expect(await beat()).toMatchObject({ status: 403, body: { code: 'admission_invalid' } });
    await passSeconds(running, 1);
    expect((await bob.enter(bobsPlace.positionToken)).state).toBe('admitted');
    // Her turn is over: with others in line she would have to wait again, and Bob has the one slot.
    expect((await alice.enter(place.positionToken)).state).toBe('waiting');
  });

  it('frees the place of who never comes, who then goes behind those who wait', async () => {
    const terms = saleTerms();
    const running = await start({
      terms: [terms],
      settings: { activeShoppersMax: 1, noShowSeconds: 10 },
    });
    const people = await Promise.all([1, 2, 3].map(() => visitor(running, terms.performanceId)));
    const [asleep, awake, third] = people as [Visitor, Visitor, Visitor];
    const first = placeOf(await asleep.enter());
    const second = placeOf(await awake.enter());
    placeOf(await third.enter());
    await passSeconds(running, 9);
    expect((await awake.enter(second.positionToken)).state).toBe('waiting');
    await passSeconds(running, 3);
    expect((await awake.enter(second.positionToken)).state).toBe('admitted');
    expect(placeOf(await asleep.enter(first.positionToken)).position).toBe(4);
  });

  it('lets nobody in when the seats are gone, and says so', async () => {
    const terms = saleTerms();
    const running = await start({ terms: [terms] });
    const { performanceId } = terms;
    const alice = await visitor(running, performanceId);
    placeOf(await alice.enter());
    const count = (version: number, available: number, kept?: number) =>
      running.bus.tell(availabilityChanged.topic, {
        id: newId('message'),
        key: performanceId,
        type: availabilityChanged.type,
        time: running.clock.now().toISOString(),
        data: {
          performanceId,
          version,
          available,
          held: 2,
          sold: 8,
          byLevel: [{ code: 'R', available, ...(kept && { kept }), capacity: 10 }],
        },
      });
    await count(7, 0);
    await count(6, 5);
    await passSeconds(running, 5);
    expect((await alice.enter()).state).toBe('waiting');
    expect(await statusOf(running, performanceId)).toMatchObject({
      state: 'sold_out',
      serving: 0,
      remaining: 0,
      remainingByLevel: [{ code: 'R', available: 0 }],
    });
    await count(8, 3, 2);
    await passSeconds(running, 1);
    expect((await alice.enter()).state).toBe('admitted');
    expect(await statusOf(running, performanceId)).toMatchObject({
      remaining: 1,
      remainingByLevel: [{ code: 'R', available: 1 }],
    });
  });

  it('is entered between opening and closing only', async () => {
    const early = saleTerms({ saleOpensAt: '2026-07-03T12:00:00.000Z' });
    const late = saleTerms({ saleClosesAt: '2026-07-03T10:30:00.000Z' });
    const off = saleTerms({ status: 'cancelled' });
    const running = await start({ terms: [early, late, off] });
    const enter = async (performanceId: string) => {
      const { api } = await visitor(running, performanceId);
      return (await api.post<Record<string, unknown>>(`/waiting-room/${performanceId}/entries`, {}))
        .body;
    };
    expect(await enter(early.performanceId)).toEqual({
      state: 'not_open',
      opensAt: early.saleOpensAt,
    });
    expect(await enter(late.performanceId)).toMatchObject({ code: 'sale_closed' });
    expect(await enter(off.performanceId)).toMatchObject({ code: 'performance_cancelled' });
    expect(await enter(newId('performance'))).toMatchObject({ code: 'performance_not_found' });
    expect(await statusOf(running, late.performanceId)).toMatchObject({ state: 'closed' });
  });

  it('stays protected when its terms cannot be read', async () => {
    const terms = saleTerms();
    const running = await start({
      readTerms: () => {
        throw new Error('away');
      },
    });
    const alice = await visitor(running, terms.performanceId);
    const reply = await alice.book();
    expect(reply.status).toBeGreaterThanOrEqual(500);
    expect(running.seen).toEqual([]);
  });
});

describe('a sale of mode auto', () => {
  it('protects itself when too many shop, and opens again when they have gone', async () => {
    const terms = saleTerms({ waitingRoom: 'auto' });
    const running = await start({ terms: [terms], settings: { protectAboveShoppers: 3 } });
    const { performanceId } = terms;
    const people = await Promise.all([1, 2, 3, 4].map(() => visitor(running, performanceId)));
    expect((await people[0]?.book())?.status).toBe(201);
    // All at once: never more than the threshold come in freely.
    const entries = await Promise.all(people.map((person) => person.enter()));
    const inside = entries.filter(({ state }) => state === 'admitted').length;
    expect(inside).toBeLessThanOrEqual(3);
    expect(entries.some(({ state }) => state === 'waiting')).toBe(true);
    expect((await statusOf(running, performanceId)).state).toBe('queueing');
    const outsider = await visitor(running, performanceId);
    expect(await outsider.book()).toEqual({ status: 403, code: 'admission_required' });

    await passSeconds(running, 300);
    expect((await statusOf(running, performanceId)).state).toBe('open');
    expect((await outsider.book()).status).toBe(201);
  });

  it('protects itself when too many arrive at once', async () => {
    const terms = saleTerms({ waitingRoom: 'auto' });
    const running = await start({ terms: [terms], settings: { protectAboveArrivals: 5 } });
    const alice = await visitor(running, terms.performanceId);
    for (let i = 0; i < 5; i += 1) expect((await alice.book()).status).toBe(201);
    await alice.book();
    expect((await alice.book()).status).toBe(403);
  });
});

describe('the line', () => {
  it('never lets in more than fit, in any history of comings and goings', async () => {
    const seed = Number(process.env.SEED ?? seedOfToday());
    const random = seededRandom(seed);
    const terms = saleTerms();
    const activeShoppersMax = 5;
    const running = await start({
      terms: [terms],
      settings: {
        activeShoppersMax,
        admitPerMinute: 240,
        noShowSeconds: 5,
        admissionSeconds: 20,
        writesPerMinute: 1_000_000,
      },
    });
    const { performanceId } = terms;
    const people = await Promise.all(
      Array.from({ length: 30 }, () => visitor(running, performanceId)),
    );
    const tokens = new Map<Visitor, string>();
    const until = new Map<Visitor, number>();
    let admittedMost = 0;
    let firstPlaces = 0;
    for (let step = 0; step < 60; step += 1) {
      const acting = random.shuffle(people).slice(0, random.integer(1, 12));
      await Promise.all([
        ...acting.map(async (person) => {
          if (until.has(person) && random.chance(0.3)) {
            until.delete(person);
            await person.api.delete(`/waiting-room/${performanceId}/admission`);
            return;
          }
          const entry = await person.enter(random.chance(0.5) ? tokens.get(person) : undefined);
          if (entry.state === 'waiting') tokens.set(person, entry.positionToken);
          if (entry.state === 'waiting' && !until.has(person)) firstPlaces += 1;
          if (entry.state === 'admitted') until.set(person, new Date(entry.expiresAt).getTime());
        }),
        random.chance(0.7) ? passSeconds(running, 1) : undefined,
      ]);
      const nowMs = running.clock.now().getTime();
      for (const [person, endsAt] of until) if (endsAt <= nowMs) until.delete(person);
      admittedMost = Math.max(admittedMost, until.size);
      expect(until.size, `seed ${seed}, step ${step}`).toBeLessThanOrEqual(activeShoppersMax);
    }
    expect(firstPlaces).toBeGreaterThan(0);
    expect(admittedMost, `seed ${seed}`).toBeGreaterThan(0);
  });

  it('survives the end of the gateway: the same places, and nobody called twice', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'api-gateway-rooms-'));
    const clock = fixedClock();
    const openStore = () =>
      openInProcessKeyValueStore({
        stateFile: join(folder, 'rooms.json'),
        clock: { now: () => clock.now().getTime() },
      });
    try {
      const terms = saleTerms();
      const settings = { admitPerMinute: 60, activeShoppersMax: 1 };
      let keyValueStore = await openStore();
      let running = await startGateway({ terms: [terms], settings, keyValueStore, clock });
      const { performanceId } = terms;
      const alice = await visitor(running, performanceId);
      const bob = await visitor(running, performanceId);
      await alice.enter();
      const place = placeOf(await bob.enter());
      await passSeconds(running, 1);
      await running.close();
      await keyValueStore.close();

      keyValueStore = await openStore();
      running = await startGateway({ terms: [terms], settings, keyValueStore, clock });
      const again = await visitor(running, performanceId, bob);
      expect(placeOf(await again.enter(place.positionToken)).position).toBe(2);
      const late = await visitor(running, performanceId);
      expect(placeOf(await late.enter()).position).toBeGreaterThan(2);
      expect((await statusOf(running, performanceId)).serving).toBe(1);
      await running.close();
      await keyValueStore.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('costs its readers the same with a million in it, and all get the same bytes', async () => {
    const terms = saleTerms();
    const running = await start({ terms: [terms] });
    const { performanceId } = terms;
    const { waitingRooms } = running.keyValueStore;
    const address = `${running.url}/api/waiting-room/${performanceId}/status`;
    // The quickest of several rounds is what it costs; the others say what else the machine did.
    const measure = async () => {
      let quickestMs = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 6; round += 1) {
        const startedAt = performance.now();
        for (let i = 0; i < 40; i += 1) await (await fetch(address)).arrayBuffer();
        quickestMs = Math.min(quickestMs, performance.now() - startedAt);
      }
      return quickestMs;
    };
    await measure();
    const emptyMs = await measure();
    for (let i = 0; i < 1_000_000; i += 1) await waitingRooms.nextPosition(performanceId);
    await running.clock.advance(1_000);
    const fullMs = await measure();
    expect(fullMs).toBeLessThan(emptyMs * 4);

    const [one, two] = await Promise.all([fetch(address), fetch(address)]);
    expect(await one.text()).toBe(await two.text());
    expect(one.headers.get('cache-control')).toBe('public, max-age=1');
    const etag = one.headers.get('etag') ?? '';
    const unchanged = await fetch(address, { headers: { 'if-none-match': etag } });
    expect(unchanged.status).toBe(304);
    expect((await statusOf(running, performanceId)).issued).toBe(1_000_000);
  });

  it('tells those near the front at once when it moves', async () => {
    const terms = saleTerms();
    const running = await start({ terms: [terms] });
    const { performanceId } = terms;
    const stream = await fetch(`${running.url}/api/waiting-room/${performanceId}/stream`);
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const readUntil = async (wanted: string) => {
      while (!text.includes(wanted)) {
        const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
        if (done) throw new Error(`the stream ended after: ${text}`);
        text += value;
      }
    };
    await readUntil('"serving":0');
    await (await visitor(running, performanceId)).enter();
    await passSeconds(running, 1);
    await readUntil('"serving":1');
    expect(text).toContain('event: status\ndata: {');
    await reader?.cancel();
  });
});
