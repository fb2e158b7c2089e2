/** Runs a saving function now and then, one at a time, however often it is asked for. */
export interface CoalescedSave {
  /** Saves within `waitMs`, together with all that is asked for until then. */
  soon(): void;
  /** Waits for a save that runs, saves once more, and ends. */
  finish(): Promise<void>;
  /** Waits for a save that runs, and ends. */
  abandon(): Promise<void>;
}

/** `save` must not reject; it answers for its own failures. */
export function createCoalescedSave(save: () => Promise<void>, waitMs: number): CoalescedSave {
  let timer: NodeJS.Timeout | undefined;
  let saving: Promise<void> | undefined;
  let askedMeanwhile = false;
  let ended = false;

  async function run(): Promise<void> {
    await save();
    saving = undefined;
    if (askedMeanwhile) soon();
  }

  function soon(): void {
    if (saving !== undefined) askedMeanwhile = true;
    if (ended || timer !== undefined || saving !== undefined) return;
    askedMeanwhile = false;
    timer = setTimeout(() => {
      timer = undefined;
      saving = run();
    }, waitMs);
  }

  async function abandon(): Promise<void> {
    ended = true;
    clearTimeout(timer);
    await saving;
  }

  return {
    soon,
    abandon,
    async finish() {
      await abandon();
      await save();
    },
  };
}
