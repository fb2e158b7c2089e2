import { type Static, Type } from 'typebox';
import { Id, Instant, Minor, Strict } from './common.ts';
import { endpoint } from './endpoint.ts';
import { PerformanceParams } from './events.ts';

/** A change of all bookings of a performance, booking by booking: it can be stopped and resumed. */
export const BulkChange = Strict({
  performanceId: Id('performance'),
  kind: Type.Enum(['cancel', 'reschedule']),
  state: Type.Enum(['running', 'stopped', 'done']),
  /** Bookings that it is through with, and those that must be tried again. */
  changed: Type.Integer({ minimum: 0 }),
  failed: Type.Integer({ minimum: 0 }),
  refundMinor: Minor,
  startedAt: Instant,
  updatedAt: Instant,
});
export type BulkChange = Static<typeof BulkChange>;

const bulkErrors = ['performance_not_found', 'state_conflict', 'forbidden'] as const;
export const getBulkChange = endpoint({
  service: 'booking',
  method: 'GET',
  path: '/organizer/performances/:performanceId/bulk-change',
  access: 'organizer',
  summary: 'How far the cancellation or postponement of all bookings is',
  params: PerformanceParams,
  status: 200,
  reply: BulkChange,
  errors: [...bulkErrors],
});
export const stopBulkChange = endpoint({
  service: 'booking',
  method: 'POST',
  path: '/organizer/performances/:performanceId/bulk-change/stop',
  access: 'organizer',
  summary: 'Stop after the booking that is being changed; repeatable',
  params: PerformanceParams,
  status: 200,
  reply: BulkChange,
  errors: [...bulkErrors],
});
export const resumeBulkChange = endpoint({
  service: 'booking',
  method: 'POST',
  path: '/organizer/performances/:performanceId/bulk-change/resume',
  access: 'organizer',
  summary: 'Go on where it was stopped; repeatable',
  params: PerformanceParams,
  status: 200,
  reply: BulkChange,
  errors: [...bulkErrors],
});

/** Seats that the organizer holds back (kills, sponsors), and puts on sale again in one step. */
export const changeSeatBlocks = endpoint({
  service: 'booking',
  method: 'POST',
  path: '/organizer/performances/:performanceId/seat-blocks',
  access: 'organizer',
  summary: 'Hold seats back and put others on sale, all or nothing',
  params: PerformanceParams,
  body: Strict({
    block: Type.Array(Type.Integer({ minimum: 0 }), { maxItems: 20_000, uniqueItems: true }),
    release: Type.Array(Type.Integer({ minimum: 0 }), { maxItems: 20_000, uniqueItems: true }),
  }),
  bodyBytesMax: 512 * 1024,
  status: 200,
  reply: Strict({ blocked: Type.Integer(), released: Type.Integer() }),
  idempotencyKey: 'required',
  errors: [
    'performance_not_found',
    'forbidden',
    'seats_taken',
    'seats_invalid',
    'inventory_unavailable',
  ],
});

export const bulkChangeEndpoints = [
  getBulkChange,
  stopBulkChange,
  resumeBulkChange,
  changeSeatBlocks,
] as const;
