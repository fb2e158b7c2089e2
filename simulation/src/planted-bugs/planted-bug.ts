/** A change of one place in one file of the services; the place must be there exactly once. */
export interface Patch {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A mistake that could be made. */
export interface PlantedBug {
  readonly name: string;
  /** More than one where another defence would hide the mistake. */
  readonly changes: readonly Patch[];
  /** The invariants of which at least one must be what catches it. */
  readonly caughtBy: readonly string[];
}

/** A text that is another one each time, as a key that should have been kept. */
export const another = '(globalThis.others = (globalThis.others ?? 0) + 1)';
