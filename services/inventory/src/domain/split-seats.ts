import { isOffered } from './kept-seats.ts';
import type { Stretch } from './layout.ts';
import type { SeatState } from './seat-state.ts';

/** Blocks that are tried as the first of the groups; beyond them the stage is far anyway. */
const anchorsMax = 32;
/** Blocks that are gathered at first, and how far before and after an anchor the others are sought. */
const neighboursMax = 512;
/** Being in another section counts like so many map units of distance. */
export const otherSectionDistance = 500;

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
  { quantity, kept }: { readonly quantity: number; readonly kept: boolean },
): number[] | undefined {
  const free = { nearestFirst, quantity, kept };
  const near = blocksOf(state, free, neighboursMax);
  // Two groups is the least there can be; only to come down to it is it worth to look further.
  const nearCount = fewestGroups(near, quantity);
  const blocks = nearCount === 2 ? near : blocksOf(state, free, Number.POSITIVE_INFINITY);
  const groupCount = nearCount === 2 ? nearCount : fewestGroups(blocks, quantity);
  if (groupCount === undefined) return undefined;
  const sizeMax = blocks.reduce((size, block) => Math.max(size, block.size), 0);
  const wanted = { groupCount, quantity, sizeMax };
  // A block that is too small even with the largest beside it cannot be part of it.
  const useful = blocks.filter(({ size }) => size + (groupCount - 1) * sizeMax >= quantity);
  const groups =
    bestGroups(useful, wanted, neighboursMax) ?? bestGroups(useful, wanted, useful.length) ?? [];
  return shareOut(groups, quantity);
}

interface Free {
  readonly nearestFirst: readonly Stretch[];
  readonly quantity: number;
  readonly kept: boolean;
}

/** Nearest first. A block longer than what is sought counts as just long enough. */
function blocksOf(
  state: SeatState,
  { nearestFirst, quantity, kept }: Free,
  blocksMax: number,
): Block[] {
  const blocks: Block[] = [];
  for (const stretch of nearestFirst) {
    if (state.freeOfStretch[stretch.index] === 0) continue;
    let first = -1;
    for (let seatNo = stretch.first; seatNo <= stretch.end; seatNo += 1) {
      const free = seatNo < stretch.end && isOffered(state, seatNo, kept);
      if (free && first === -1) first = seatNo;
      if (free || first === -1) continue;
      blocks.push({ first, size: Math.min(seatNo - first, quantity), stretch });
      first = -1;
    }
    if (blocks.length >= blocksMax) break;
  }
  return blocks;
}

/** Counts by size, from the largest down; no block counts for more than `quantity`. */
function fewestGroups(blocks: readonly Block[], quantity: number): number | undefined {
  const blocksOfSize = new Array<number>(quantity + 1).fill(0);
  for (const { size } of blocks) blocksOfSize[size] = (blocksOfSize[size] ?? 0) + 1;
  let missing = quantity;
  let groups = 0;
  for (let size = quantity; size > 0; size -= 1) {
    for (let left = blocksOfSize[size] ?? 0; left > 0; left -= 1) {
      missing -= size;
      groups += 1;
      if (missing <= 0) return groups;
    }
  }
  return undefined;
}

interface Wanted {
  readonly groupCount: number;
  readonly quantity: number;
  readonly sizeMax: number;
}

/** The best groups around one of the first blocks, with `reach` blocks before and after it. */
function bestGroups(blocks: readonly Block[], wanted: Wanted, reach: number): Block[] | undefined {
  let best: { groups: Block[]; cost: number } | undefined;
  for (const [place, anchor] of blocks.slice(0, anchorsMax).entries()) {
    const around = blocks.slice(Math.max(0, place - reach), place + reach);
    const found = groupsAround(anchor, around, wanted);
    if (found !== undefined && found.cost < (best?.cost ?? Infinity)) best = found;
  }
  return best?.groups;
}

/** Adds to the anchor, one by one, the nearest block that still lets the rest fit. */
function groupsAround(
  anchor: Block,
  blocks: readonly Block[],
  wanted: Wanted,
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
