import { type Static, Type } from 'typebox';
import { Currency, Localized, Minor, Strict } from './common.ts';

/**
 * Geometry of seat maps. Units are decimetres-like map units, y grows away from the stage's back wall
 * (down the screen), so a stage at the top has small y. Seats stand at row geometry positions.
 */
const Coordinate = Type.Number({ minimum: -100_000, maximum: 100_000 });
export const Point = Type.Tuple([Coordinate, Coordinate]);

/** Seats on a straight line: seat i stands at (x + i*dx, y + i*dy). */
const LineGeometry = Strict({ x: Coordinate, y: Coordinate, dx: Coordinate, dy: Coordinate });
/** Seats on a circle: seat i at angle `from + i*step` degrees (0 = +x, 90 = +y) around (cx, cy). */
const ArcGeometry = Strict({
  cx: Coordinate,
  cy: Coordinate,
  radius: Type.Number({ exclusiveMinimum: 0, maximum: 100_000 }),
  from: Type.Number({ minimum: -720, maximum: 720 }),
  step: Type.Number({ minimum: -90, maximum: 90 }),
});
export const RowGeometry = Type.Union([
  Strict({ line: LineGeometry }),
  Strict({ arc: ArcGeometry }),
  Strict({ points: Type.Array(Point, { minItems: 1, maxItems: 500 }) }),
]);
export type RowGeometry = Static<typeof RowGeometry>;

/**
 * One row (열). Seat i (0-based) is numbered `first + i*numberStep`; catalogue files may leave out a step
 * of 1.
 */
export const SeatRow = Strict({
  label: Type.String({ minLength: 1, maxLength: 12 }),
  count: Type.Integer({ minimum: 1, maximum: 500 }),
  first: Type.Integer({ minimum: 1, maximum: 9999 }),
  numberStep: Type.Integer({ minimum: -10, maximum: 10 }),
  geometry: RowGeometry,
  /** Positions (0-based) after which an aisle interrupts the row: seats on both sides are no neighbours. */
  aislesAfter: Type.Optional(
    Type.Array(Type.Integer({ minimum: 0, maximum: 498 }), { maxItems: 20 }),
  ),
  /** Positions (0-based) of wheelchair places, and of the seats beside them for who comes along. */
  accessible: Type.Optional(
    Type.Array(Type.Integer({ minimum: 0, maximum: 499 }), { maxItems: 200 }),
  ),
  companions: Type.Optional(
    Type.Array(Type.Integer({ minimum: 0, maximum: 499 }), { maxItems: 200 }),
  ),
});
export type SeatRow = Static<typeof SeatRow>;

const Outline = Type.Array(Point, { minItems: 3, maxItems: 64 });
const SectionId = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$' });

/** A block of numbered seats (구역). */
export const SeatedSection = Strict({
  id: SectionId,
  kind: Type.Literal('seated'),
  name: Localized(40),
  /** Floor or balcony it belongs to, for grouping in lists: '1층'. */
  floor: Type.Optional(Localized(40)),
  outline: Type.Optional(Outline),
  rows: Type.Array(SeatRow, { minItems: 1, maxItems: 200 }),
});
/** A standing area (스탠딩): a counted pool whose places are entry numbers (입장번호) 1..capacity. */
export const StandingSection = Strict({
  id: SectionId,
  kind: Type.Literal('standing'),
  name: Localized(40),
  floor: Type.Optional(Localized(40)),
  outline: Outline,
  capacity: Type.Integer({ minimum: 1, maximum: 50_000 }),
});
export const Section = Type.Union([SeatedSection, StandingSection]);
export type Section = Static<typeof Section>;

/** A seat map: the layout of a hall for one kind of staging; never changed once used, a new version instead. */
export const SeatMap = Strict({
  name: Localized(80),
  stage: Strict({ outline: Outline, label: Localized(30), focus: Point }),
  sections: Type.Array(Section, { minItems: 1, maxItems: 400 }),
});
export type SeatMap = Static<typeof SeatMap>;

/** A price level (등급): VIP/R/S/A석 with the zones that it covers. */
export const PriceLevel = Strict({
  code: Type.String({ pattern: '^[A-Z0-9_]{1,12}$' }),
  name: Localized(30),
  /** All-in price of one ticket, booking fee included. */
  priceMinor: Minor,
  /** The part of the price that is the booking fee (예매수수료), refunded only on the booking day. */
  bookingFeeMinor: Minor,
  zones: Type.Array(
    Strict({
      section: SectionId,
      /** Row labels; absent = the whole section. */
      rows: Type.Optional(
        Type.Array(Type.String({ maxLength: 12 }), { minItems: 1, maxItems: 200 }),
      ),
    }),
    { minItems: 1, maxItems: 400 },
  ),
});
export type PriceLevel = Static<typeof PriceLevel>;

/** A row of a seat plan: the seat map's row, where its seat numbers begin and each seat's price level. */
const PlanRow = Type.Object({
  label: Type.String(),
  count: Type.Integer(),
  first: Type.Integer(),
  numberStep: Type.Integer(),
  geometry: RowGeometry,
  aislesAfter: Type.Optional(Type.Array(Type.Integer())),
  /** Positions of wheelchair places and companion seats, as in SeatRow. */
  accessible: Type.Optional(Type.Array(Type.Integer())),
  companions: Type.Optional(Type.Array(Type.Integer())),
  /** `seatNo` of the row's seat 0; the others follow. */
  seatNo: Type.Integer({ minimum: 0 }),
  /** Index into `priceLevels`; -1: the row is not on sale. */
  level: Type.Integer({ minimum: -1 }),
});
const PlanSection = Type.Object({
  id: Type.String(),
  kind: Type.Enum(['seated', 'standing']),
  name: Localized(40),
  floor: Type.Optional(Localized(40)),
  outline: Type.Optional(Outline),
  /** `seatNo` of the section's first seat or place. */
  seatNo: Type.Integer({ minimum: 0 }),
  capacity: Type.Integer({ minimum: 1 }),
  /** Of standing sections: their level. */
  level: Type.Integer({ minimum: -1 }),
  /** Empty for standing sections. */
  rows: Type.Array(PlanRow),
});

/**
 * What a performance is sold on: every seat or place has a `seatNo` 0..capacity-1, counted through
 * sections and rows in order. Cacheable for as long as `version` stands.
 */
export const SeatPlan = Type.Object({
  performanceId: Type.String(),
  version: Type.String(),
  capacity: Type.Integer({ minimum: 1 }),
  currency: Currency,
  stage: Type.Object({ outline: Outline, label: Localized(30), focus: Point }),
  priceLevels: Type.Array(
    Type.Object({
      code: Type.String(),
      name: Localized(30),
      priceMinor: Minor,
      bookingFeeMinor: Minor,
    }),
  ),
  sections: Type.Array(PlanSection),
});
export type SeatPlan = Static<typeof SeatPlan>;
