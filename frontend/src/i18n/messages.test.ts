import { i18n } from '@lingui/core';
import { compileMessage as compileByLingui } from '@lingui/message-utils/compileMessage';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CompiledMessage, compileMessage } from './compile-message.ts';
import { defineMessages, type Messages, translate } from './messages.ts';

const modules = import.meta.glob<Record<string, Messages>>('../**/*messages.ts', { eager: true });
const all = Object.values(modules)
  .flatMap((module) => Object.values(module))
  .filter((each) => typeof each === 'object' && 'namespace' in each);

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

  it('belongs to a namespace of its own', () => {
    const namespaces = all.map((each) => each.namespace);
    expect(new Set(namespaces).size).toBe(namespaces.length);
  });

  it('compiles to what Lingui’s own compiler makes of it', () => {
    for (const { namespace, ko, en } of all) {
      for (const [key, text] of [...Object.entries(ko), ...Object.entries(en)]) {
        expect(compileMessage(text), `${namespace}.${key}`).toEqual(compileByLingui(text));
      }
    }
  });

  it('takes the same values in both languages', () => {
    for (const { namespace, ko, en } of all) {
      for (const key of Object.keys(ko)) {
        const both = [ko[key] ?? '', en[key] ?? ''].map((text) => [
          ...new Set(names(compileMessage(text))),
        ]);
        expect(both[0]?.sort(), `${namespace}.${key}`).toEqual(both[1]?.sort());
      }
    }
  });
});

describe('a rendered text', () => {
  const messages = defineMessages(
    'messages-test',
    { found: '‘{name}’[을/를] 찾았어요', seats: '{count, plural, =0 {없음} other {#석}}' },
    { found: 'Found ‘{name}’', seats: '{count, plural, =0 {none} one {# seat} other {# seats}}' },
  );
  beforeAll(() => i18n.activate('ko'));

  it('takes the particle that the word before it asks for', () => {
    expect(translate(messages, 'found', { name: '밤의 도서관' })).toBe('‘밤의 도서관’을 찾았어요');
    expect(translate(messages, 'found', { name: '파도' })).toBe('‘파도’를 찾았어요');
  });

  it('counts by the rules of its language', () => {
    expect(translate(messages, 'seats', { count: 1200 })).toBe('1,200석');
    i18n.activate('en');
    expect(translate(messages, 'seats', { count: 1 })).toBe('1 seat');
    expect(translate(messages, 'seats', { count: 0 })).toBe('none');
    i18n.activate('ko');
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
