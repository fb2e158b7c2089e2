import pg from 'pg';
import { expect, test } from 'vitest';
import { gatherCalls } from './gather-calls.ts';

function refusal(): Error {
  const error = new pg.DatabaseError('refused', 1, 'error');
  error.severity = 'ERROR';
  return error;
}

/** A statement that doubles its inputs, when it is let go. */
function slowStatement() {
  const statements: number[][] = [];
  const goes: (() => void)[] = [];
  const run = (inputs: readonly number[]) => {
    statements.push([...inputs]);
    return new Promise<number[]>((resolve) =>
      goes.push(() => resolve(inputs.map((input) => 2 * input))),
    );
  };
  const letGo = async () => {
    for (const go of goes.splice(0)) go();
    await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { statements, run, letGo };
}
const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

test('calls of one turn are one statement, and each gets its own answer', async () => {
  const statement = slowStatement();
  const double = gatherCalls({ run: statement.run });
  const answers = Promise.all([double(1), double(2), double(3)]);
  await soon();
  await statement.letGo();
  expect(await answers).toEqual([2, 4, 6]);
  expect(statement.statements).toEqual([[1, 2, 3]]);
});

test('while two statements are under way, what comes waits and then goes together', async () => {
  const statement = slowStatement();
  const double = gatherCalls({ run: statement.run });
  const answers = [double(1)];
  await soon();
  answers.push(double(2));
  await soon();
  for (const input of [3, 4, 5]) {
    answers.push(double(input));
    await soon();
  }
  expect(statement.statements).toEqual([[1], [2]]);
  await statement.letGo();
  await statement.letGo();
  expect(await Promise.all(answers)).toEqual([2, 4, 6, 8, 10]);
  expect(statement.statements).toEqual([[1], [2], [3, 4, 5]]);
});

test('of calls with one key each statement has one, in their order', async () => {
  const statements: string[][] = [];
  const save = gatherCalls<string, string>({
    keyOf: (input) => input.slice(0, 1),
    run: async (inputs) => {
      statements.push([...inputs]);
      return inputs;
    },
  });
  await Promise.all(['a1', 'b1', 'a2', 'a3', 'c1'].map(save));
  expect(statements[0]).toEqual(['a1', 'b1', 'c1']);
  expect(statements.slice(1).flat()).toEqual(['a2', 'a3']);
  expect(statements).toHaveLength(3);
});

test('a refused statement is run for each call alone, so that only the wrong one fails', async () => {
  const statements: number[][] = [];
  const check = gatherCalls<number, number>({
    run: async (inputs) => {
      statements.push([...inputs]);
      if (inputs.includes(2)) throw refusal();
      return inputs;
    },
  });
  const answers = await Promise.allSettled([check(1), check(2), check(3)]);
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(statements).toEqual([[1, 2, 3], [1], [2], [3]]);
});

test('what may have had an effect is not run again: all hear that nobody knows', async () => {
  let statements = 0;
  const save = gatherCalls<number, number>({
    run: async () => {
      statements += 1;
      throw new Error('connection lost');
    },
  });
  const answers = await Promise.allSettled([save(1), save(2)]);
  expect(answers.every(({ status }) => status === 'rejected')).toBe(true);
  expect(statements).toBe(1);
});
