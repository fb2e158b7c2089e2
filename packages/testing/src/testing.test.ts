import { createHttpService } from '@ticketing/service-kit';
import { expect, test } from 'vitest';
import {
  accessTokenFor,
  apiClient,
  fixedClock,
  listenOnFreePort,
  quietLogger,
  seededRandom,
  testTokens,
  waitUntil,
} from './index.ts';

test('a fixed clock stands still until it is advanced, and wakes sleepers at their own times', async () => {
  const clock = fixedClock('2026-07-03T11:00:00.000Z');
  const woken: string[] = [];
  const sleepThenNote = async (name: string, ms: number) => {
    await clock.sleep(ms);
    woken.push(`${name} at ${clock.now().toISOString().slice(17, 23)}`);
  };
  const late = sleepThenNote('late', 3_000);
  const twice = sleepThenNote('first', 1_000).then(() => sleepThenNote('second', 1_000));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(woken).toEqual([]);
  expect(clock.sleeping).toBe(2);
  await clock.advance(2_999);
  expect(woken).toEqual(['first at 01.000', 'second at 02.000']);
  await clock.advance(1);
  await Promise.all([late, twice]);
  expect(woken.at(-1)).toBe('late at 03.000');
  expect(clock.sleeping).toBe(0);
});

test('a sleep on a fixed clock ends with the reason of its signal', async () => {
  const clock = fixedClock();
  const stop = new AbortController();
  const sleep = clock.sleep(1_000, stop.signal);
  stop.abort(new Error('closing'));
  await expect(sleep).rejects.toThrow('closing');
  expect(clock.sleeping).toBe(0);
  await expect(clock.sleep(1, stop.signal)).rejects.toThrow('closing');
});

test('a seed brings the same randomness back, another seed another', () => {
  const draw = (seed: number) => {
    const random = seededRandom(seed);
    return [random.next(), random.integer(1, 1_000), ...random.shuffle([1, 2, 3, 4, 5, 6, 7])];
  };
  expect(draw(42)).toEqual(draw(42));
  expect(draw(42)).not.toEqual(draw(43));
  expect(draw(42)).not.toEqual(draw(42 + 2 ** 32));
});

test('seeded randomness covers its range evenly', () => {
  const random = seededRandom(1);
  const counts = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < 60_000; i += 1) {
    const face = random.integer(0, 5);
    counts[face] = (counts[face] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  const firsts = Array.from({ length: 6_000 }, () => random.shuffle(['a', 'b', 'c'])[0]);
  const share = firsts.filter((first) => first === 'a').length;
  expect(Math.abs(share - 2_000)).toBeLessThan(200);
});

test('waiting gives what came true, and says what did not', async () => {
  let tries = 0;
  const found = await waitUntil(() => {
    tries += 1;
    if (tries === 1) throw new Error('not yet');
    return tries === 3 && { tries };
  });
  expect(found).toEqual({ tries: 3 });
  const never = waitUntil(() => tries > 99, { withinMs: 30 });
  await expect(never).rejects.toThrow(/within 30 ms: \(\) => tries > 99/);
});

test('the client tells status, headers and body, JSON or not, as whoever’s token it has', async () => {
  const tokens = testTokens();
  const app = createHttpService({ name: 'test', logger: quietLogger(), tokens, readiness: {} });
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/echo',
    handler: async ({ method, body, headers }, reply) => {
      if (method === 'DELETE') return reply.code(204).send();
      const token = headers.authorization?.slice('Bearer '.length) ?? '';
      const { accountId } = await tokens.verifyAccessToken(token);
      return reply.code(201).send({ method, body, accountId, key: headers['idempotency-key'] });
    },
  });
  app.get('/text', async () => 'plain');
  const accountId = 'acc_01jzzzzzzzzzzzzzzzzzzzzzzz';
  const api = apiClient(await listenOnFreePort(app), await accessTokenFor({ accountId }));
  const body = { a: 1 };
  for (const method of ['post', 'put', 'patch'] as const) {
    const reply = await api[method]('/echo', body, { idempotencyKey: 'key-0001' });
    expect(reply.status).toBe(201);
    const echoed = { method: method.toUpperCase(), body, accountId, key: 'key-0001' };
    expect(reply.body).toEqual(echoed);
  }
  expect((await api.get('/echo')).body).toEqual({ method: 'GET', accountId });
  expect(await api.delete('/echo')).toMatchObject({ status: 204, body: '' });
  const text = await api.get('/text');
  expect(text.body).toBe('plain');
  expect(text.headers.get('x-request-id')).toMatch(/^req-/);
  await app.close();
});
