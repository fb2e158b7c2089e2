import { isOffered } from './kept-seats.ts';
import type { SeatState } from './seat-state.ts';

/**
 * The seats that a choice would newly leave alone, between taken ones, an aisle, a wall or another price
 * level: the ones to add, or to move away from. Held, blocked and kept seats count as taken. A block of
 * free neighbours that is one seat longer than what is chosen of it leaves a single one wherever one
 * sits, so it may; in every longer block there is a place that leaves none. Standing places never count.
 * @param seatNos available, each once.
 */
export function seatsLeftSingle(
  state: SeatState,
  seatNos: readonly number[],
  kept: boolean,
): number[] {
  const { stretches, stretchOfSeat } = state.layout;
  const chosen = new Set(seatNos);
  const isFree = (seatNo: number) => chosen.has(seatNo) || isOffered(state, seatNo, kept);
  const singles: number[] = [];
  let seen = -1;
  for (const seatNo of [...seatNos].sort((a, b) => a - b)) {
    const stretch = stretches[stretchOfSeat[seatNo] as number];
    if (seatNo < seen || stretch === undefined || stretch.standing) continue;
    let first = seatNo;
    while (first > stretch.first && isFree(first - 1)) first -= 1;
    let end = seatNo + 1;
    while (end < stretch.end && isFree(end)) end += 1;
    seen = end;
    const left = freeRunsOf(first, end, chosen);
    const leftCount = left.reduce((sum, run) => sum + run.length, 0);
    if (leftCount < 2) continue;
    for (const run of left) if (run.length === 1) singles.push(run.first);
  }
  return singles;
}

/** What is left of a block, once the chosen seats are gone. */
function freeRunsOf(
  first: number,
  end: number,
  chosen: ReadonlySet<number>,
): { first: number; length: number }[] {
  const runs: { first: number; length: number }[] = [];
  let runFirst = first;
  for (let seatNo = first; seatNo <= end; seatNo += 1) {
    if (seatNo < end && !chosen.has(seatNo)) continue;
    if (seatNo > runFirst) runs.push({ first: runFirst, length: seatNo - runFirst });
    runFirst = seatNo + 1;
  }
  return runs;
}
