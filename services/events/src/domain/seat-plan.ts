import type { PriceLevel, SeatMap, SeatPlan } from '@ticketing/contracts';
import { contentHash } from './content-hash.ts';
import { seatMapCapacity, sectionCapacity } from './seat-map-faults.ts';

export interface SeatPlanSource {
  readonly performanceId: string;
  readonly version: string;
  readonly currency: string;
  readonly seatMap: SeatMap;
  readonly priceLevels: readonly PriceLevel[];
}

type PlanSection = SeatPlan['sections'][number];
type Section = SeatMap['sections'][number];

/** Level of rows and standing areas that no price level covers. */
const NOT_ON_SALE = -1;

/** Names what a plan is made of: the same seats and prices have the same version, everywhere. */
export const seatPlanVersion = (
  seatMapHash: string,
  currency: string,
  priceLevels: readonly PriceLevel[],
): string => contentHash([seatMapHash, currency, priceLevels]).slice(0, 20);

/**
 * Numbers every seat of the map from 0 through sections and rows in order, and gives each row its
 * level. Expects price levels without faults; a zone that names nothing covers nothing.
 */
export function compileSeatPlan(source: SeatPlanSource): SeatPlan {
  const levelOf = indexLevels(source.priceLevels);
  let seatNo = 0;
  const sections = source.seatMap.sections.map((section) => {
    const compiled = compileSection(section, seatNo, levelOf);
    seatNo += compiled.capacity;
    return compiled;
  });
  return {
    performanceId: source.performanceId,
    version: source.version,
    capacity: seatMapCapacity(source.seatMap),
    currency: source.currency,
    stage: source.seatMap.stage,
    priceLevels: source.priceLevels.map(({ code, name, priceMinor, bookingFeeMinor }) => ({
      code,
      name,
      priceMinor,
      bookingFeeMinor,
    })),
    sections,
  };
}

type LevelOf = (section: string, row?: string) => number;

function indexLevels(priceLevels: readonly PriceLevel[]): LevelOf {
  const sections = new Map<string, number>();
  const rows = new Map<string, number>();
  priceLevels.forEach((level, index) => {
    for (const zone of level.zones) {
      if (zone.rows === undefined) sections.set(zone.section, index);
      for (const row of zone.rows ?? []) rows.set(`${zone.section}\n${row}`, index);
    }
  });
  return (section, row) =>
    (row === undefined ? undefined : rows.get(`${section}\n${row}`)) ??
    sections.get(section) ??
    NOT_ON_SALE;
}

function compileSection(section: Section, seatNo: number, levelOf: LevelOf): PlanSection {
  const common = {
    id: section.id,
    kind: section.kind,
    name: section.name,
    ...(section.floor !== undefined && { floor: section.floor }),
    ...(section.outline !== undefined && { outline: section.outline }),
    seatNo,
    capacity: sectionCapacity(section),
  };
  if (section.kind === 'standing') return { ...common, level: levelOf(section.id), rows: [] };
  let next = seatNo;
  const rows = section.rows.map((row) => {
    const compiled = { ...row, seatNo: next, level: levelOf(section.id, row.label) };
    next += row.count;
    return compiled;
  });
  return { ...common, level: NOT_ON_SALE, rows };
}
