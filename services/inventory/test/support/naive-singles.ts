import type { Layout } from '../../src/domain/layout.ts';

/**
 * The seats that a choice leaves alone though another choice of as many seats of the same block would
 * leave none, by trying all of them.
 */
export function naiveSinglesLeft(
  layout: Layout,
  isFree: (seatNo: number) => boolean,
  chosen: readonly number[],
): number[] {
  return layout.stretches.flatMap((stretch) => {
    if (stretch.standing) return [];
    return blocksOf(stretch, isFree).flatMap((block) => {
      const ofBlock = chosen.filter((seatNo) => block.includes(seatNo));
      if (ofBlock.length === 0) return [];
      const choices = subsetsOf(block, ofBlock.length);
      const avoidable = choices.some((choice) => singlesOf(block, choice).length === 0);
      return avoidable ? singlesOf(block, ofBlock) : [];
    });
  });
}

function blocksOf(
  { first, end }: Layout['stretches'][number],
  isFree: (seatNo: number) => boolean,
): number[][] {
  const blocks: number[][] = [[]];
  for (let seatNo = first; seatNo < end; seatNo += 1) {
    if (isFree(seatNo)) blocks.at(-1)?.push(seatNo);
    else blocks.push([]);
  }
  return blocks;
}

const singlesOf = (block: readonly number[], choice: readonly number[]) => {
  const left = block.filter((seatNo) => !choice.includes(seatNo));
  return left.filter((seatNo) => !left.includes(seatNo - 1) && !left.includes(seatNo + 1));
};

function subsetsOf(items: readonly number[], count: number): number[][] {
  if (count === 0) return [[]];
  return items.flatMap((item, place) =>
    subsetsOf(items.slice(place + 1), count - 1).map((rest) => [item, ...rest]),
  );
}
