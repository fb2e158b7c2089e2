import type { CatalogueFile, PriceLevel, SeatMap } from '../../packages/contracts/src/index.ts';

type Performance = CatalogueFile['events'][number]['performances'][number];
type Allocations = NonNullable<Performance['allocations']>;

/** A stable number from 0 up to 1 for a text (FNV-1a, then one mixing round). */
export function stableDraw(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

/**
 * What was sold elsewhere before this sale: `pressure` of the house, 0 to 1, more in dear sections than in
 * cheap ones and a little different in each, as a map looks some days after its opening.
 */
export function drawAllocations(
  key: string,
  map: SeatMap,
  levels: readonly PriceLevel[],
  pressure: number,
): Allocations {
  if (pressure <= 0) return [];
  if (pressure >= 1) return [{ share: 1 }];
  const rank = new Map(
    levels.flatMap((level, index) => level.zones.map((zone) => [zone.section, index] as const)),
  );
  const shares = Map.groupBy(map.sections, (section) => {
    const dearness = 1 - (rank.get(section.id) ?? 0) / Math.max(1, levels.length - 1);
    const swing = stableDraw(`${key}/${section.id}`) - 0.5;
    const share = pressure * (0.8 + 0.4 * dearness) + 0.24 * swing;
    return Math.round(Math.min(0.95, Math.max(0.05, share)) * 20) / 20;
  });
  return [...shares]
    .sort(([one], [other]) => other - one)
    .map(([share, sections]) => ({ sections: sections.map((section) => section.id), share }));
}
