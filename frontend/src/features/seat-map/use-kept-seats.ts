import type { Performance } from '@ticketing/contracts';
import { useEffect, useState } from 'react';
import { useNow } from '../../ui/use-now.ts';
import { keptSelections } from './pending-booking.ts';
import type { LiveSeats } from './seat-feed.ts';
import { keptFor, type SeatMapModel } from './seat-map-model.ts';

/** Often enough to open kept seats on time. */
const beatMs = 30_000;

export interface KeptSeats {
  /** Whether there are any that are still kept. */
  readonly exist: boolean;
  /** The customer has said that they need them. */
  readonly needed: boolean;
  /** Whether they may be chosen, by need or because the release time has come. */
  readonly open: boolean;
  setNeeded(needed: boolean): void;
  isWithheld(seatNo: number): boolean;
}

/** Whether wheelchair places and companion seats are sold to everybody at `now` (milliseconds). */
export const areReleased = (
  { accessibleReleaseAt }: Pick<Performance, 'accessibleReleaseAt'>,
  now: number,
): boolean => accessibleReleaseAt !== undefined && Date.parse(accessibleReleaseAt) <= now;

/** Whether this tab has chosen any of them before: then it still asks for them after a reload. */
const areChosen = ({ keptOf }: SeatMapModel, performanceId: string): boolean =>
  (keptSelections.read(performanceId) ?? []).some((seatNo) => keptOf[seatNo] !== keptFor.nobody);

/** Wheelchair places and companion seats of a performance, and whether this customer asks for them. */
export function useKeptSeats(
  model: SeatMapModel,
  live: LiveSeats,
  performance: Performance,
): KeptSeats {
  const [needed, setNeeded] = useState(() => areChosen(model, performance.id));
  const released = areReleased(performance, useNow(beatMs));
  const open = needed || released;
  useEffect(() => live.countKept(open), [live, open]);
  return {
    exist: model.hasKept && !released,
    needed,
    open,
    setNeeded,
    isWithheld: (seatNo) => !open && model.keptOf[seatNo] !== keptFor.nobody,
  };
}
