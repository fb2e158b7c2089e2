import { setupI18n } from '@lingui/core';
import { compileMessage as compileByLingui } from '@lingui/message-utils/compileMessage';
import { describe, expect, it } from 'vitest';
import { type CompiledMessage, compileMessage } from './compile-message.ts';
import { defineMessages, type Messages } from './define-messages.ts';
import { formatMessage } from './format-message.ts';
import { translate } from './messages.ts';

const modules = import.meta.glob<Record<string, Messages>>('../**/*messages.ts', { eager: true });
const all = Object.entries(modules).flatMap(([file, module]) =>
  Object.entries(module)
    .filter(([, each]) => typeof each === 'object' && 'ko' in each && 'en' in each)
    .map(([name, { ko, en }]) => ({ name: `${file} ${name}`, ko, en })),
);

/** The names of a message's arguments, those inside its cases too. */
function names(message: CompiledMessage): string[] {
  return message.flatMap((token) => {
    if (typeof token === 'string') return [];
    const [name, , cases] = token;
    return [name, ...(cases === undefined ? [] : Object.values(cases).flatMap(names))];
  });
}

describe('every text of every feature', () => {
  it('is found by this test', () => {
    expect(all.length).toBeGreaterThan(6);
  });

  it('compiles to what Lingui’s own compiler makes of it', () => {
    for (const { name, ko, en } of all) {
      for (const [key, text] of [...Object.entries(ko), ...Object.entries(en)]) {
        expect(compileMessage(text), `${name} ${key}`).toEqual(compileByLingui(text));
      }
    }
  });

  it('reads as Lingui’s own runtime would write it', () => {
    for (const locale of ['ko', 'en'] as const) {
      for (const { name, [locale]: texts } of all) {
        for (const [key, text] of Object.entries(texts)) {
          for (const value of [0, 1, 2, 12_345]) {
            const message = compileByLingui(text);
            const values = Object.fromEntries(
              names(compileMessage(text)).map((each) => [each, value]),
            );
            const lingui = setupI18n({ locale, messages: { [locale]: { text: message } } });
            const written = formatMessage(text, values, locale);
            expect(written, `${name} ${key}`).toBe(lingui._('text', values));
          }
        }
      }
    }
  });

  it('takes the same values in both languages', () => {
    for (const { name, ko, en } of all) {
      for (const key of Object.keys(ko)) {
        const both = [ko[key] ?? '', en[key] ?? ''].map((text) => [
          ...new Set(names(compileMessage(text))),
        ]);
        expect(both[0]?.sort(), `${name} ${key}`).toEqual(both[1]?.sort());
      }
    }
  });
});

describe('a rendered text', () => {
  const messages = defineMessages(
    { found: '‘{name}’[을/를] 찾았어요', seats: '{count, plural, =0 {없음} other {#석}}' },
    { found: 'Found ‘{name}’', seats: '{count, plural, =0 {none} one {# seat} other {# seats}}' },
  );
  it('takes the particle that the word before it asks for', () => {
    expect(translate(messages, 'ko', 'found', { name: '밤의 도서관' })).toBe(
      '‘밤의 도서관’을 찾았어요',
    );
    expect(translate(messages, 'ko', 'found', { name: '파도' })).toBe('‘파도’를 찾았어요');
  });

  it('counts by the rules of its language', () => {
    expect(translate(messages, 'ko', 'seats', { count: 1200 })).toBe('1,200석');
    expect(translate(messages, 'en', 'seats', { count: 1 })).toBe('1 seat');
    expect(translate(messages, 'en', 'seats', { count: 0 })).toBe('none');
  });
});

describe('compileMessage', () => {
  it('refuses what it cannot read, and shows the place', () => {
    expect(() => compileMessage('{name')).toThrow(/at 5/);
    expect(() => compileMessage('{count, plural, one {#}}')).toThrow(/case "other"/);
    expect(() => compileMessage('{when, date}')).toThrow(/number, plural or select/);
    expect(() => compileMessage('a } b')).toThrow(/the end/);
  });
});
