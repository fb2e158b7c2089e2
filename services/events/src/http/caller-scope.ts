import { type Caller, problem } from '@ticketing/service-kit';

/**
 * Whose things a caller of the organizer's endpoints may touch: those of its organizer, or
 * (undefined) everybody's, for an admin. Throws forbidden for staff without an organizer.
 */
export function scopeOf(caller: Caller): string | undefined {
  if (caller.role === 'admin') return undefined;
  if (caller.organizerId === undefined) throw problem('forbidden');
  return caller.organizerId;
}
