import { type Static, Type } from 'typebox';
import { Category, Currency, Id, Instant, Localized, Minor, Strict, TimeZone } from './common.ts';
import { endpoint } from './endpoint.ts';
import { CancellationPolicy, PerformanceParams, WaitingRoomMode } from './events.ts';

/** What booking needs to sell: prices, sale window, policy, texts for tickets and mails. */
export const SaleTerms = Strict({
  performanceId: Id('performance'),
  eventId: Id('event'),
  organizerId: Id('organizer'),
  title: Localized(120),
  category: Category,
  venueName: Localized(80),
  posterSeed: Type.Integer(),
  startsAt: Instant,
  timeZone: TimeZone,
  saleOpensAt: Instant,
  saleClosesAt: Instant,
  status: Type.Enum(['scheduled', 'cancelled', 'postponed']),
  currency: Currency,
  priceLevels: Type.Array(
    Strict({ code: Type.String(), name: Localized(30), priceMinor: Minor, bookingFeeMinor: Minor }),
  ),
  ticketsPerCustomerMax: Type.Integer({ minimum: 1, maximum: 20 }),
  /** Choices of seats that would leave a single one alone are refused. */
  preventSingleSeats: Type.Optional(Type.Boolean()),
  /** From then on wheelchair places and companion seats are sold to everybody; absent: never. */
  accessibleReleaseAt: Type.Optional(Instant),
  /** Hours in which a bank transfer must arrive; absent: no virtual accounts. */
  depositHours: Type.Optional(Type.Integer({ minimum: 1, maximum: 72 })),
  /** After a postponement: cancelling until then costs nothing. */
  fullRefundUntil: Type.Optional(Instant),
  cancellationPolicy: CancellationPolicy,
  waitingRoom: WaitingRoomMode,
  seatPlanVersion: Type.String(),
  revision: Type.Integer({ minimum: 1 }),
});
export type SaleTerms = Static<typeof SaleTerms>;

export const getSaleTerms = endpoint({
  service: 'events',
  method: 'GET',
  path: '/internal/performances/:performanceId/sale-terms',
  access: 'service',
  summary: 'What booking and the gateway need to know to sell a performance',
  params: PerformanceParams,
  status: 200,
  reply: SaleTerms,
  errors: ['performance_not_found'],
});

/** What inventory needs to open a performance. Arrays are base64, little endian, by seatNo. */
export const InventoryLayout = Strict({
  performanceId: Id('performance'),
  seatPlanVersion: Type.String(),
  capacity: Type.Integer({ minimum: 1 }),
  ticketsPerCustomerMax: Type.Integer({ minimum: 1, maximum: 20 }),
  preventSingleSeats: Type.Optional(Type.Boolean()),
  accessibleReleaseAt: Type.Optional(Instant),
  /** Level codes; `levels` indexes them. */
  levelCodes: Type.Array(Type.String()),
  /** One byte a seat: index into levelCodes, 255 = not on sale (blocked). */
  levels: Type.String(),
  /** One bit a seat (bit seatNo & 7 of byte seatNo >> 3): 1 = blocked from the start (sold elsewhere, house seats). */
  blocked: Type.String(),
  /** The same form: wheelchair places, and seats for who comes with them. Absent: there are none. */
  accessible: Type.Optional(Type.String()),
  companions: Type.Optional(Type.String()),
  sections: Type.Array(
    Strict({
      id: Type.String(),
      kind: Type.Enum(['seated', 'standing']),
      seatNo: Type.Integer(),
      capacity: Type.Integer(),
      /** Runs of neighbouring seats: no aisle inside. Empty for standing sections. */
      runs: Type.Array(
        Strict({
          seatNo: Type.Integer(),
          count: Type.Integer(),
          /** Distance of the run's middle from the stage's focus, in map units; lower is better. */
          distance: Type.Number(),
          /** Position (0-based, may be fractional) of the run's seat nearest to the axis of the hall. */
          centre: Type.Number(),
        }),
      ),
    }),
  ),
});
export type InventoryLayout = Static<typeof InventoryLayout>;

export const getInventoryLayout = endpoint({
  service: 'events',
  method: 'GET',
  path: '/internal/performances/:performanceId/inventory-layout',
  access: 'service',
  summary: 'Seats, levels and neighbours of a performance',
  params: PerformanceParams,
  status: 200,
  reply: InventoryLayout,
  errors: ['performance_not_found'],
});

export const saleTermsEndpoints = [getSaleTerms, getInventoryLayout] as const;
