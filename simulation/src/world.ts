import { type ApiError, problem } from '@ticketing/service-kit';
import { type SeededRandom, seededRandom } from '@ticketing/testing';
import { createVirtualTime, type VirtualTime } from './virtual-time.ts';

/** What one seed makes go wrong, as probabilities, until `faultsEndMs`. */
export interface Weather {
  /** A request is lost before it has an effect. */
  readonly lost: number;
  /** An answer is lost after it. */
  readonly unheard: number;
  /** The asker gives up, and the effect comes seconds after that. */
  readonly hanging: number;
  /** The asking process is killed just before or just after the effect. */
  readonly crash: number;
  readonly crashesMax: number;
  /** The asking process stands still for some seconds, with all that it was about to do. */
  readonly freeze: number;
  /** A message of the bus, or a webhook, comes again. */
  readonly again: number;
  readonly webhookLost: number;
  /** The bank takes an authorisation back before it is captured. */
  readonly lapse: number;
  /** The customer's bank gives a refund back that the provider had made. */
  readonly bounce: number;
  readonly delayMsMax: number;
  readonly skewMsMax: number;
  readonly faultsEndMs: number;
}

/** One line of what happened. */
export interface HistoryEntry {
  readonly atMs: number;
  readonly who: string;
  readonly what: string;
  readonly detail: unknown;
}

/** A running copy of a service. Once dead it hears nothing any more, and nothing it does has an effect. */
export interface Process {
  readonly name: string;
  alive: boolean;
  /** Until then it does nothing. */
  frozenUntilMs: number;
  /** What its clock shows is so much more than the time. */
  skewMs: number;
  /** Nobody starts a browser anew: it neither dies nor stands still. */
  readonly isBrowser: boolean;
  /** Told when it dies: its memory is lost and its connections break. */
  readonly whenDead: Set<() => void>;
}

/** What all parts of one simulation share. */
export interface World {
  readonly time: VirtualTime;
  readonly random: SeededRandom;
  readonly weather: Weather;
  readonly history: HistoryEntry[];
  crashes: number;
  /** Starts what died anew. */
  restart: (process: Process) => void;
}

/** Nothing about it means anything; every simulation begins then. */
export const startMs = Date.UTC(2026, 10, 2, 1, 0, 0);

export function createWorld(seed: number): World {
  const random = seededRandom(seed);
  const calm = random.chance(0.1);
  const often = (max: number) => (calm || random.chance(0.3) ? 0 : random.next() * max);
  return {
    random,
    time: createVirtualTime(startMs),
    weather: {
      lost: often(0.08),
      unheard: often(0.08),
      hanging: often(0.03),
      crash: often(0.03),
      freeze: often(0.04),
      crashesMax: 4,
      again: often(0.3),
      webhookLost: random.chance(0.3) ? 0.7 : often(0.3),
      lapse: often(0.1),
      bounce: often(0.8),
      delayMsMax: random.pick([5, 40, 400]),
      skewMsMax: random.chance(0.5) ? 0 : random.pick([200, 3_000, 20_000]),
      faultsEndMs: startMs + random.integer(20_000, 60_000),
    },
    history: [],
    crashes: 0,
    restart: () => undefined,
  };
}

export function note(world: World, who: string, what: string, detail?: unknown): void {
  world.history.push({ atMs: world.time.nowMs(), who, what, detail });
}

export const isStormy = ({ time, weather }: World): boolean => time.nowMs() < weather.faultsEndMs;

export const mayHappen = (world: World, probability: number): boolean =>
  isStormy(world) && world.random.chance(probability);

export function createProcess(world: World, name: string): Process {
  const { skewMsMax } = world.weather;
  const skewMs = skewMsMax === 0 ? 0 : world.random.integer(-skewMsMax, skewMsMax);
  return { name, alive: true, isBrowser: false, frozenUntilMs: 0, skewMs, whenDead: new Set() };
}

/** Lets a process do something now, or when it goes on; never when it is dead by then. */
export function when(world: World, process: Process, work: () => void): void {
  const leftMs = process.frozenUntilMs - world.time.nowMs();
  if (leftMs > 0) world.time.after(leftMs, () => when(world, process, work));
  else if (process.alive) work();
}

/** It does nothing for a while; its lease may be over when it goes on. */
export function freeze(world: World, process: Process): void {
  if (process.isBrowser) return;
  const ms = world.random.integer(500, 6_000);
  process.frozenUntilMs = world.time.nowMs() + ms;
  note(world, process.name, 'stands still', { ms });
}

/** Kills a process between two of its steps; it is started anew some seconds later. */
export function crash(world: World, process: Process): void {
  if (!process.alive || process.isBrowser || world.crashes >= world.weather.crashesMax) return;
  world.crashes += 1;
  process.alive = false;
  note(world, process.name, 'is killed');
  for (const tell of [...process.whenDead]) tell();
  world.time.after(world.random.integer(100, 8_000), () => world.restart(process));
}

export const unavailable = (): ApiError => problem('service_unavailable');

/**
 * A question that a process asks of something outside: the effect happens some time later, and the answer
 * comes later still. Either can be lost (`outage` tells the asker so), and the asker can die on the way.
 */
export function ask<Answer>(
  world: World,
  asker: Process,
  {
    effect,
    outage = unavailable,
  }: { effect: () => Answer | Promise<Answer>; outage?: () => unknown },
): Promise<Answer> {
  const { time, random, weather } = world;
  return new Promise((resolve, reject) => {
    const hear = (tell: () => void): void => when(world, asker, tell);
    const hearLater = (tell: () => void): void => {
      if (isStormy(world) && random.chance(0.4)) time.after(delayMs(world), () => hear(tell));
      else hear(tell);
    };
    let sentMs = delayMs(world);
    if (mayHappen(world, weather.hanging)) {
      time.after(random.integer(100, 3_000), () => hear(() => reject(outage())));
      sentMs += random.integer(500, 8_000);
    }
    time.after(sentMs, () => {
      if (mayHappen(world, weather.crash / 2)) crash(world, asker);
      if (mayHappen(world, weather.freeze)) freeze(world, asker);
      // Of one that is dead by now the question may have been on its way, or not.
      if (!asker.alive && random.chance(0.5)) return;
      if (mayHappen(world, weather.lost)) return hear(() => reject(outage()));
      const isUnheard = mayHappen(world, weather.unheard);
      settle(effect).then(
        (answer) => hearLater(() => (isUnheard ? reject(outage()) : resolve(answer))),
        (error: unknown) => hearLater(() => reject(isUnheard ? outage() : error)),
      );
      // It gives up while the other is still at it.
      if (isUnheard && random.chance(0.5)) hear(() => reject(outage()));
      if (mayHappen(world, weather.crash / 2)) crash(world, asker);
    });
  });
}

async function settle<Answer>(effect: () => Answer | Promise<Answer>): Promise<Answer> {
  return effect();
}

function delayMs({ random, weather, time }: World): number {
  const max = time.nowMs() < weather.faultsEndMs ? weather.delayMsMax : 5;
  return random.chance(0.02) ? max * 10 * random.next() : max * random.next();
}

/** Work of a process for somebody else; who waits for it hears when the process dies. */
export function serve<Answer>(
  world: World,
  process: Process,
  work: () => Promise<Answer>,
): Promise<Answer> {
  if (!process.alive) return Promise.reject(unavailable());
  return new Promise((resolve, reject) => {
    const die = () => reject(unavailable());
    process.whenDead.add(die);
    when(world, process, () =>
      work()
        .then(resolve, reject)
        .finally(() => process.whenDead.delete(die)),
    );
  });
}
