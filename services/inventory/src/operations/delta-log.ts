import { deltaSeatsMax, deltaVersionsMax } from './limits.ts';

/** Which seats changed in the last versions, for those who come back after a while. */
export interface DeltaLog {
  /** Forgets everything; changes after `version` will follow. */
  startAt(version: number): void;
  /**
   * @param version that the seats changed on the way to, higher than all before.
   * @param seatNos kept as they are; a seat may be among them more than once.
   */
  add(version: number, seatNos: readonly number[]): void;
  /** Seats that changed after a version, each once; undefined when that is too long ago. */
  changedAfter(version: number): number[] | undefined;
}

export function createDeltaLog(): DeltaLog {
  let entries: { readonly version: number; readonly seatNos: readonly number[] }[] = [];
  let oldest = 0;
  let seatCount = 0;
  /** Entries before this place are dropped; the list is cut now and then, not each time. */
  let first = 0;

  function dropOldest(): void {
    const entry = entries[first];
    if (entry === undefined) return;
    oldest = entry.version;
    seatCount -= entry.seatNos.length;
    first += 1;
    if (first > deltaVersionsMax) {
      entries = entries.slice(first);
      first = 0;
    }
  }

  return {
    startAt(version) {
      entries = [];
      first = 0;
      seatCount = 0;
      oldest = version;
    },
    add(version, seatNos) {
      entries.push({ version, seatNos });
      seatCount += seatNos.length;
      while (entries.length - first > deltaVersionsMax || seatCount > deltaSeatsMax) dropOldest();
    },
    changedAfter(version) {
      if (version < oldest) return undefined;
      const seatNos = new Set<number>();
      for (let place = entries.length - 1; place >= first; place -= 1) {
        const entry = entries[place];
        if (entry === undefined || entry.version <= version) break;
        for (const seatNo of entry.seatNos) seatNos.add(seatNo);
      }
      return [...seatNos];
    },
  };
}
