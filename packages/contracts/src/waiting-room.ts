import { type Static, Type } from 'typebox';
import { Id, Instant, Strict } from './common.ts';
import { endpoint } from './endpoint.ts';

const PerformanceParams = Strict({ performanceId: Id('performance') });

/** A right to book a performance: signed, bound to account and session, short-lived, kept by heartbeats. */
const Admission = Strict({
  state: Type.Literal('admitted'),
  /** Sent as `x-admission-token` with every protected write. */
  admissionToken: Type.String(),
  expiresAt: Instant,
});
const Waiting = Strict({
  state: Type.Literal('waiting'),
  /** Place in line, 1-based over the whole sale; it is served when `serving` reaches it. */
  position: Type.Integer({ minimum: 1 }),
  /** Signed; brings the same place back after a refresh, a reconnect or a restart. */
  positionToken: Type.String(),
});
/** The sale has not opened: come back at `opensAt`. */
const NotOpen = Strict({ state: Type.Literal('not_open'), opensAt: Instant });
export const Entry = Type.Union([Admission, Waiting, NotOpen]);
export type Entry = Static<typeof Entry>;

/** The one document that everyone in line reads; cacheable for a second. */
export const WaitingRoomStatus = Strict({
  /** `open`: nobody waits, go straight in; `queueing`; `sold_out`; `closed`: the sale has ended. */
  state: Type.Enum(['open', 'queueing', 'sold_out', 'closed']),
  /** Places up to this number may enter. */
  serving: Type.Integer({ minimum: 0 }),
  /** The last place given. */
  issued: Type.Integer({ minimum: 0 }),
  /** People let in per minute, lately. */
  ratePerMinute: Type.Number({ minimum: 0 }),
  /** Seats left, when known: all, and by price level. */
  remaining: Type.Optional(Type.Integer({ minimum: 0 })),
  remainingByLevel: Type.Optional(
    Type.Array(Strict({ code: Type.String(), available: Type.Integer({ minimum: 0 }) })),
  ),
  at: Instant,
});
export type WaitingRoomStatus = Static<typeof WaitingRoomStatus>;

export const enterWaitingRoom = endpoint({
  service: 'api-gateway',
  method: 'POST',
  path: '/waiting-room/:performanceId/entries',
  access: 'customer',
  summary: 'Go in, or take a place in line. With `positionToken` the same place comes back',
  params: PerformanceParams,
  body: Strict({ positionToken: Type.Optional(Type.String({ maxLength: 1000 })) }),
  status: 200,
  reply: Entry,
  errors: ['performance_not_found', 'position_invalid', 'sale_closed', 'performance_cancelled'],
});
export const getWaitingRoomStatus = endpoint({
  service: 'api-gateway',
  method: 'GET',
  path: '/waiting-room/:performanceId/status',
  access: 'public',
  summary: 'The cacheable status of a line',
  params: PerformanceParams,
  status: 200,
  reply: WaitingRoomStatus,
  rateLimit: 'none',
  errors: ['performance_not_found'],
});
export const streamWaitingRoom = endpoint({
  service: 'api-gateway',
  method: 'GET',
  path: '/waiting-room/:performanceId/stream',
  access: 'public',
  summary: 'The same status as server-sent events `status`, for those near the front',
  params: PerformanceParams,
  status: 200,
  produces: 'text/event-stream',
  rateLimit: 'none',
  errors: ['performance_not_found'],
});
export const keepAdmission = endpoint({
  service: 'api-gateway',
  method: 'POST',
  path: '/waiting-room/:performanceId/heartbeats',
  access: 'customer',
  summary: 'Keep the admission in the `x-admission-token` header alive; answers a renewed one',
  params: PerformanceParams,
  status: 200,
  reply: Admission,
  errors: ['admission_invalid'],
});
export const leaveWaitingRoom = endpoint({
  service: 'api-gateway',
  method: 'DELETE',
  path: '/waiting-room/:performanceId/admission',
  access: 'customer',
  summary: 'Give the admission back, so that the next person may enter',
  params: PerformanceParams,
  status: 204,
  errors: [],
});

export const waitingRoomEndpoints = [
  enterWaitingRoom,
  getWaitingRoomStatus,
  streamWaitingRoom,
  keepAdmission,
  leaveWaitingRoom,
] as const;
