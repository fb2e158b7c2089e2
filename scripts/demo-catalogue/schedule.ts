import type { LocalizedText } from '../../packages/contracts/src/index.ts';

/**
 * Times of the catalogue are written as if its week began on this Monday in Asia/Seoul. The platform moves
 * them by whole weeks when it loads the catalogue (platform/src/shift-catalogue.ts).
 */
export const anchorDay = '2026-01-05';

const seoulOffsetHours = 9;
const dayMs = 86_400_000;
const minuteMs = 60_000;

/** A moment in Seoul: days after the anchor (Monday 0, Sunday 6) and `HH:MM`. */
export interface Moment {
  day: number;
  time: string;
}

/** The moment as milliseconds of the epoch. */
export function momentMs({ day, time }: Moment): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (
    Date.parse(`${anchorDay}T00:00:00Z`) +
    day * dayMs +
    ((hours - seoulOffsetHours) * 60 + minutes) * minuteMs
  );
}

/** The moment, `minutes` later or earlier, as the catalogue writes it. */
export function instant(moment: Moment, minutes = 0): string {
  return new Date(momentMs(moment) + minutes * minuteMs).toISOString();
}

/** One performance as an event's plan states it. */
export interface Show extends Moment {
  note?: LocalizedText;
  status?: 'cancelled' | 'postponed';
  /** How much of this one is sold elsewhere, when it differs from the event's. */
  pressure?: number;
}

/** Start times by weekday, Monday first; an empty list is a day without performance (휴관일). */
export type Week = readonly [
  mon: readonly string[],
  tue: readonly string[],
  wed: readonly string[],
  thu: readonly string[],
  fri: readonly string[],
  sat: readonly string[],
  sun: readonly string[],
];

/** A large musical's week: 화·목·금 evening, 수 and 토 twice, 일 afternoon. */
export const musicalWeek: Week = [
  [],
  ['19:30'],
  ['14:30', '19:30'],
  ['19:30'],
  ['19:30'],
  ['14:00', '19:00'],
  ['15:00'],
];

/** A play's week: weekdays at 20:00, Saturday twice, Sunday afternoon. */
export const playWeek: Week = [
  [],
  ['20:00'],
  ['20:00'],
  ['20:00'],
  ['20:00'],
  ['15:00', '19:00'],
  ['15:00'],
];

const entryTimes = ['10:30', '13:30', '16:30'];

/** A gallery's week: closed on Mondays, three entry times a day. */
export const galleryWeek: Week = [
  [],
  entryTimes,
  entryTimes,
  entryTimes,
  entryTimes,
  entryTimes,
  entryTimes,
];

/** All shows of a weekly pattern from the first to the last day, both included. */
export function everyWeek(from: number, to: number, week: Week): Show[] {
  const days = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return days.flatMap((day) => (week[day % 7] ?? []).map((time) => ({ day, time })));
}

/** Shows at the same times on each of the days. */
export function onDays(days: readonly number[], ...times: string[]): Show[] {
  return days.flatMap((day) => times.map((time) => ({ day, time })));
}

/** Gives the shows in turn the notes of a cast list. */
export function withCast(shows: readonly Show[], casts: readonly LocalizedText[]): Show[] {
  return shows.map((show, index) => {
    const note = casts[index % casts.length];
    return note === undefined ? show : { ...show, note };
  });
}
