import type { Locale, SeatLabel } from '@ticketing/contracts';

/** One part of a seat's place; its word (열, 번, row, seat) is the reader's. */
export interface SeatPart {
  readonly kind: 'section' | 'row' | 'number' | 'entry';
  readonly value: string;
}

/** A seat's place from large to small; a standing place has an entry number instead of row and seat. */
export function seatParts(
  seat: Pick<SeatLabel, 'section' | 'row' | 'number'>,
  locale: Locale,
): SeatPart[] {
  const section = { kind: 'section', value: seat.section[locale] } as const;
  if (seat.row === undefined) return [section, { kind: 'entry', value: seat.number }];
  return [section, { kind: 'row', value: seat.row }, { kind: 'number', value: seat.number }];
}

/** The floor, unless the section is the whole floor and bears its name. */
export const floorText = (
  seat: Pick<SeatLabel, 'section' | 'floor'>,
  locale: Locale,
): string | undefined =>
  seat.floor?.[locale] === seat.section[locale] ? undefined : seat.floor?.[locale];

/** `1층 A구역 3열 12번` or `Floor 1, Block A, row 3, seat 12`. */
export function seatText(seat: SeatLabel, locale: Locale): string {
  const korean = { section: '', row: '열', number: '번', entry: '번' } as const;
  const english = { section: '', row: 'row ', number: 'seat ', entry: 'entry ' } as const;
  const parts = seatParts(seat, locale).map(({ kind, value }) => {
    if (locale === 'en') return english[kind] + value;
    return (kind === 'entry' ? '입장번호 ' : '') + value + korean[kind];
  });
  const floor = floorText(seat, locale);
  const place = floor === undefined ? parts : [floor, ...parts];
  return place.join(locale === 'ko' ? ' ' : ', ');
}
