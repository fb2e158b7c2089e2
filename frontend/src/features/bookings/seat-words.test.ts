import { expect, test } from 'vitest';
import { seatText } from './seat-words.ts';

const seat = {
  seatNo: 7,
  section: { ko: 'A구역', en: 'Block A' },
  floor: { ko: '1층', en: 'Floor 1' },
  row: '3',
  number: '12',
};

test('a seat reads as it stands on the chair', () => {
  expect(seatText(seat, 'ko')).toBe('1층 A구역 3열 12번');
  expect(seatText(seat, 'en')).toBe('Floor 1, Block A, row 3, seat 12');
});

test('a standing place reads by its entry number', () => {
  const { row: _, floor: __, ...standing } = seat;
  expect(seatText(standing, 'ko')).toBe('A구역 입장번호 12번');
  expect(seatText(standing, 'en')).toBe('Block A, entry 12');
});

test('a floor that is one section is named once', () => {
  const stalls = { ...seat, section: { ko: '1층', en: 'Floor 1' } };
  expect(seatText(stalls, 'ko')).toBe('1층 3열 12번');
});
