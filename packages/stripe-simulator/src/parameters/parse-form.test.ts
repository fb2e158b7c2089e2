import { expect, test } from 'vitest';
import { parseForm } from './parse-form.ts';

test('brackets nest, empty brackets and numbers make lists', () => {
  const text = 'a=1&b[c]=2&b[d][e]=3&list[]=x&list[]=y&places[1]=q&places[0]=p&name=%EB%AF%BC+%2B';
  const form = parseForm(text);
  expect(JSON.parse(JSON.stringify(form))).toEqual({
    a: '1',
    b: { c: '2', d: { e: '3' } },
    list: { 0: 'x', 1: 'y' },
    places: { 0: 'p', 1: 'q' },
    name: '민 +',
  });
});

test('names that would reach outside the form, and forms without measure, are refused', () => {
  const polluting = parseForm('__proto__[admin]=1&constructor[prototype][admin]=1');
  expect(Object.keys(polluting)).toEqual(['__proto__', 'constructor']);
  expect(({} as { admin?: string }).admin).toBeUndefined();
  for (const text of ['a[b=1', '[a]=1', 'a[b]c=1', 'a=1&a[b]=2', 'a[b][c][d][e][f][g]=1']) {
    expect(() => parseForm(text)).toThrow();
  }
  const many = Array.from({ length: 501 }, (_, count) => `f${count}=1`).join('&');
  expect(() => parseForm(many)).toThrow('at most 500 fields');
});
