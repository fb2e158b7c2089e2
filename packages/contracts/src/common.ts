import { type Static, type TProperties, type TSchema, Type } from 'typebox';

/** An object without members that we do not know: a typo in a request is an error, not a silence. */
export const Strict = <Properties extends TProperties>(
  properties: Properties,
  options: { description?: string; $id?: string } = {},
) => Type.Object(properties, { additionalProperties: false, ...options });

/** Prefixes of our ids, so that a log line tells what it speaks of. */
export const idPrefixes = {
  account: 'acc',
  organizer: 'org',
  venue: 'ven',
  seatMap: 'map',
  event: 'evt',
  performance: 'prf',
  hold: 'hld',
  booking: 'bkg',
  ticket: 'tkt',
  payment: 'pay',
  message: 'msg',
} as const;
export type IdKind = keyof typeof idPrefixes;

/** `<prefix>_` and 26 lower-case Crockford base32 characters; ids made later sort later. */
export const Id = (kind: IdKind) =>
  Type.String({ pattern: `^${idPrefixes[kind]}_[0-9a-hjkmnp-tv-z]{26}$` });

/** An instant in UTC as ISO 8601, `2026-07-03T11:00:00.000Z`. */
export const Instant = Type.String({ format: 'date-time' });
/** A calendar day, `2026-07-03`. */
export const Day = Type.String({ format: 'date' });
/** An IANA time zone, `Asia/Seoul`. */
export const TimeZone = Type.String({ minLength: 3, maxLength: 64 });
/** Money in the currency's smallest unit: KRW has none below the won, so 99000 is 99,000 won. */
export const Minor = Type.Integer({ minimum: 0, maximum: 1_000_000_000 });
/** ISO 4217, upper case. */
export const Currency = Type.String({ pattern: '^[A-Z]{3}$' });
export const Locale = Type.Enum(['ko', 'en']);
export type Locale = Static<typeof Locale>;

/** A text in both languages. */
export const Localized = (maxLength = 200) =>
  Strict({
    ko: Type.String({ minLength: 1, maxLength }),
    en: Type.String({ minLength: 1, maxLength }),
  });
export interface LocalizedText {
  ko: string;
  en: string;
}

export const categories = [
  'concert',
  'musical',
  'play',
  'classical',
  'sports',
  'exhibition',
  'family',
] as const;
/** Genre (장르). */
export const Category = Type.Enum(categories);
export type Category = (typeof categories)[number];

export const regions = [
  'seoul',
  'gyeonggi',
  'busan',
  'daegu',
  'gwangju',
  'daejeon',
  'gangwon',
  'jeju',
] as const;
/** Region (지역), as Korean ticket sites group them: gyeonggi includes Incheon, busan Gyeongnam, ... */
export const Region = Type.Enum(regions);
export type Region = (typeof regions)[number];

/** A page of a list: pass `nextCursor` back as `cursor`; absent on the last page. */
export const Page = <Item extends TSchema>(item: Item) =>
  Strict({ items: Type.Array(item), nextCursor: Type.Optional(Type.String()) });

export const PageQuery = {
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
};
