import { Id, Strict } from './common.ts';
import { endpoint } from './endpoint.ts';

export const getSeatStatus = endpoint({
  service: 'booking',
  method: 'GET',
  path: '/performances/:performanceId/seat-status',
  access: 'public',
  summary: 'All seats, 2 bits each (see codecs/seat-status)',
  params: Strict({ performanceId: Id('performance') }),
  status: 200,
  produces: 'application/octet-stream',
  errors: ['performance_not_found', 'inventory_unavailable'],
});
export const streamSeatStatus = endpoint({
  service: 'booking',
  method: 'GET',
  path: '/performances/:performanceId/seat-status/stream',
  access: 'public',
  summary: 'Changes of seats as server-sent events `seats` (base64 of codecs/seat-status deltas)',
  params: Strict({ performanceId: Id('performance') }),
  status: 200,
  produces: 'text/event-stream',
  errors: ['performance_not_found', 'inventory_unavailable'],
});

export const seatStatusEndpoints = [getSeatStatus, streamSeatStatus] as const;
