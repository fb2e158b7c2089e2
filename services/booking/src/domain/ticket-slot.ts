import { ticketSlotSeconds } from '@ticketing/contracts/codecs/ticket-payload';
import { slotGraceSeconds } from './limits.ts';

/** Whether a code made for this minute may still, or already, be shown at `now`. */
export function isSlotCurrent(slot: number, now: Date): boolean {
  const seconds = now.getTime() / 1000;
  const start = slot * ticketSlotSeconds;
  return (
    seconds >= start - slotGraceSeconds && seconds < start + ticketSlotSeconds + slotGraceSeconds
  );
}
