import { seatStatus } from '@ticketing/contracts';
import { seatNeed } from './layout.ts';
import type { SeatState } from './seat-state.ts';

/**
 * Whether wheelchair places and companion seats are kept for who asks for them. The writer's clock at the
 * batch decides, so that every replay agrees; nothing has to happen at the release time itself.
 */
export function areSeatsKept({ layout, accessibleReleaseAtMs }: SeatState, nowMs: number): boolean {
  return layout.hasNeeds && nowMs < accessibleReleaseAtMs;
}

/** Whether somebody who does not ask for a wheelchair place may have the seat. */
export function isOffered(state: SeatState, seatNo: number, kept: boolean): boolean {
  if (state.status[seatNo] !== seatStatus.available) return false;
  return !kept || state.layout.needs[seatNo] === seatNeed.anyone;
}

/**
 * Those of the seats that are kept from who chooses them: without asking, wheelchair places and companion
 * seats; with asking, companion seats in a section where the choice has no wheelchair place.
 */
export function seatsKeptFrom(
  state: SeatState,
  seatNos: readonly number[],
  accessible: boolean,
): number[] {
  const { needs, stretches, stretchOfSeat } = state.layout;
  if (!accessible) return seatNos.filter((seatNo) => needs[seatNo] !== seatNeed.anyone);
  const sectionOf = (seatNo: number) => stretches[stretchOfSeat[seatNo] as number]?.sectionId;
  const chosen = new Set(
    seatNos.filter((seatNo) => needs[seatNo] === seatNeed.wheelchair).map(sectionOf),
  );
  return seatNos.filter(
    (seatNo) => needs[seatNo] === seatNeed.companion && !chosen.has(sectionOf(seatNo)),
  );
}
