import type { LocalizedText, PriceLevel, SeatMap } from '../../packages/contracts/src/index.ts';
import { text } from './words.ts';

type Section = SeatMap['sections'][number];

/** Which part of a hall a level covers; the first rule that fits a row decides. */
export interface ZoneRule {
  level: string;
  /** Section ids. */
  sections: RegExp;
  /** Only the first rows of the section, counted by label: 1, 2, 3 or A, B, C. */
  rowsMax?: number;
}

/** Price of a level, all-in. */
export interface LevelPrice {
  code: string;
  priceMinor: number;
}

const names: Record<string, LocalizedText> = {
  VIP: text('VIP석', 'VIP'),
  R: text('R석', 'R'),
  S: text('S석', 'S'),
  A: text('A석', 'A'),
  B: text('B석', 'B'),
  CHOIR: text('합창석', 'Choir'),
  STANDING: text('스탠딩석', 'Standing'),
  STANDING_A: text('스탠딩 A', 'Standing A'),
  STANDING_B: text('스탠딩 B', 'Standing B'),
  LIMITED: text('시야제한석', 'Restricted view'),
  TABLE: text('테이블석', 'Premium'),
  BLUE: text('블루석', 'Blue'),
  GREEN: text('그린석', 'Green'),
  OUTFIELD: text('외야석', 'Outfield'),
  ALL: text('전석', 'All seats'),
  GENERAL: text('일반', 'General'),
  GUIDED: text('오디오 가이드 패키지', 'Audio guide package'),
};

/**
 * Price levels with their zones on a map. Zones name whole sections where they can.
 * @throws when a row fits no rule, or a level covers nothing
 */
export function priceLevels(
  map: SeatMap,
  prices: readonly LevelPrice[],
  rules: readonly ZoneRule[],
  bookingFeeMinor: number,
): PriceLevel[] {
  const zones = new Map<string, PriceLevel['zones']>(prices.map(({ code }) => [code, []]));
  for (const section of map.sections) {
    for (const [level, zone] of zonesOf(section, rules)) {
      const list = zones.get(level);
      if (list === undefined) throw new Error(`level ${level} of ${section.id} has no price`);
      list.push(zone);
    }
  }
  return prices.map(({ code, priceMinor }) => {
    const covered = zones.get(code) ?? [];
    if (covered.length === 0) throw new Error(`level ${code} covers nothing`);
    return {
      code,
      name: names[code] ?? text(code, code),
      priceMinor,
      bookingFeeMinor,
      zones: covered,
    };
  });
}

function zonesOf(
  section: Section,
  rules: readonly ZoneRule[],
): [string, PriceLevel['zones'][number]][] {
  if (section.kind === 'standing') {
    return [[levelOf(section.id, 1, rules), { section: section.id }]];
  }
  const byLevel = Map.groupBy(section.rows, (row) =>
    levelOf(section.id, rowNumber(row.label), rules),
  );
  if (byLevel.size === 1) {
    return [...byLevel.keys()].map((level) => [level, { section: section.id }]);
  }
  return [...byLevel].map(([level, rows]) => [
    level,
    { section: section.id, rows: rows.map((row) => row.label) },
  ]);
}

function levelOf(sectionId: string, row: number, rules: readonly ZoneRule[]): string {
  const rule = rules.find(
    ({ sections, rowsMax }) => sections.test(sectionId) && row <= (rowsMax ?? Infinity),
  );
  if (rule === undefined) throw new Error(`row ${row} of ${sectionId} fits no rule`);
  return rule.level;
}

/** 1 for '1' and for 'A'. */
function rowNumber(label: string): number {
  const number = Number(label);
  return Number.isNaN(number) ? label.charCodeAt(0) - 64 : number;
}
