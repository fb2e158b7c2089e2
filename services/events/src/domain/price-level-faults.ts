import type { PriceLevel, SeatMap } from '@ticketing/contracts';
import { type Fault, findDuplicates } from './faults.ts';

type Zone = PriceLevel['zones'][number];
type Section = SeatMap['sections'][number];

/** What is wrong with price levels on this seat map: prices, unknown zones, seats in two levels. */
export function findPriceLevelFaults(
  priceLevels: readonly PriceLevel[],
  seatMap: SeatMap,
  pointer: string,
): Fault[] {
  const faults = findDuplicates(
    priceLevels,
    (level) => level.code,
    (index, first) => ({
      pointer: `${pointer}/${index}/code`,
      detail: `is the code of price level ${first} too`,
    }),
  );
  const sections = new Map(seatMap.sections.map((section) => [section.id, section]));
  // 'section' for a standing area, 'section\nrow' for a row: what is claimed, and by which level.
  const claims = new Map<string, string>();
  priceLevels.forEach((level, index) => {
    if (level.bookingFeeMinor > level.priceMinor) {
      const detail = `is more than the price of ${level.priceMinor}, which includes it`;
      faults.push({ pointer: `${pointer}/${index}/bookingFeeMinor`, detail });
    }
    level.zones.forEach((zone, zoneIndex) => {
      const at = `${pointer}/${index}/zones/${zoneIndex}`;
      const section = sections.get(zone.section);
      if (section === undefined) {
        faults.push({ pointer: `${at}/section`, detail: `'${zone.section}' names no section` });
      } else {
        faults.push(...claimZone(section, zone, level.code, claims, at));
      }
    });
  });
  return faults;
}

function claimZone(
  section: Section,
  zone: Zone,
  code: string,
  claims: Map<string, string>,
  pointer: string,
): Fault[] {
  if (section.kind === 'standing') {
    if (zone.rows !== undefined) {
      return [
        { pointer: `${pointer}/rows`, detail: `'${section.id}' is standing, it has no rows` },
      ];
    }
    return claim([section.id], `the section '${section.id}'`, code, claims, `${pointer}/section`);
  }
  if (zone.rows === undefined) {
    const rows = section.rows.map((row) => `${section.id}\n${row.label}`);
    return claim(rows, `rows of '${section.id}'`, code, claims, `${pointer}/section`);
  }
  const labels = new Set(section.rows.map((row) => row.label));
  return zone.rows.flatMap((label, index) => {
    const at = `${pointer}/rows/${index}`;
    if (!labels.has(label)) {
      return [{ pointer: at, detail: `'${label}' names no row of '${section.id}'` }];
    }
    const what = `row '${label}' of '${section.id}'`;
    return claim([`${section.id}\n${label}`], what, code, claims, at);
  });
}

/** Takes the keys for a level; at most one fault, naming the level that had one of them first. */
function claim(
  keys: readonly string[],
  what: string,
  code: string,
  claims: Map<string, string>,
  pointer: string,
): Fault[] {
  let earlier: string | undefined;
  for (const key of keys) {
    const holder = claims.get(key);
    if (holder === undefined) claims.set(key, code);
    else earlier ??= holder;
  }
  if (earlier === undefined) return [];
  return [{ pointer, detail: `${what}: in level ${earlier} already` }];
}
