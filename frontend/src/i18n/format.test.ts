import { describe, expect, it } from 'vitest';
import {
  formatCountdown,
  formatDateTime,
  formatDayRange,
  formatDayShort,
  formatMoney,
  formatOpening,
  formatTime,
  localDay,
} from './format.ts';

const seoul = 'Asia/Seoul';
const evening = '2026-07-03T11:00:00.000Z';

describe('dates', () => {
  it('stand in the venue’s zone and in the reader’s words', () => {
    expect(formatDateTime(evening, seoul, 'ko')).toBe('2026년 7월 3일 (금) 오후 8:00');
    expect(formatDateTime(evening, seoul, 'en')).toBe('Fri, 3 July 2026, 8:00 pm');
    expect(formatDayShort(evening, seoul, 'ko')).toBe('7월 3일 (금)');
    expect(formatOpening(evening, seoul, 'ko')).toBe('7월 3일 20:00');
    expect(formatOpening(evening, seoul, 'en')).toBe('3 July, 8:00 pm');
  });

  it('belong to the venue’s day, whatever the reader’s', () => {
    const late = '2026-07-03T15:30:00.000Z';
    expect(localDay(late, seoul)).toBe('2026-07-04');
    expect(localDay(late, 'America/New_York')).toBe('2026-07-03');
  });

  it('name noon and midnight as clocks do', () => {
    expect(formatTime('2026-07-03T03:00:00.000Z', seoul, 'ko')).toBe('오후 12:00');
    expect(formatTime('2026-07-02T15:05:00.000Z', seoul, 'en')).toBe('12:05 am');
  });

  it('in a range are not repeated where they are the same', () => {
    const range = (from: string, to: string, locale: 'ko' | 'en') =>
      formatDayRange(`${from}T11:00:00Z`, `${to}T11:00:00Z`, seoul, locale);
    expect(range('2026-07-03', '2026-07-03', 'ko')).toBe('2026.7.3(금)');
    expect(range('2026-07-03', '2026-07-05', 'ko')).toBe('2026.7.3(금) – 7.5(일)');
    expect(range('2026-12-30', '2027-01-02', 'ko')).toBe('2026.12.30(수) – 2027.1.2(토)');
    expect(range('2026-07-03', '2026-07-05', 'en')).toBe('3 – 5 Jul 2026');
    expect(range('2026-06-30', '2026-07-05', 'en')).toBe('30 Jun – 5 Jul 2026');
    expect(range('2026-12-30', '2027-01-02', 'en')).toBe('30 Dec 2026 – 2 Jan 2027');
  });
});

describe('money', () => {
  it('reads as won in Korean and with a symbol in English', () => {
    expect(formatMoney(99000, 'KRW', 'ko')).toBe('99,000원');
    expect(formatMoney(99000, 'KRW', 'en')).toBe('₩99,000');
  });
  it('knows currencies with minor units', () => {
    expect(formatMoney(1250, 'USD', 'en')).toBe('$12.50');
  });
});

describe('countdowns', () => {
  it('count whole seconds, round up, and stop at zero', () => {
    expect(formatCountdown(425)).toBe('7:05');
    expect(formatCountdown(0.2)).toBe('0:01');
    expect(formatCountdown(3723)).toBe('1:02:03');
    expect(formatCountdown(-5)).toBe('0:00');
  });
});
