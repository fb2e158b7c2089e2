import type { InventoryLayout } from '@ticketing/contracts';
import { compileLayout, type Layout, type LayoutSource } from '../../src/domain/layout.ts';

export interface SectionShape {
  readonly id: string;
  readonly level: number;
  /** Seats of each row; rows lie one behind the other. Absent for standing areas. */
  readonly rows?: readonly number[];
  /** Of standing areas. */
  readonly places?: number;
}

/** Seats that are made for wheelchair users and for who comes with them. */
export interface Needs {
  readonly accessible?: readonly number[];
  readonly companions?: readonly number[];
}

/** A layout of straight rows 10 units apart, the axis through each row's middle. */
export function layoutSource(
  sections: readonly SectionShape[],
  blockedSeats: readonly number[] = [],
  needs: Needs = {},
): LayoutSource {
  const levels: number[] = [];
  const placed: LayoutSource['sections'][number][] = [];
  for (const { id, level, rows, places } of sections) {
    const first = levels.length;
    const runs: LayoutSource['sections'][number]['runs'][number][] = [];
    for (const [row, count] of (rows ?? []).entries()) {
      const distance = (row + 1) * 10;
      runs.push({ seatNo: levels.length, count, distance, centre: (count - 1) / 2 });
      for (let i = 0; i < count; i += 1) levels.push(level);
    }
    for (let i = 0; i < (places ?? 0); i += 1) levels.push(level);
    const kind = rows === undefined ? 'standing' : 'seated';
    placed.push({ id, kind, seatNo: first, capacity: levels.length - first, runs });
  }
  const blocked = bitsOf(blockedSeats, levels.length);
  const levelCodes = ['VIP', 'R', 'S'];
  const capacity = levels.length;
  return {
    ...{ capacity, levelCodes, levels: Uint8Array.from(levels), blocked, sections: placed },
    ...(needs.accessible && { accessible: bitsOf(needs.accessible, capacity) }),
    ...(needs.companions && { companions: bitsOf(needs.companions, capacity) }),
  };
}

function bitsOf(seatNos: readonly number[], capacity: number): Uint8Array {
  const bits = new Uint8Array(Math.ceil(capacity / 8));
  for (const seatNo of seatNos) {
    bits[seatNo >> 3] = (bits[seatNo >> 3] ?? 0) | (1 << (seatNo & 7));
  }
  return bits;
}

export function layoutOf(
  sections: readonly SectionShape[],
  blockedSeats: readonly number[] = [],
  needs: Needs = {},
): Layout {
  return compileLayout(layoutSource(sections, blockedSeats, needs));
}

/** What of a performance's sale its layout tells. */
export interface LayoutOptions
  extends Pick<
    InventoryLayout,
    'ticketsPerCustomerMax' | 'preventSingleSeats' | 'accessibleReleaseAt'
  > {
  readonly blockedSeats: readonly number[];
  readonly needs?: Needs;
}

/** What the events service would answer. */
export function inventoryLayout(
  performanceId: string,
  sections: readonly SectionShape[],
  { blockedSeats, needs, ...sale }: LayoutOptions,
): InventoryLayout {
  const source = layoutSource(sections, blockedSeats, needs);
  const { accessible, companions } = source;
  const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  return {
    performanceId,
    seatPlanVersion: '1',
    capacity: source.capacity,
    ...sale,
    levelCodes: [...source.levelCodes],
    levels: encode(source.levels),
    blocked: encode(source.blocked),
    ...(accessible !== undefined && { accessible: encode(accessible) }),
    ...(companions !== undefined && { companions: encode(companions) }),
    sections: source.sections.map((section) => ({ ...section, runs: [...section.runs] })),
  };
}
