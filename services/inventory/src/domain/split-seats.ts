import { seatStatus } from '@ticketing/contracts';
import type { Stretch } from './layout.ts';
import type { SeatState } from './seat-state.ts';

/** Blocks that are tried as the first of the groups; beyond them the stage is far anyway. */
const anchorsMax = 32;
/** Blocks, nearest first, among which the other groups are sought. */
const neighboursMax = 512;
/** Being in another section counts like so many map units of distance. */
const otherSectionDistance = 500;

/** Free neighbours with something taken, an aisle or a wall on both sides. */
interface Block {
  readonly first: number;
  readonly size: number;
  readonly stretch: Stretch;
}

/**
 * Seats for people who cannot sit all together: the fewest groups there can be, near to each other and
 * to the stage, and nobody alone where it can be helped. Undefined when fewer seats are free.
 */
export function findSplitSeats(
  state: SeatState,
  nearestFirst: readonly Stretch[],
  quantity: number,
): number[] | undefined {
  const near = blocksOf(state, nearestFirst, quantity, neighboursMax);
  // Two groups is the least there can be; only to come down to it is it worth to look further.
  const nearCount = fewestGroups(near, quantity);
  const blocks =
    nearCount === 2 ? near : blocksOf(state, nearestFirst, quantity, Number.POSITIVE_INFINITY);
  const groupCount = nearCount === 2 ? nearCount : fewestGroups(blocks, quantity);
  if (groupCount === undefined) return undefined;
  const groups =
    bestGroups(near, groupCount, quantity) ?? bestGroups(blocks, groupCount, quantity) ?? [];
  return shareOut(groups, quantity);
}

/** Nearest first. A block longer than what is sought counts as just long enough. */
function blocksOf(
  state: SeatState,
  nearestFirst: readonly Stretch[],
  quantity: number,
  blocksMax: number,
): Block[] {
  const blocks: Block[] = [];
  for (const stretch of nearestFirst) {
    if (state.freeOfStretch[stretch.index] === 0) continue;
    let first = -1;
    for (let seatNo = stretch.first; seatNo <= stretch.end; seatNo += 1) {
      const free = seatNo < stretch.end && state.status[seatNo] === seatStatus.available;
      if (free && first === -1) first = seatNo;
      if (free || first === -1) continue;
      blocks.push({ first, size: Math.min(seatNo - first, quantity), stretch });
      first = -1;
    }
    if (blocks.length >= blocksMax) break;
  }
  return blocks;
}

function fewestGroups(blocks: readonly Block[], quantity: number): number | undefined {
  const largestFirst = blocks.map((block) => block.size).sort((a, b) => b - a);
  let missing = quantity;
  for (const [place, size] of largestFirst.entries()) {
    missing -= size;
    if (missing <= 0) return place + 1;
  }
  return undefined;
}

function bestGroups(
  blocks: readonly Block[],
  groupCount: number,
  quantity: number,
): Block[] | undefined {
  const sizeMax = Math.max(...blocks.map((block) => block.size), 0);
  let best: { groups: Block[]; cost: number } | undefined;
  let anchors = 0;
  for (const anchor of blocks) {
    if (anchor.size + (groupCount - 1) * sizeMax < quantity) continue;
    if (anchors === anchorsMax && best !== undefined) break;
    anchors += 1;
    const found = groupsAround(anchor, blocks, { groupCount, quantity, sizeMax });
    if (found !== undefined && found.cost < (best?.cost ?? Infinity)) best = found;
  }
  return best?.groups;
}

/** Adds to the anchor, one by one, the nearest block that still lets the rest fit. */
function groupsAround(
  anchor: Block,
  blocks: readonly Block[],
  wanted: { groupCount: number; quantity: number; sizeMax: number },
): { groups: Block[]; cost: number } | undefined {
  const groups = [anchor];
  let missing = wanted.quantity - anchor.size;
  let cost = finite(anchor.stretch.distance);
  while (missing > 0) {
    const groupsAfter = wanted.groupCount - groups.length - 1;
    if (groupsAfter < 0) return undefined;
    let nearest: Block | undefined;
    let nearestCost = Infinity;
    for (const block of blocks) {
      if (block.size + groupsAfter * wanted.sizeMax < missing) continue;
      const blockCost = apart(anchor, block);
      if (blockCost < nearestCost && !groups.includes(block)) {
        nearest = block;
        nearestCost = blockCost;
      }
    }
    if (nearest === undefined) return undefined;
    groups.push(nearest);
    missing -= nearest.size;
    cost += nearestCost + finite(nearest.stretch.distance);
  }
  return { groups, cost };
}

/** How far two blocks lie apart: by line, section and place in the line. */
function apart(one: Block, other: Block): number {
  const lines = Math.abs(finite(one.stretch.distance) - finite(other.stretch.distance));
  const section = one.stretch.sectionId === other.stretch.sectionId ? 0 : otherSectionDistance;
  const places = Math.abs(one.first - one.stretch.centre - (other.first - other.stretch.centre));
  return lines + section + places;
}

/** Standing areas have no distance of their own. */
const finite = (distance: number) => (Number.isFinite(distance) ? distance : 0);

/** Fills the blocks, the largest first, then moves people so that nobody is alone without need. */
function shareOut(groups: readonly Block[], quantity: number): number[] | undefined {
  const parts = groups.map((block) => ({ block, count: block.size }));
  parts.sort((a, b) => b.block.size - a.block.size);
  let surplus = parts.reduce((sum, part) => sum + part.count, 0) - quantity;
  if (parts.length === 0 || surplus < 0) return undefined;
  while (surplus > 0) {
    const largest = parts.reduce((a, b) => (b.count >= a.count ? b : a));
    largest.count -= 1;
    surplus -= 1;
  }
  return parts
    .flatMap(({ block, count }) => Array.from({ length: count }, (_, i) => block.first + i))
    .sort((a, b) => a - b);
}
