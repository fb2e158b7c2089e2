import type { Clock, NewId } from '@ticketing/service-kit';
import { createIds } from '@ticketing/service-kit';
import { type Process, type World, when } from './world.ts';

/** How much slower than asked a process may wake up. */
const slownessMax = 3;

/** The process's clock, which is wrong by its skew; its sleep ends late, or never when it is dead. */
export function clockOf(world: World, process: Process): Clock {
  const { time, random } = world;
  return {
    now: () => new Date(time.nowMs() + process.skewMs),
    sleep: (ms) =>
      new Promise((resolve) => {
        const late = 1 + random.next() * (slownessMax - 1);
        time.after(ms * late, () => when(world, process, resolve));
      }),
  };
}

export function idsOf(world: World, process: Process): NewId {
  const { now } = clockOf(world, process);
  return createIds({ clock: { now }, fillRandom: (bytes) => world.random.fill(bytes) });
}
