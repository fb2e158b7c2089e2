import type * as contracts from '@ticketing/contracts';
import { bytes, json, stream } from './connection.ts';
import { lineApi } from './line-api.ts';

type C = typeof contracts;

/** Every call that the browser makes. `await api.getEvent({ params: { eventId }, signal })`. */
export const api = {
  ...lineApi,
  listEvents: json<C['listEvents']>('GET', '/events', 'public'),
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
