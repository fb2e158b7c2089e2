import { seatStatus } from '@ticketing/contracts';
import { type Stretch, seatNeed } from './layout.ts';
import type { SeatState } from './seat-state.ts';
import { otherSectionDistance } from './split-seats.ts';

/** Sooner any ordinary seat than a companion seat that another wheelchair user may need. */
const companionDistance = 1e9;
/** Sooner any seat than a place to stand. */
const standingDistance = 1e6;

interface Party {
  readonly wheelchair: number;
  readonly stretch: Stretch;
  /** In one line with the wheelchair place, nobody between. */
  readonly beside: readonly number[];
}

/**
 * A wheelchair place first, then seats for `quantity - 1` people who come along: where most of them can
 * sit beside it, the nearest to the stage of these; companion seats are taken first. Whoever finds no
 * seat there gets the nearest others. Undefined without a free wheelchair place or enough other seats.
 */
export function findAccessibleSeats(
  state: SeatState,
  nearestFirst: readonly Stretch[],
  quantity: number,
): number[] | undefined {
  const party = bestParty(state, nearestFirst, quantity - 1);
  if (party === undefined) return undefined;
  const missing = quantity - 1 - party.beside.length;
  const others = missing === 0 ? [] : nearestOthers(state, nearestFirst, { party, missing });
  if (others.length < missing) return undefined;
  return [party.wheelchair, ...[...party.beside, ...others].sort((a, b) => a - b)];
}

function bestParty(
  state: SeatState,
  nearestFirst: readonly Stretch[],
  companions: number,
): Party | undefined {
  const { needs } = state.layout;
  let best: Party | undefined;
  for (const stretch of nearestFirst) {
    if (stretch.standing || state.freeOfStretch[stretch.index] === 0) continue;
    for (let seatNo = stretch.first; seatNo < stretch.end; seatNo += 1) {
      if (needs[seatNo] !== seatNeed.wheelchair) continue;
      if (state.status[seatNo] !== seatStatus.available) continue;
      const beside = seatsBeside(state, stretch, { wheelchair: seatNo, companions });
      if (best === undefined || beside.length > best.beside.length) {
        best = { wheelchair: seatNo, stretch, beside };
      }
    }
    if (best?.beside.length === companions) return best;
  }
  return best;
}

/** Free seats to both sides, companion seats before others, as long as there is no gap. */
function seatsBeside(
  state: SeatState,
  stretch: Stretch,
  { wheelchair, companions }: { wheelchair: number; companions: number },
): number[] {
  const { needs } = state.layout;
  const beside: number[] = [];
  let before = wheelchair - 1;
  let after = wheelchair + 1;
  const needAt = (seatNo: number) => {
    if (seatNo < stretch.first || seatNo >= stretch.end) return undefined;
    if (state.status[seatNo] !== seatStatus.available) return undefined;
    return needs[seatNo] === seatNeed.wheelchair ? undefined : needs[seatNo];
  };
  while (beside.length < companions) {
    const [needBefore, needAfter] = [needAt(before), needAt(after)];
    if (needBefore === undefined && needAfter === undefined) break;
    const companionAfter = needAfter === seatNeed.companion;
    if (companionAfter || (needAfter !== undefined && needBefore !== seatNeed.companion)) {
      beside.push(after);
      after += 1;
    } else {
      beside.push(before);
      before -= 1;
    }
  }
  return beside;
}

/** The nearest free seats that are no wheelchair places and not taken by the party yet. */
function nearestOthers(
  state: SeatState,
  nearestFirst: readonly Stretch[],
  { party, missing }: { party: Party; missing: number },
): number[] {
  const { needs } = state.layout;
  const taken = new Set(party.beside);
  // Nearest first, never longer than what is missing.
  const nearest: { seatNo: number; cost: number }[] = [];
  for (const stretch of nearestFirst) {
    if (state.freeOfStretch[stretch.index] === 0) continue;
    for (let seatNo = stretch.first; seatNo < stretch.end; seatNo += 1) {
      if (state.status[seatNo] !== seatStatus.available || taken.has(seatNo)) continue;
      if (needs[seatNo] === seatNeed.wheelchair) continue;
      const rare = needs[seatNo] === seatNeed.companion ? companionDistance : 0;
      const cost = rare + apart(party, stretch, seatNo);
      let place = nearest.length;
      while (place > 0 && (nearest[place - 1]?.cost ?? 0) > cost) place -= 1;
      if (place >= missing) continue;
      nearest.splice(place, 0, { seatNo, cost });
      if (nearest.length > missing) nearest.pop();
    }
  }
  return nearest.map(({ seatNo }) => seatNo);
}

function apart(party: Party, stretch: Stretch, seatNo: number): number {
  if (stretch.standing) return standingDistance;
  const lines = Math.abs(party.stretch.distance - stretch.distance);
  const section = party.stretch.sectionId === stretch.sectionId ? 0 : otherSectionDistance;
  const places = Math.abs(party.wheelchair - party.stretch.centre - (seatNo - stretch.centre));
  return lines + section + places;
}
