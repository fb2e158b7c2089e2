import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createNumberLists } from './number-lists.ts';
import { createSharedTexts } from './shared-texts.ts';
import { createTextRows, noRow, toText } from './text-rows.ts';

const long = (end: string) => `${'x'.repeat(60)}${end}`;
/** Few, so that each comes again, and of every length around that of a cell. */
const someText = fc.oneof(
  fc.constantFrom('', 'a', '김', '김'.repeat(10), '김'.repeat(11), long('1'), long('2')),
  fc.integer({ min: 28, max: 34 }).map((length) => 'y'.repeat(length)),
  fc.integer({ min: 0, max: 200 }).map((number) => `hld_${number}`),
);

const bytesOf = (text: string) => {
  const bytes = Buffer.from(`before${text}after`);
  return { bytes, start: 6, end: bytes.length - 5 };
};

describe('texts in rows', () => {
  test('whatever comes and goes is found at its row, and nothing else is', () => {
    const steps = fc.array(fc.tuple(fc.boolean(), someText), { maxLength: 400 });
    fc.assert(
      fc.property(steps, (history) => {
        const rows = createTextRows(0);
        const model = new Map<string, number>();
        for (const [isWanted, text] of history) {
          const row = model.get(text);
          expect(rows.find(text)).toBe(row ?? noRow);
          expect(rows.find(bytesOf(text))).toBe(row ?? noRow);
          const either = model.size % 2 === 0 ? text : bytesOf(text);
          if (isWanted && row === undefined) model.set(text, rows.add(either));
          if (isWanted || row === undefined) continue;
          rows.remove(row);
          model.delete(text);
          expect([rows.find(text), rows.has(row), rows.textAt(row)]).toEqual([noRow, false, text]);
        }
        expect(rows.size()).toBe(model.size);
        expect(new Set(model.values()).size).toBe(model.size);
        for (const [text, row] of model) {
          expect([rows.find(text), rows.textAt(row)]).toEqual([row, text]);
          expect([rows.find(bytesOf(text)), toText(rows.bytesAt(row))]).toEqual([row, text]);
        }
        expect([...rows.rows()]).toEqual([...model.values()].sort((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });

  test('many are found as they grow, and rows of those that went are used again', () => {
    const rows = createTextRows(10);
    const count = 20_000;
    for (let number = 0; number < count; number += 1) rows.add(`acc_${number}`);
    for (let number = 0; number < count; number += 2) rows.remove(rows.find(`acc_${number}`));
    for (let number = 0; number < count; number += 2) rows.add(`new_${number}`);
    expect([rows.size(), rows.capacity()]).toEqual([count, 32_768]);
    for (let number = 0; number < count; number += 1) {
      const [there, gone] = number % 2 === 0 ? ['new', 'acc'] : ['acc', 'new'];
      expect(rows.textAt(rows.find(`${there}_${number}`))).toBe(`${there}_${number}`);
      expect(rows.find(`${gone}_${number}`)).toBe(noRow);
    }
  });
});

test('a shared text stays as long as somebody names it', () => {
  const texts = createSharedTexts(0);
  const row = texts.join('ann');
  expect(texts.join('ann')).toBe(row);
  for (let number = 0; number < 100; number += 1) texts.join(`other ${number}`);
  texts.leave(row);
  expect(texts.find('ann')).toBe(row);
  texts.leave(row);
  expect(texts.find('ann')).toBe(noRow);
  const next = texts.join('bob');
  texts.leave(next);
  expect(texts.find('bob')).toBe(noRow);
});

test('lists of numbers keep what they hold, however many come and go', () => {
  const someList = fc.array(fc.integer({ min: 0, max: 99_999 }), { maxLength: 20 });
  const steps = fc.array(fc.tuple(fc.nat({ max: 3 }), someList), { maxLength: 200 });
  fc.assert(
    fc.property(steps, (history) => {
      const lists = createNumberLists(4);
      const model: { place: number; numbers: number[] }[] = [];
      for (const [kind, numbers] of history) {
        if (kind > 0) model.push({ place: lists.add(numbers), numbers });
        const gone =
          kind === 0 ? model.splice(numbers.length % (model.length || 1), 1)[0] : undefined;
        if (gone !== undefined) lists.remove(gone.place, gone.numbers.length);
      }
      for (const { place, numbers } of model) {
        expect(lists.read(place, numbers.length)).toEqual(numbers);
      }
    }),
    { numRuns: 200 },
  );
});
