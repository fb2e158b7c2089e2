import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createArrivalCounter } from './arrival-counter.ts';
import { arrivalSlotMs } from './limits.ts';

test('counts as a plain list of arrivals does, to the slot, over hours', () => {
  const arrival = fc.record({
    pauseMs: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 4_000_000 })),
    windowSeconds: fc.integer({ min: 1, max: 3_600 }),
  });
  fc.assert(
    fc.property(fc.array(arrival, { maxLength: 100 }), (arrivals) => {
      const counter = createArrivalCounter();
      const slots: number[] = [];
      let nowMs = 1_800_000_000_000;
      for (const { pauseMs, windowSeconds } of arrivals) {
        nowMs += pauseMs;
        const slot = Math.floor(nowMs / arrivalSlotMs);
        slots.push(slot);
        const oldest = slot - (windowSeconds * 1000) / arrivalSlotMs;
        expect(counter.count(nowMs, windowSeconds)).toBe(slots.filter((s) => s > oldest).length);
      }
    }),
  );
});
