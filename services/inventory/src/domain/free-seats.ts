/** The available seats as one bit each, so that the next one is found 32 at a time. */
export interface FreeSeats {
  set(seatNo: number, free: boolean): void;
  has(seatNo: number): boolean;
  /** The first free seat from `seatNo` on and before `end`; `end` when there is none. */
  nextFrom(seatNo: number, end: number): number;
}

export function createFreeSeats(capacity: number): FreeSeats {
  const words = new Uint32Array((capacity >> 5) + 1);
  return {
    set(seatNo, free) {
      const bit = 1 << (seatNo & 31);
      const word = words[seatNo >> 5] as number;
      words[seatNo >> 5] = free ? word | bit : word & ~bit;
    },
    has: (seatNo) => (((words[seatNo >> 5] as number) >>> (seatNo & 31)) & 1) === 1,
    nextFrom(seatNo, end) {
      if (seatNo >= end) return end;
      let place = seatNo >> 5;
      // Seats before the first one asked for do not count.
      let word = (words[place] as number) & (-1 << (seatNo & 31));
      const lastPlace = (end - 1) >> 5;
      while (word === 0) {
        place += 1;
        if (place > lastPlace) return end;
        word = words[place] as number;
      }
      return Math.min(end, place * 32 + 31 - Math.clz32(word & -word));
    },
  };
}
