import type * as contracts from '@ticketing/contracts';
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ReplyOf } from '@ticketing/contracts';
import { type Call, callUrl, createClient } from './client.ts';
import { browserHint, createSessionStore } from './session-store.ts';

/** What a caller hands over for endpoint `E`: only the parts that its contract names. */
type RequestOf<E extends Endpoint> = (ParamsOf<E> extends undefined
  ? unknown
  : { readonly params: ParamsOf<E> }) &
  (QueryOf<E> extends undefined
    ? unknown
    : Record<never, never> extends QueryOf<E>
      ? { readonly query?: QueryOf<E> }
      : { readonly query: QueryOf<E> }) &
  (BodyOf<E> extends undefined ? unknown : { readonly body: BodyOf<E> }) &
  (E extends { readonly idempotencyKey: 'required' }
    ? { readonly idempotencyKey: string }
    : unknown) & {
    readonly admissionToken?: string | undefined;
    readonly signal?: AbortSignal | undefined;
    readonly timeoutMs?: number;
    readonly keepalive?: boolean;
    readonly cache?: 'no-cache' | undefined;
  };

type Arguments<E extends Endpoint> =
  Record<never, never> extends RequestOf<E> ? [request?: RequestOf<E>] : [request: RequestOf<E>];

/**
 * What the site's server wrote into the page, so that one build serves every environment. Tests of logic
 * have no page.
 */
const toldByServer =
  globalThis.document?.querySelector<HTMLMetaElement>('meta[name=api-url]')?.content;

/** `http://localhost:8000/api`, no slash at the end. */
const apiBaseUrl = (
  toldByServer ||
  (import.meta.env.VITE_API_URL ?? 'http://localhost:8000/api')
).replace(/\/+$/, '');

export const session = createSessionStore(browserHint);

/** Tabs share the refresh cookie, so they take turns; a browser without locks does its best. */
const alone = async <Result>(work: () => Promise<Result>): Promise<Result> =>
  navigator.locks === undefined ? work() : await navigator.locks.request('auth-refresh', work);

export const client = createClient({
  baseUrl: apiBaseUrl,
  fetch: (input, init) => fetch(input, init),
  session,
  isOnline: () => navigator.onLine,
  alone,
});

/** The compiler holds method, path and access against the contract; nothing of it is loaded. */
const json =
  <E extends Endpoint>(method: E['method'], path: E['path'], access: E['access']) =>
  async (...[request]: Arguments<E>): Promise<ReplyOf<E>> =>
    (await client.json({ ...(request as Partial<Call>), method, path, access })) as ReplyOf<E>;

const bytes =
  <E extends Endpoint>(method: E['method'], path: E['path'], access: E['access']) =>
  (...[request]: Arguments<E>): Promise<Uint8Array<ArrayBuffer>> =>
    client.bytes({ ...(request as Partial<Call>), method, path, access });

/** The address of a server-sent event stream, for `new EventSource(...)`. */
const stream =
  <E extends Endpoint>(path: E['path']) =>
  (params: ParamsOf<E> & Readonly<Record<string, string>>): string =>
    callUrl(apiBaseUrl, { path, params });

type C = typeof contracts;

/** Every call that the browser makes. `await api.getEvent({ params: { eventId }, signal })`. */
export const api = {
  listEvents: json<C['listEvents']>('GET', '/events', 'public'),
  getEvent: json<C['getEvent']>('GET', '/events/:eventId', 'public'),
  getPerformance: json<C['getPerformance']>('GET', '/performances/:performanceId', 'public'),
  getSeatPlan: json<C['getSeatPlan']>('GET', '/performances/:performanceId/seat-plan', 'public'),
  getSeatStatus: bytes<C['getSeatStatus']>(
    'GET',
    '/performances/:performanceId/seat-status',
    'public',
  ),
  seatStatusStreamUrl: stream<C['streamSeatStatus']>(
    '/performances/:performanceId/seat-status/stream',
  ),
  searchEvents: json<C['searchEvents']>('GET', '/search', 'public'),
  suggest: json<C['suggest']>('GET', '/search/suggestions', 'public'),

  enterWaitingRoom: json<C['enterWaitingRoom']>(
    'POST',
    '/waiting-room/:performanceId/entries',
    'customer',
  ),
  getWaitingRoomStatus: json<C['getWaitingRoomStatus']>(
    'GET',
    '/waiting-room/:performanceId/status',
    'public',
  ),
  waitingRoomStreamUrl: stream<C['streamWaitingRoom']>('/waiting-room/:performanceId/stream'),
  keepAdmission: json<C['keepAdmission']>(
    'POST',
    '/waiting-room/:performanceId/heartbeats',
    'customer',
  ),
  leaveWaitingRoom: json<C['leaveWaitingRoom']>(
    'DELETE',
    '/waiting-room/:performanceId/admission',
    'customer',
  ),

  createBooking: json<C['createBooking']>('POST', '/bookings', 'customer'),
  listBookings: json<C['listBookings']>('GET', '/bookings', 'customer'),
  getBooking: json<C['getBooking']>('GET', '/bookings/:bookingId', 'customer'),
  awaitSettledBooking: json<C['awaitSettledBooking']>(
    'GET',
    '/bookings/:bookingId/settled',
    'customer',
  ),
  releaseBooking: json<C['releaseBooking']>('POST', '/bookings/:bookingId/release', 'customer'),
  leaveBooking: json<C['leaveBooking']>('POST', '/bookings/:bookingId/leave', 'customer'),
  quoteCancellation: json<C['quoteCancellation']>(
    'GET',
    '/bookings/:bookingId/cancellation',
    'customer',
  ),
  cancelBooking: json<C['cancelBooking']>('POST', '/bookings/:bookingId/cancel', 'customer'),
  listTickets: json<C['listTickets']>('GET', '/bookings/:bookingId/tickets', 'customer'),
  registerDeviceKey: json<C['registerDeviceKey']>(
    'PUT',
    '/tickets/:ticketId/device-key',
    'customer',
  ),

  getPaymentConfig: json<C['getPaymentConfig']>('GET', '/payments/config', 'public'),
  createPaymentIntent: json<C['createPaymentIntent']>('POST', '/payments/intents', 'customer'),
  getPayment: json<C['getPayment']>('GET', '/payments/:paymentId', 'customer'),
  getReceipt: json<C['getReceipt']>('GET', '/payments/:paymentId/receipt', 'customer'),

  register: json<C['register']>('POST', '/auth/register', 'public'),
  login: json<C['login']>('POST', '/auth/login', 'public'),
  logout: json<C['logout']>('POST', '/auth/logout', 'public'),
  getMe: json<C['getMe']>('GET', '/auth/me', 'customer'),
  updateMe: json<C['updateMe']>('PATCH', '/auth/me', 'customer'),
  changePassword: json<C['changePassword']>('POST', '/auth/password/change', 'customer'),
  forgotPassword: json<C['forgotPassword']>('POST', '/auth/password/forgot', 'public'),
  resetPassword: json<C['resetPassword']>('POST', '/auth/password/reset', 'public'),
  requestEmailVerification: json<C['requestEmailVerification']>(
    'POST',
    '/auth/email/verification',
    'customer',
  ),
  verifyEmail: json<C['verifyEmail']>('POST', '/auth/email/verify', 'public'),
} as const;
