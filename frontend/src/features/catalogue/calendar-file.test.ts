import { expect, it } from 'vitest';
import { calendarFile } from './calendar-file.ts';

it('writes an iCalendar entry that other programs read: escaped, folded at 75 octets, with its alarm', () => {
  const file = calendarFile(
    {
      uid: 'evt_1-opening@ticketing',
      title: '[티켓오픈] 이클립스 월드투어; 새로운 달, 그리고 아주 긴 제목이 이어지는 공연 이름',
      description: '예매가 열려요.\nhttps://example.com/events/evt_1',
      url: 'https://example.com/events/evt_1',
      startsAt: '2026-07-03T11:00:00.000Z',
      durationMinutes: 30,
      alarmMinutesBefore: 10,
    },
    new Date('2026-07-01T00:00:00.000Z'),
  );
  const octets = file.split('\r\n').map((line) => new TextEncoder().encode(line).length);
  expect(Math.max(...octets)).toBeLessThanOrEqual(75);
  const unfolded = file.replaceAll('\r\n ', '');
  expect(unfolded).toContain('DTSTART:20260703T110000Z\r\nDTEND:20260703T113000Z');
  expect(unfolded).toContain('SUMMARY:[티켓오픈] 이클립스 월드투어\\; 새로운 달\\, 그리고');
  expect(unfolded).toContain('DESCRIPTION:예매가 열려요.\\nhttps://example.com/events/evt_1');
  expect(unfolded).toContain('TRIGGER:-PT10M');
});
