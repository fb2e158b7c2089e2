import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
/** Of this process: what it made before a measurement must not be collected during it. */
const collectGarbage = runInNewContext('gc') as () => void;

export interface Figures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Keeps `inFlight` calls going for so long. */
export async function measure(
  { inFlight, seconds }: { inFlight: number; seconds: number },
  call: () => Promise<void>,
): Promise<Figures> {
  collectGarbage();
  const latencies: number[] = [];
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1000;
  const work = async () => {
    for (let now = performance.now(); now < endAt; ) {
      await call();
      const later = performance.now();
      latencies.push(later - now);
      now = later;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  return summarize(latencies, performance.now() - startedAt);
}

/**
 * Begins so many calls a second whether the ones before have ended or not, as visitors do; latencies count
 * from the moment at which a call was due.
 */
export async function measureAtRate(
  { perSecond, seconds }: { perSecond: number; seconds: number },
  call: () => Promise<void>,
): Promise<Figures> {
  collectGarbage();
  const startedAt = performance.now();
  const total = Math.floor(perSecond * seconds);
  // Nothing is kept of a call but a number: what this process collects as garbage is no latency of the service.
  const latencies = new Float64Array(total);
  let ended = 0;
  const failures: unknown[] = [];
  const begin = (dueAt: number): void => {
    call().then(
      () => {
        latencies[ended] = performance.now() - dueAt;
        ended += 1;
      },
      (error: unknown) => failures.push(error),
    );
  };
  for (let begun = 0; ended < total && failures.length === 0; ) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * perSecond));
    for (; begun < due; begun += 1) begin(startedAt + (begun / perSecond) * 1000);
    // A pause, not a spin: the service needs the cores.
    await sleep(1);
  }
  if (failures.length > 0) throw failures[0];
  return summarize(latencies, performance.now() - startedAt);
}

function summarize(given: ArrayLike<number>, milliseconds: number): Figures {
  const latencies = Float64Array.from(given).sort();
  const at = (part: number) => latencies[Math.floor(latencies.length * part)] ?? Number.NaN;
  return { perSecond: (latencies.length / milliseconds) * 1000, p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** Of each figure the middle one of several rounds. */
export function medianOf(rounds: readonly Figures[]): Figures {
  const middle = (figure: keyof Figures) => median(rounds.map((round) => round[figure]));
  return { perSecond: middle('perSecond'), p50Ms: middle('p50Ms'), p99Ms: middle('p99Ms') };
}

/** Of an even number of values the lower one in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}
