import { setTimeout as sleep } from 'node:timers/promises';
import { availabilityChanged, type SaleTerms, topics } from '@ticketing/contracts';
import { openRedisKeyValueStore } from '@ticketing/key-value-store/redis';
import { describeOnEngine } from '@ticketing/local-engines/testing';
import { newId } from '@ticketing/service-kit';
import { accessTokenFor, apiClient, type FixedClock, fixedClock } from '@ticketing/testing';
import { afterEach, expect, test } from 'vitest';
import type { GatewaySettings } from '../src/dependencies.ts';
import { type RunningGateway, saleTerms, startGateway } from './start-gateway.ts';
import { admissionOf, placeOf, statusOf, visitor } from './visitor.ts';

/** What a request may cost while Redis is away, once that is known, and before. */
const answerMsMax = 500;
const firstAnswerMsMax = 6_000;

await describeOnEngine('redis', (engine) => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  /** A gateway as a process of its own would be: with its own connections to the shared Redis. */
  async function start(options: {
    terms: readonly SaleTerms[];
    clock: FixedClock;
    settings?: Partial<GatewaySettings>;
  }): Promise<RunningGateway> {
    const url = `redis://127.0.0.1:${engine().port}`;
    const keyValueStore = await openRedisKeyValueStore({ url });
    const running = await startGateway({ ...options, keyValueStore });
    closers.push(async () => {
      await running.close();
      await keyValueStore.close();
    });
    return running;
  }

  const startTwo = async (
    options: Omit<Parameters<typeof start>[0], 'clock'>,
  ): Promise<[RunningGateway, RunningGateway]> => {
    const clock = fixedClock();
    return [await start({ ...options, clock }), await start({ ...options, clock })];
  };

  /** The clock of both moves on, and Redis is given the time to answer. */
  async function passSeconds({ clock }: RunningGateway, seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      await clock.advance(1_000);
      await sleep(60);
    }
  }

  test('two gateways give places of one line, and call them at one rate', async () => {
    const terms = saleTerms();
    const { performanceId } = terms;
    const gateways = await startTwo({ terms: [terms], settings: { admitPerMinute: 60 } });
    const people = await Promise.all(
      Array.from({ length: 30 }, (_, nth) => visitor(gateways[nth % 2 ? 1 : 0], performanceId)),
    );
    const places = (await Promise.all(people.map((person) => person.enter()))).map(placeOf);
    expect(places.map(({ position }) => position).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 30 }, (_, nth) => nth + 1),
    );
    // Who comes later, at whichever gateway, stands behind.
    for (const [nth, running] of [...gateways, ...gateways].entries()) {
      const late = placeOf(await (await visitor(running, performanceId)).enter());
      expect(late.position).toBe(31 + nth);
    }
    await passSeconds(gateways[0], 5);
    for (const running of gateways) {
      expect(await statusOf(running, performanceId)).toMatchObject({ serving: 5, issued: 34 });
    }
    for (const [nth, { position, positionToken }] of places.entries()) {
      const entry = await people[nth]?.enter(positionToken);
      expect(entry?.state).toBe(position <= 5 ? 'admitted' : 'waiting');
    }
  });

  test('news that reach one gateway are told to the browsers of both', async () => {
    const terms = saleTerms();
    const { performanceId } = terms;
    const gateways = await startTwo({ terms: [terms] });
    const streams = await Promise.all(
      gateways.map((running) => openStream(running, performanceId)),
    );
    await gateways[0].bus.tell(topics.inventory, {
      id: newId('message'),
      key: performanceId,
      type: availabilityChanged.type,
      time: '2026-07-03T11:00:00.000Z',
      data: { performanceId, version: 7, available: 41, held: 1, sold: 2, byLevel: [] },
    });
    await sleep(100);
    await passSeconds(gateways[0], 1);
    await Promise.all(streams.map((stream) => stream.until('"remaining":41')));
    await Promise.all(streams.map((stream) => stream.close()));
  });

  test('requests of one account are counted together', async () => {
    const gateways = await startTwo({ terms: [], settings: { readsPerMinute: 6 } });
    const token = await accessTokenFor({ accountId: newId('account'), clock: gateways[0].clock });
    const statuses: number[] = [];
    for (let nth = 0; nth < 8; nth += 1) {
      const { url } = gateways[nth % 2 ? 1 : 0];
      statuses.push((await apiClient(`${url}/api`, token).get('/bookings')).status);
    }
    expect(statuses.slice(6)).toEqual([429, 429]);
    expect(statuses.slice(0, 6)).not.toContain(429);
  });

  test.each([
    { outage: 'killed', begin: () => engine().kill(), end: () => engine().start() },
    {
      outage: 'frozen',
      begin: async () => engine().freeze(),
      end: async () => engine().thaw(),
    },
  ])(
    'while Redis is $outage a protected sale says when to come again, all else goes on',
    async ({ begin, end }) => {
      const [guarded, open] = [saleTerms(), saleTerms({ waitingRoom: 'auto' })];
      const quiet = saleTerms({ waitingRoom: 'off' });
      const running = await start({ terms: [guarded, open, quiet], clock: fixedClock() });
      const inLine = await visitor(running, guarded.performanceId);
      const place = placeOf(await inLine.enter());
      const shopper = await visitor(running, open.performanceId);
      await shopper.enter();
      await begin();
      try {
        const begun = performance.now();
        await refusedEntry(running, inLine.api, guarded.performanceId);
        expect(performance.now() - begun).toBeLessThan(firstAnswerMsMax);

        const known = performance.now();
        await refusedEntry(running, inLine.api, guarded.performanceId);
        expect((await inLine.book()).code).toBe('admission_required');
        // The sales that are open to all, one known to this gateway and one not.
        const stranger = await visitor(running, quiet.performanceId);
        const going = [
          { person: shopper, performanceId: open.performanceId },
          { person: stranger, performanceId: quiet.performanceId },
        ];
        for (const { person, performanceId } of going) {
          const { admissionToken } = admissionOf(await person.enter());
          const headers = { 'x-admission-token': admissionToken };
          const heartbeat = `/waiting-room/${performanceId}/heartbeats`;
          expect((await person.api.post(heartbeat, undefined, { headers })).status).toBe(200);
          const left = await person.api.delete(`/waiting-room/${performanceId}/admission`);
          expect(left.status).toBe(204);
          expect((await person.book()).status).toBe(201);
        }
        expect((await shopper.api.get('/bookings')).status).toBe(200);
        expect((await statusOf(running, open.performanceId)).state).toBe('open');
        expect(performance.now() - known).toBeLessThan(10 * answerMsMax);

        const ready = await fetch(`${running.url}/readyz`);
        expect(await ready.json()).toMatchObject({ status: 'degraded' });
        const metrics = await (await fetch(`${running.url}/metrics`)).text();
        expect(metrics).toMatch(/rate_limits_counted_alone_total\{.*\} [1-9]/);
        expect(metrics).toMatch(/waiting_room_store_failures_total\{sale="protected".*\} [1-9]/);
        expect(metrics).toMatch(/waiting_room_store_failures_total\{sale="open".*\} [1-9]/);
      } finally {
        await end();
      }
      const entered = (): Promise<string> =>
        inLine.enter(place.positionToken).then((entry) => entry.state, String);
      await expect.poll(entered, { timeout: 10_000 }).toBe('waiting');
      expect(placeOf(await inLine.enter()).position).toBe(place.position);
    },
  );
});

async function refusedEntry(
  { url }: RunningGateway,
  api: Awaited<ReturnType<typeof visitor>>['api'],
  performanceId: string,
): Promise<void> {
  const reply = await api.post(`/waiting-room/${performanceId}/entries`, {});
  expect({ url, status: reply.status, body: reply.body }).toMatchObject({
    status: 503,
    body: { code: 'service_unavailable', retryAfterSeconds: 5 },
  });
  expect(reply.headers.get('retry-after')).toBe('5');
}

/** What a browser hears of a waiting room. */
async function openStream(
  { url }: RunningGateway,
  performanceId: string,
): Promise<{ until(wanted: string): Promise<void>; close(): Promise<void> }> {
  const response = await fetch(`${url}/api/waiting-room/${performanceId}/stream`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const until = async (wanted: string): Promise<void> => {
    while (!text.includes(wanted)) text += (await reader?.read())?.value ?? '';
  };
  await until('event: status');
  return { until, close: async () => reader?.cancel() };
}
