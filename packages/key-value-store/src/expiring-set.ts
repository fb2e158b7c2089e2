/** Members that end by themselves; counting them does not look at each of them. */
export interface ExpiringSet {
  /** Adds a member or moves its end. */
  touch(member: string, expiresAtMs: number): void;
  remove(member: string): void;
  /** Members whose end is after `nowMs`. */
  count(nowMs: number): number;
}

/** Members that end within the same slot are kept together and dropped together. */
const slotMs = 1_000;

export function createExpiringSet(): ExpiringSet {
  const expiryByMember = new Map<string, number>();
  const membersBySlot = new Map<number, Set<string>>();

  function remove(member: string): void {
    const expiresAtMs = expiryByMember.get(member);
    if (expiresAtMs === undefined) return;
    expiryByMember.delete(member);
    const slot = Math.floor(expiresAtMs / slotMs);
    const members = membersBySlot.get(slot);
    members?.delete(member);
    if (members?.size === 0) membersBySlot.delete(slot);
  }

  return {
    touch(member, expiresAtMs) {
      remove(member);
      expiryByMember.set(member, expiresAtMs);
      const slot = Math.floor(expiresAtMs / slotMs);
      const members = membersBySlot.get(slot) ?? new Set();
      membersBySlot.set(slot, members.add(member));
    },
    remove,
    count(nowMs) {
      const slotNow = Math.floor(nowMs / slotMs);
      // As many slots as the longest time to live has seconds: few, however many members there are.
      for (const [slot, members] of membersBySlot) {
        if (slot > slotNow) continue;
        for (const member of members) {
          if ((expiryByMember.get(member) ?? 0) <= nowMs) remove(member);
        }
      }
      return expiryByMember.size;
    },
  };
}
