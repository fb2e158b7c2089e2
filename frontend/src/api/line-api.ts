import type * as contracts from '@ticketing/contracts';
import { json, stream } from './connection.ts';

type C = typeof contracts;

/** The calls that the waiting room makes: it is a page of its own, outside the app. */
export const lineApi = {
  getEvent: json<C['getEvent']>('GET', '/events/:eventId', 'public'),
  getPerformance: json<C['getPerformance']>('GET', '/performances/:performanceId', 'public'),
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
} as const;
