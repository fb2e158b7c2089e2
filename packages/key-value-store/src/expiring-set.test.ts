import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createExpiringSet } from './expiring-set.ts';

test('counts as a plain list of ends does, over any history', () => {
  const step = fc.record({
    action: fc.constantFrom('touch', 'remove', 'wait'),
    member: fc.constantFrom('a', 'b', 'c', 'd'),
    ms: fc.integer({ min: 0, max: 4_000 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (history) => {
      const set = createExpiringSet();
      const ends = new Map<string, number>();
      let nowMs = 1_800_000_000_000;
      for (const { action, member, ms } of history) {
        if (action === 'wait') nowMs += ms;
        if (action === 'remove') {
          set.remove(member);
          ends.delete(member);
        }
        if (action === 'touch') {
          set.touch(member, nowMs + ms);
          ends.set(member, nowMs + ms);
        }
        expect(set.count(nowMs)).toBe([...ends.values()].filter((end) => end > nowMs).length);
      }
    }),
  );
});
