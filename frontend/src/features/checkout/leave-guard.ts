/** What the guard needs of the browser and the API. */
export interface LeaveDependencies {
  /** Tells the server that the page was left; must outlive the page. */
  readonly leave: () => void;
  /** The page is shown again from the browser's memory: reading the booking takes it back. */
  readonly comeBack: () => void;
}

export interface LeaveGuard {
  /** While true nothing is given back: the card is on its way, the bank asks, or a transfer is awaited. */
  stay(staying: boolean): void;
  /** The page goes; tells the server once until the page comes back. */
  hide(): void;
  show(fromMemory: boolean): void;
}

/** Gives the seats of an unpaid booking back when its page is left, with one call for each leaving. */
export function createLeaveGuard(dependencies: LeaveDependencies): LeaveGuard {
  let staying = false;
  let left = false;
  return {
    stay(next) {
      staying = next;
    },
    hide() {
      if (staying || left) return;
      left = true;
      dependencies.leave();
    },
    show(fromMemory) {
      if (left || fromMemory) dependencies.comeBack();
      left = false;
    },
  };
}
