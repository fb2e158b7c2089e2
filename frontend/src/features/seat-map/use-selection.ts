import { useEffect, useMemo, useReducer, useRef } from 'react';
import { keptSelections } from './pending-booking.ts';
import type { LiveSeats } from './seat-feed.ts';
import type { MapSection, SeatMapModel } from './seat-map-model.ts';
import { noSelection, selectionReducer } from './selection.ts';

/** The lowest free places of a standing area, leaving out `without`. */
export function lowestFree(
  live: LiveSeats,
  { plan }: MapSection,
  count: number,
  without: readonly number[] = [],
): readonly number[] {
  const found: number[] = [];
  for (let seatNo = plan.seatNo; seatNo < plan.seatNo + plan.capacity; seatNo += 1) {
    if (found.length >= count) break;
    if (live.isFree(seatNo) && !without.includes(seatNo)) found.push(seatNo);
  }
  return found;
}

/** The chosen seats of a performance, kept through a reload, and held against what others take. */
export function useSelection(
  model: SeatMapModel,
  live: LiveSeats,
  max: number,
  /** While a booking runs the seats become ours, which looks as if they were taken. */
  isBooking: () => boolean,
) {
  const reducer = useMemo(() => selectionReducer(max), [max]);
  const [selection, dispatch] = useReducer(reducer, noSelection);
  const { performanceId } = model.plan;
  const { chosen } = selection;
  const chosenNow = useRef(chosen);
  chosenNow.current = chosen;
  const restored = useRef(false);
  const isBookingNow = useRef(isBooking);
  isBookingNow.current = isBooking;

  useEffect(() => {
    if (restored.current) keptSelections.write(performanceId, chosen);
  }, [performanceId, chosen]);

  useEffect(() => {
    const check = () => {
      if (live.version() < 0) return;
      if (!restored.current) {
        restored.current = true;
        const kept = keptSelections.read(performanceId) ?? [];
        const seatNos = kept.filter((seatNo) => live.isFree(seatNo));
        if (seatNos.length > 0) dispatch({ type: 'restore', seatNos });
        return;
      }
      if (isBookingNow.current()) return;
      const gone = chosenNow.current.filter((seatNo) => !live.isFree(seatNo));
      if (gone.length === 0) return;
      const pairs = new Map<number, number>();
      for (const seatNo of gone) {
        const section = model.sections[model.sectionOf[seatNo] ?? -1];
        if (section?.plan.kind !== 'standing') continue;
        const without = [...chosenNow.current, ...pairs.values()];
        const other = lowestFree(live, section, 1, without)[0];
        if (other !== undefined) pairs.set(seatNo, other);
      }
      if (pairs.size > 0) dispatch({ type: 'exchange', pairs });
      const lost = gone.filter((seatNo) => !pairs.has(seatNo));
      if (lost.length > 0) dispatch({ type: 'lose', seatNos: lost });
    };
    check();
    return live.subscribe(check);
  }, [model, live, performanceId]);

  return { selection, dispatch };
}
