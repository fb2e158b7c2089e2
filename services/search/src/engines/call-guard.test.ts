import { fixedClock } from '@ticketing/testing';
import { expect, test, vi } from 'vitest';
import { createCallGuard } from './call-guard.ts';

class Away extends Error {}

function start() {
  const clock = fixedClock();
  const guarded = createCallGuard({ clock, isAway: (error) => error instanceof Away });
  const engine = vi.fn<() => Promise<string>>().mockRejectedValue(new Away());
  const failing = () => expect(guarded(engine)).rejects;
  return { clock, guarded, engine, failing };
}

const unavailable = (retryAfterSeconds: number) => ({
  code: 'service_unavailable',
  extra: { retryAfterSeconds },
});

test('after three failures in a row nobody asks until a pause is over, then one does', async () => {
  const { clock, guarded, engine, failing } = start();
  for (let call = 0; call < 10; call += 1) await failing().toMatchObject(unavailable(1));
  expect(engine).toHaveBeenCalledTimes(3);

  await clock.advance(500);
  const silent = Promise.withResolvers<string>();
  engine.mockReturnValueOnce(silent.promise);
  const trying = guarded(engine);
  await failing().toMatchObject(unavailable(1));
  expect(engine).toHaveBeenCalledTimes(4);

  silent.resolve('back');
  expect(await trying).toBe('back');
  engine.mockResolvedValue('answer');
  expect(await Promise.all([guarded(engine), guarded(engine)])).toEqual(['answer', 'answer']);
});

test('while it fails the pauses grow, to eight seconds, and the refusal says how long', async () => {
  const { clock, engine, failing } = start();
  for (let call = 0; call < 3; call += 1) await failing().toThrow();
  const pauses: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    const asked = engine.mock.calls.length;
    let waitedMs = 0;
    while (engine.mock.calls.length === asked) {
      await clock.advance(500);
      waitedMs += 500;
      await failing().toThrow();
    }
    pauses.push(waitedMs);
  }
  expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000]);
  await failing().toMatchObject(unavailable(8));
});

test('a silent engine gathers no more than 64 calls', async () => {
  const { guarded, engine, failing } = start();
  engine.mockReturnValue(new Promise(() => {}));
  for (let call = 0; call < 64; call += 1) void guarded(engine);
  await failing().toMatchObject(unavailable(1));
  expect(engine).toHaveBeenCalledTimes(64);
});

test('a mistake in the question is passed on and counts as an answer', async () => {
  const { guarded, engine, failing } = start();
  await failing().toThrow();
  await failing().toThrow();
  engine.mockRejectedValueOnce(new TypeError('wrong question'));
  await failing().toThrow('wrong question');
  await failing().toThrow();
  await failing().toThrow();
  engine.mockResolvedValue('answer');
  expect(await guarded(engine)).toBe('answer');
});
