/** A seat that is on no price level is not on sale. */
export const levelNone = 255;

/** Whom a seat is made for. */
export const seatNeed = { anyone: 0, wheelchair: 1, companion: 2 } as const;

/** What a performance is sold on, as its source describes it. */
export interface LayoutSource {
  readonly capacity: number;
  readonly levelCodes: readonly string[];
  /** One byte a seat: index into levelCodes, 255 = not on sale. */
  readonly levels: Uint8Array;
  /** One bit a seat (bit seatNo & 7 of byte seatNo >> 3): 1 = blocked from the start. */
  readonly blocked: Uint8Array;
  /** The same form: wheelchair places, and seats for who comes with them. Absent: there are none. */
  readonly accessible?: Uint8Array;
  readonly companions?: Uint8Array;
  /** What holds until terms come; absent: single seats are not prevented. */
  readonly preventSingleSeats?: boolean;
  /** See SeatState; absent: never. */
  readonly accessibleReleaseAtMs?: number;
  readonly sections: readonly {
    readonly id: string;
    readonly kind: 'seated' | 'standing';
    readonly seatNo: number;
    readonly capacity: number;
    readonly runs: readonly {
      readonly seatNo: number;
      readonly count: number;
      readonly distance: number;
      readonly centre: number;
    }[];
  }[];
}

/** Seats of one level in a line without an aisle, or a standing area's places. */
export interface Stretch {
  readonly index: number;
  readonly sectionId: string;
  readonly standing: boolean;
  readonly first: number;
  /** One past the last. */
  readonly end: number;
  /** From the stage; lower is better. Of standing areas: Infinity. */
  readonly distance: number;
  /** The seatNo, maybe fractional, that is nearest to the axis of the hall. */
  readonly centre: number;
}

export interface Layout {
  readonly capacity: number;
  readonly levelCodes: readonly string[];
  readonly levels: Uint8Array;
  /** Whether the seat can never be sold here. */
  readonly isBlocked: (seatNo: number) => boolean;
  /** One byte a seat; values of `seatNeed`. */
  readonly needs: Uint8Array;
  /** Whether any seat is made for somebody. */
  readonly hasNeeds: boolean;
  readonly preventSingleSeats: boolean;
  readonly accessibleReleaseAtMs: number;
  readonly sectionIds: ReadonlySet<string>;
  readonly stretches: readonly Stretch[];
  /** Index of the stretch that a seat lies in. */
  readonly stretchOfSeat: Int32Array;
  /** By level: its stretches, nearest first, standing areas last. */
  readonly stretchesOfLevel: readonly (readonly Stretch[])[];
}

/** A layout that contradicts itself; the message says where. */
class LayoutError extends Error {
  override name = 'LayoutError';
}

/** Prepares a layout for quick decisions. Throws a LayoutError. */
export function compileLayout(source: LayoutSource): Layout {
  const { capacity, levels, blocked } = source;
  if (levels.length !== capacity) throw new LayoutError(`levels: ${levels.length} of ${capacity}`);
  for (const name of ['blocked', 'accessible', 'companions'] as const) {
    const bits = source[name];
    if (bits !== undefined && bits.length < Math.ceil(capacity / 8)) {
      throw new LayoutError(`${name}: too short`);
    }
  }
  for (const level of levels) {
    if (level !== levelNone && level >= source.levelCodes.length) {
      throw new LayoutError(`a seat is on level ${level}, which has no code`);
    }
  }
  const stretchOfSeat = new Int32Array(capacity).fill(-1);
  const stretches = source.sections.flatMap((section) => stretchesOf(source, section));
  const placed = stretches.map((stretch, index) => ({ ...stretch, index }));
  for (const stretch of placed) stretchOfSeat.fill(stretch.index, stretch.first, stretch.end);
  if (stretchOfSeat.includes(-1)) throw new LayoutError('a seat belongs to no run of seats');
  const nearestFirst = [...placed].sort(
    (a, b) => a.distance - b.distance || a.first - b.first || a.end - b.end,
  );
  const needs = needsOf(source, placed);
  return {
    capacity,
    levelCodes: source.levelCodes,
    levels,
    isBlocked: (seatNo) => levels[seatNo] === levelNone || isBitSet(blocked, seatNo),
    needs,
    hasNeeds: needs.some((need) => need !== seatNeed.anyone),
    preventSingleSeats: source.preventSingleSeats ?? false,
    accessibleReleaseAtMs: source.accessibleReleaseAtMs ?? Number.POSITIVE_INFINITY,
    sectionIds: new Set(source.sections.map((section) => section.id)),
    stretches: placed,
    stretchOfSeat,
    stretchesOfLevel: source.levelCodes.map((_, level) =>
      nearestFirst.filter((stretch) => levels[stretch.first] === level),
    ),
  };
}

const isBitSet = (bits: Uint8Array, seatNo: number) =>
  (((bits[seatNo >> 3] ?? 0) >> (seatNo & 7)) & 1) === 1;

/** Throws where people stand: nobody can find a place of their own there. */
function needsOf(source: LayoutSource, stretches: readonly Stretch[]): Uint8Array {
  const { capacity, accessible, companions } = source;
  const needs = new Uint8Array(capacity);
  if (accessible === undefined && companions === undefined) return needs;
  for (const { standing, first, end } of stretches) {
    for (let seatNo = first; seatNo < end; seatNo += 1) {
      if (accessible && isBitSet(accessible, seatNo)) needs[seatNo] = seatNeed.wheelchair;
      else if (companions && isBitSet(companions, seatNo)) needs[seatNo] = seatNeed.companion;
      if (standing && needs[seatNo] !== seatNeed.anyone) {
        throw new LayoutError(`place ${seatNo} of a standing area is kept for wheelchair users`);
      }
    }
  }
  return needs;
}

type SectionSource = LayoutSource['sections'][number];
type Unplaced = Omit<Stretch, 'index'>;

function stretchesOf(source: LayoutSource, section: SectionSource): Unplaced[] {
  const sectionEnd = section.seatNo + section.capacity;
  if (section.seatNo < 0 || section.capacity < 0 || sectionEnd > source.capacity) {
    throw new LayoutError(`section ${section.id} lies outside the seats`);
  }
  const standing = section.kind === 'standing';
  const whole = { seatNo: section.seatNo, count: section.capacity, distance: Infinity, centre: 0 };
  const runs = standing ? [whole] : section.runs;
  return runs.flatMap((run) => {
    if (run.seatNo < section.seatNo || run.seatNo + run.count > sectionEnd || run.count < 0) {
      throw new LayoutError(`a run at seat ${run.seatNo} lies outside section ${section.id}`);
    }
    const rest = {
      sectionId: section.id,
      standing,
      distance: run.distance,
      centre: run.seatNo + run.centre,
    };
    return splitByLevel(source.levels, run.seatNo, run.seatNo + run.count).map((part) => ({
      ...rest,
      ...part,
    }));
  });
}

/** A run may cross from one level into the next; who buys a level gets seats of that level alone. */
function splitByLevel(
  levels: Uint8Array,
  first: number,
  end: number,
): { first: number; end: number }[] {
  const parts: { first: number; end: number }[] = [];
  let partFirst = first;
  for (let seatNo = first + 1; seatNo <= end; seatNo += 1) {
    if (seatNo === end || levels[seatNo] !== levels[partFirst]) {
      parts.push({ first: partFirst, end: seatNo });
      partFirst = seatNo;
    }
  }
  return parts;
}
