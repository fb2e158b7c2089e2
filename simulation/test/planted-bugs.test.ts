import { describe, expect, test } from 'vitest';
import { plantedBugs } from '../src/planted-bugs/all.ts';
import { runWorker } from '../src/run-workers.ts';

/** Several times as many as the best hidden one needs. */
const seedsMax = 6_000;
const timeoutMs = 300_000;

describe.concurrent('planted bugs', () => {
  test.each(plantedBugs)(
    'the checkers catch it when $name',
    async ({ name, caughtBy, changes }) => {
      const { ran, failures } = await runWorker({
        ...{ from: 1, count: seedsMax, failuresMax: 1 },
        changes,
      });
      const invariants = new Set(
        failures.flatMap(({ faults }) => faults.map((fault) => fault.split(' ')[0] ?? '')),
      );
      console.log(`${name}: ${[...invariants].join(', ')} at seed ${ran}`);
      expect([...invariants].filter((one) => caughtBy.includes(one))).not.toEqual([]);
    },
    timeoutMs,
  );
});

test('no bug is planted twice under one name', () => {
  expect(new Set(plantedBugs.map(({ name }) => name)).size).toBe(plantedBugs.length);
  expect(plantedBugs.length).toBeGreaterThanOrEqual(15);
});
