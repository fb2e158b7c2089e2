import { type availabilityChanged, type DataOf, seatStatus } from '@ticketing/contracts';
import { type Layout, levelNone, seatNeed } from '../domain/layout.ts';

/**
 * Counts seats by status and level. A level's capacity includes its seats that are held back; wheelchair
 * places and companion seats are counted apart, since time alone decides who may have them.
 */
export function countAvailability(
  performanceId: string,
  version: number,
  layout: Layout,
  status: Uint8Array,
): DataOf<typeof availabilityChanged> {
  const counts = [0, 0, 0, 0];
  const available = new Array<number>(256).fill(0);
  const kept = new Array<number>(256).fill(0);
  const capacity = new Array<number>(256).fill(0);
  for (let seatNo = 0; seatNo < status.length; seatNo += 1) {
    const now = status[seatNo] as number;
    const level = layout.levels[seatNo] as number;
    counts[now] = (counts[now] as number) + 1;
    capacity[level] = (capacity[level] as number) + 1;
    if (now !== seatStatus.available) continue;
    available[level] = (available[level] as number) + 1;
    if (layout.needs[seatNo] !== seatNeed.anyone) kept[level] = (kept[level] as number) + 1;
  }
  return {
    performanceId,
    version,
    available: counts[seatStatus.available] ?? 0,
    held: counts[seatStatus.held] ?? 0,
    sold: counts[seatStatus.sold] ?? 0,
    byLevel: layout.levelCodes.slice(0, levelNone).map((code, level) => ({
      code,
      available: available[level] ?? 0,
      ...(kept[level] && { kept: kept[level] }),
      capacity: capacity[level] ?? 0,
    })),
  };
}
